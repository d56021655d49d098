import { problemOfCron } from '../../../sandbox/function-compute/cron.ts';
import type { FunctionProps, Trigger } from './document.ts';

/** Mistakes in one function, each starting with the key it is about. */
export type Rule = (props: FunctionProps) => string[];

/** The component's defaults. */
const CPU = 0.35;
const MEMORY = 512;

/** Documented with CreateFunction: steps of 0.05, and 1 to 4 GB for each vCPU. */
const size: Rule = ({ cpu = CPU, memorySize = MEMORY }) => {
  const problems: string[] = [];
  const steps = cpu / 0.05;
  if (Math.abs(steps - Math.round(steps)) > 1e-6) problems.push(`cpu: a multiple of 0.05, found ${cpu}`);
  const ratio = memorySize / 1024 / cpu;
  if (ratio < 1 || ratio > 4) {
    problems.push(
      `memorySize: 1 to 4 GB for each vCPU, found ${memorySize} MB for ${cpu}: ${ratio.toFixed(2)} GB each`,
    );
  }
  return problems;
};

const concurrency: Rule = ({ concurrencyConfig }) => {
  const reserved = concurrencyConfig?.reservedConcurrency ?? 1;
  if (Number.isInteger(reserved) && reserved >= 1) return [];
  return [`concurrencyConfig.reservedConcurrency: a whole number from 1 on, found ${reserved}`];
};

/** The component's schema allows an age of 2592000, the API 604800; a timer without one leaves a backlog of stale events. */
const asynchronous: Rule = ({ asyncInvokeConfig = {}, triggers = [] }) => {
  const { maxAsyncRetryAttempts: retries = 0, maxAsyncEventAgeInSeconds: age } = asyncInvokeConfig;
  const problems: string[] = [];
  if (!Number.isInteger(retries)) problems.push('asyncInvokeConfig.maxAsyncRetryAttempts: a whole number');
  if (age === undefined) {
    if (triggers.some(({ triggerType }) => triggerType === 'timer')) {
      problems.push(
        'asyncInvokeConfig.maxAsyncEventAgeInSeconds: missing, so stale timer events would pile up',
      );
    }
  } else if (!Number.isInteger(age) || age > 604_800) {
    problems.push(
      `asyncInvokeConfig.maxAsyncEventAgeInSeconds: a whole number from 1 to 604800, found ${age}`,
    );
  }
  return problems;
};

/** https://www.alibabacloud.com/help/en/functioncompute/environment-variables: names, reserved names, 4 KB together. */
const environment: Rule = ({ environmentVariables = {} }) => {
  const problems: string[] = [];
  let bytes = 0;
  for (const [name, value] of Object.entries(environmentVariables)) {
    bytes += Buffer.byteLength(name) + Buffer.byteLength(value);
    if (!/^[A-Za-z]\w*$/.test(name)) {
      problems.push(`environmentVariables.${name}: letters, digits and _, first a letter`);
    } else if (/^(FC_|ALIBABA_CLOUD_)/.test(name)) {
      problems.push(`environmentVariables.${name}: reserved for Function Compute`);
    }
  }
  if (bytes > 4096) problems.push(`environmentVariables: 4096 bytes together at most, found ${bytes}`);
  return problems;
};

const triggers: Rule = ({ triggers: all = [] }) => {
  const problems: string[] = [];
  const names = new Set<string>();
  for (const [index, trigger] of all.entries()) {
    if (names.has(trigger.triggerName)) {
      problems.push(`triggers.${index}.triggerName: ${trigger.triggerName} is there twice`);
    }
    names.add(trigger.triggerName);
    problems.push(...configuration(trigger).map((problem) => `triggers.${index}.triggerConfig.${problem}`));
  }
  return problems;
};

function configuration({ triggerType, triggerConfig }: Trigger): string[] {
  switch (triggerType) {
    case 'timer': {
      const problem = problemOfCron(String(triggerConfig['cronExpression']));
      return problem === null ? [] : [`cronExpression: ${problem}`];
    }
    case 'http':
      return http(triggerConfig);
    case 'eventbridge':
      return isJson(triggerConfig['eventRuleFilterPattern'])
        ? []
        : ['eventRuleFilterPattern: no JSON object'];
    default:
      return [];
  }
}

function http({ authType, methods, authConfig }: Trigger['triggerConfig']): string[] {
  const problems: string[] = [];
  if (Array.isArray(methods) && (methods.length === 0 || new Set(methods).size < methods.length)) {
    problems.push('methods: one at least, none twice');
  }
  if ((authType === 'jwt') !== (authConfig !== undefined)) {
    problems.push('authConfig: belongs to authType jwt, and only to it');
  }
  if (
    typeof authConfig === 'object' &&
    authConfig &&
    'whitelist' in authConfig &&
    'blacklist' in authConfig
  ) {
    problems.push('authConfig: whitelist or blacklist, not both');
  }
  return problems;
}

function isJson(text: unknown): boolean {
  try {
    const value: unknown = JSON.parse(String(text));
    return typeof value === 'object' && value !== null;
  } catch {
    return false; // that is how JSON.parse says no
  }
}

export const RULES: readonly Rule[] = [size, concurrency, asynchronous, environment, triggers];
