import type { Attempt } from './instance-process.ts';
import type { InvocationError } from './messages.ts';
import type { LogLine } from './output-lines.ts';

/** One invocation, however often it was attempted. */
export interface Invocation {
  requestId: string;
  functionName: string;
  region: string;
  taskId: string | null;
  /** as text */
  payload: string;
  type: 'Sync' | 'Async';
  attempts: number;
  status: 'queued' | 'running' | 'succeeded' | 'failed';
  /** as text; of the last attempt, like `error`, `errorType`, `ms` and `instanceId` */
  result: string | null;
  error: InvocationError | null;
  /** as in x-fc-error-type */
  errorType: string | null;
  /** of all attempts */
  logs: LogLine[];
  /** highest resident memory of the process in any attempt */
  peakRssMiB: number | null;
  /** real time of the first attempt, ISO 8601 */
  startedAt: string | null;
  ms: number;
  instanceId: string | null;
}

export function newInvocation(
  what: Pick<Invocation, 'requestId' | 'functionName' | 'region' | 'taskId' | 'payload' | 'type'>,
): Invocation {
  return {
    ...what,
    attempts: 0,
    status: 'queued',
    result: null,
    error: null,
    errorType: null,
    logs: [],
    peakRssMiB: null,
    startedAt: null,
    ms: 0,
    instanceId: null,
  };
}

export function noteAttempt(record: Invocation, attempt: Attempt, ms: number): void {
  record.ms = ms;
  if (attempt.peakRssMiB !== null) {
    record.peakRssMiB = Math.max(record.peakRssMiB ?? 0, attempt.peakRssMiB);
  }
  const failed = attempt.kind === 'failed' ? attempt : null;
  record.result = attempt.kind === 'result' ? attempt.body.toString('utf8') : null;
  record.error = failed?.error ?? null;
  record.errorType = failed?.type ?? null;
}

/** `1-<seconds in hex>-<8 digits>-<12 digits>` */
export function requestIdFrom(now: number, uuid: string): string {
  const time = Math.floor(now / 1000).toString(16);
  const [first = '', , , , last = ''] = uuid.toLowerCase().split('-');
  return `1-${time}-${first}-${last}`;
}
