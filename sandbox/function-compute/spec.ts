import { statSync } from 'node:fs';
import { parsePattern } from '../world/event-pattern.ts';

/** Starts a function when the clock of the world passes a time that it names. */
export interface TimerTrigger {
  name: string;
  cronExpression: string;
  enabled: boolean;
  payload?: string | undefined;
  /** epoch ms; `@every` counts from then */
  created?: number | undefined;
}

/** A function as it is deployed; the defaults are those of the platform. */
export interface FunctionSpec {
  name: string;
  region: string;
  /** `file.export`, without the ending of the file */
  handler: string;
  /** runs once in every instance; has as much time as an invocation (assumption: the platform sets it apart) */
  initializer?: string | undefined;
  codeDir: string;
  /** MB, default 512; told to the function, not enforced */
  memorySize?: number | undefined;
  /** seconds, default 3 */
  timeout?: number | undefined;
  environmentVariables?: Readonly<Record<string, string>> | undefined;
  /** name of a role that trusts fc.aliyuncs.com; without it the function has no credentials */
  role?: string | undefined;
  /** instances at most; default: what the account may have in a region, as if it had this function only */
  reservedConcurrency?: number | undefined;
  /** maxAsyncRetryAttempts, default 3 */
  asyncRetries?: number | undefined;
  /** filter patterns of its EventBridge triggers, JSON */
  eventPatterns?: readonly string[] | undefined;
  timers?: readonly TimerTrigger[] | undefined;
}

export type CheckedSpec = Required<{ [Name in keyof FunctionSpec]: NonNullable<FunctionSpec[Name]> }>;

/** Instances of an account in a region. https://www.alibabacloud.com/help/en/functioncompute/fc/error-handling-1-2 */
export const instanceLimit = 100;

export const nameForm = /^[A-Za-z_][\w-]{0,63}$/;

export const handlerForm = /^[\w./-]+\.[A-Za-z_$][\w$]*$/;

function problemsOf(spec: CheckedSpec): string[] {
  const { name, handler, initializer, codeDir, memorySize, timeout, asyncRetries, eventPatterns } = spec;
  const problems: string[] = [];
  const expect = (holds: boolean, problem: string): unknown => holds || problems.push(problem);
  expect(nameForm.test(name), 'name: letters, digits, _ and -, 64 at most');
  expect(handlerForm.test(handler), 'handler: file.export');
  expect(initializer === '' || handlerForm.test(initializer), 'initializer: file.export');
  expect(
    statSync(codeDir, { throwIfNoEntry: false })?.isDirectory() === true,
    `codeDir: no folder ${codeDir}`,
  );
  expect(
    memorySize % 64 === 0 && memorySize >= 128 && memorySize <= 32_768,
    'memorySize: 128 to 32768 by 64',
  );
  expect(Number.isInteger(timeout) && timeout >= 1 && timeout <= 86_400, 'timeout: 1 to 86400');
  expect(Number.isInteger(asyncRetries) && asyncRetries >= 0 && asyncRetries <= 8, 'asyncRetries: 0 to 8');
  expect(
    eventPatterns.every((text) => parsePattern(text) !== null),
    'eventPatterns: JSON objects of lists of values, or of prefix and suffix',
  );
  return problems;
}

/** With defaults. Throws an Error that lists what is wrong. */
export function checkedSpec(spec: FunctionSpec): CheckedSpec {
  const checked: CheckedSpec = {
    name: spec.name,
    region: spec.region,
    handler: spec.handler,
    initializer: spec.initializer ?? '',
    codeDir: spec.codeDir,
    memorySize: spec.memorySize ?? 512,
    timeout: spec.timeout ?? 3,
    environmentVariables: spec.environmentVariables ?? {},
    role: spec.role ?? '',
    reservedConcurrency: spec.reservedConcurrency ?? instanceLimit,
    asyncRetries: spec.asyncRetries ?? 3,
    eventPatterns: spec.eventPatterns ?? [],
    timers: spec.timers ?? [],
  };
  const problems = problemsOf(checked);
  if (problems.length === 0) return checked;
  throw new Error(`The function ${spec.name} cannot be deployed. ${problems.join('; ')}.`);
}
