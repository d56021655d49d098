import type { Code } from './code-store.ts';
import type { AsyncInvokeSettings, FunctionSettings } from './settings.ts';
import type { CheckedSpec, FunctionSpec } from './spec.ts';
import type { Trigger } from './trigger.ts';

/** A function as the control plane keeps it. Times: epoch ms. */
export interface FunctionRecord {
  region: string;
  id: string;
  settings: FunctionSettings;
  code: Code;
  /** by name */
  triggers: ReadonlyMap<string, Trigger>;
  asyncInvoke: (AsyncInvokeSettings & { created: number; modified: number }) | null;
  /** null: as many as the account may have */
  reserved: number | null;
  /** oldest first */
  versions: readonly Version[];
  /** by name */
  aliases: ReadonlyMap<string, Alias>;
  created: number;
  modified: number;
}

export interface Version {
  id: string;
  description: string;
  created: number;
}

export interface Alias {
  name: string;
  version: string;
  description: string;
  created: number;
  modified: number;
}

/** What runs: the latest version with all that is set for it. */
export function specOf({
  region,
  settings,
  code,
  triggers,
  asyncInvoke,
  reserved,
}: FunctionRecord): FunctionSpec {
  const all = [...triggers.values()];
  return {
    name: settings.functionName,
    region,
    handler: settings.handler,
    initializer: settings.instanceLifecycleConfig?.initializer?.handler,
    codeDir: code.dir,
    memorySize: settings.memorySize,
    timeout: settings.timeout,
    environmentVariables: settings.environmentVariables,
    role: settings.role?.split('/').at(-1),
    reservedConcurrency: reserved ?? undefined,
    asyncRetries: asyncInvoke?.maxAsyncRetryAttempts,
    eventPatterns: all.flatMap(({ config }) =>
      config.type === 'eventbridge' && config.triggerEnable ? [config.eventRuleFilterPattern] : [],
    ),
    timers: all.flatMap(({ name, config, created }) =>
      config.type === 'timer'
        ? [
            {
              name,
              cronExpression: config.cronExpression,
              enabled: config.enable,
              payload: config.payload,
              created,
            },
          ]
        : [],
    ),
  };
}

/** What the control plane tells of a function that was given to the sandbox as it runs. */
export function recordOf(spec: CheckedSpec, accountId: string): FunctionRecord {
  const { name, region, handler, initializer, codeDir, memorySize, timeout, environmentVariables } = spec;
  return {
    region,
    id: name,
    settings: {
      functionName: name,
      runtime: 'nodejs20',
      handler,
      memorySize,
      timeout,
      role: spec.role === '' ? '' : `acs:ram::${accountId}:role/${spec.role}`,
      environmentVariables,
      ...(initializer && { instanceLifecycleConfig: { initializer: { handler: initializer } } }),
    },
    code: { dir: codeDir, size: 0, checksum: '' },
    triggers: new Map(triggersOf(spec).map((trigger) => [trigger.name, trigger])),
    asyncInvoke: null,
    reserved: spec.reservedConcurrency,
    versions: [],
    aliases: new Map(),
    created: 0,
    modified: 0,
  };
}

function triggersOf({ timers, eventPatterns }: CheckedSpec): Trigger[] {
  const plain = {
    description: '',
    qualifier: 'LATEST',
    invocationRole: '',
    sourceArn: '',
    created: 0,
    modified: 0,
  };
  return [
    ...timers.map(({ name, cronExpression, enabled: enable, payload = '' }) => {
      const config = { type: 'timer', cronExpression, enable, payload } as const;
      return { ...plain, name, id: name, config };
    }),
    ...eventPatterns.map((eventRuleFilterPattern, index) => {
      const name = index === 0 ? 'changes' : `changes-${index + 1}`;
      const eventSourceConfig = { eventSourceType: 'Default' } as const;
      const how = { triggerEnable: true, asyncInvocationType: false, eventSourceConfig };
      return {
        ...plain,
        name,
        id: name,
        config: { type: 'eventbridge', ...how, eventRuleFilterPattern } as const,
      };
    }),
  ];
}
