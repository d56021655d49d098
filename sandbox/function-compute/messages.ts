/** What a host and the instances it started say to each other. */

export interface InstanceCredentials {
  accessKeyId: string;
  accessKeySecret: string;
  securityToken: string;
}

/**
 * The data of a handler's `context`; the instance adds the functions.
 * https://www.alibabacloud.com/help/zh/fc/context-3
 */
export interface ContextData {
  requestId: string;
  credentials: InstanceCredentials;
  function: {
    name: string;
    handler: string;
    /** MB */
    memory: number;
    /** seconds */
    timeout: number;
    /** empty: none */
    initializer: string;
    initializationTimeout: number;
  };
  service: { name: string; logProject: string; logStore: string; qualifier: string; versionId: string };
  region: string;
  accountId: string;
  tracing: { spanContext: string; jaegerEndpoint: string; spanBaggages: Record<string, string> };
}

/** To the instance: handle this event. */
export interface Ask {
  event: Buffer;
  context: ContextData;
}

/** Body of a failed invocation. An exit of the process has no type and no stack. */
export interface InvocationError {
  errorMessage: string;
  errorType?: string;
  stackTrace?: string[];
}

export type Stage = 'load' | 'initialize' | 'handle';

/** From the instance. `ready` comes once, when module and initializer have run. */
export type Told =
  | { kind: 'ready' }
  | { kind: 'result'; body: Buffer; peakKib: number }
  | { kind: 'failed'; stage: Stage; error: InvocationError; peakKib: number };

/** Written to both output streams after an invocation, so that the host knows that it has read all of it. */
export function endMark(requestId: string): string {
  return `\u0000end ${requestId}\u0000\n`;
}
