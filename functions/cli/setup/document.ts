import { Ajv, type ErrorObject } from 'ajv';
import vendorSchema from './fc3-schema.json' with { type: 'json' };
import { strictSchema } from './strict-schema.ts';

export interface Hook {
  handler?: string;
}

export interface Trigger {
  triggerName: string;
  triggerType: string;
  triggerConfig: Readonly<Record<string, unknown>>;
}

/** What the rules look at in a function; the schema has looked at everything. */
export interface FunctionProps {
  region: string;
  functionName: string;
  runtime: string;
  handler?: string;
  code?: string | { src: string };
  cpu?: number;
  memorySize?: number;
  concurrencyConfig?: { reservedConcurrency: number };
  asyncInvokeConfig?: { maxAsyncRetryAttempts?: number; maxAsyncEventAgeInSeconds?: number };
  instanceLifecycleConfig?: { initializer?: Hook; preStop?: Hook };
  environmentVariables?: Readonly<Record<string, string>>;
  triggers?: readonly Trigger[];
}

/** A resolved s.yaml, as `s preview -o json` prints it. */
export interface Deployment {
  access: string;
  resources: Readonly<Record<string, { props: FunctionProps }>>;
}

const STEPS = {
  type: 'array',
  items: {
    type: 'object',
    properties: {
      run: { type: 'string' },
      path: { type: 'string' },
      plugin: { type: 'string' },
      component: { type: 'string' },
      args: {},
      allow_failure: {},
    },
    additionalProperties: false,
  },
};
const ACTIONS = {
  type: 'object',
  patternProperties: { '^(pre|success|fail|complete)-[a-z]+$': STEPS },
  additionalProperties: false,
};

/** Around the functions: the 3.0.0 grammar of Serverless Devs. */
function documentSchema(): object {
  const resource = {
    type: 'object',
    properties: {
      component: { type: 'string' },
      extend: { type: 'object', properties: { name: { type: 'string' } }, additionalProperties: false },
      actions: ACTIONS,
      props: { $ref: 'function' },
    },
    required: ['component', 'props'],
    additionalProperties: false,
  };
  return {
    $defs: { function: { ...strictSchema(vendorSchema), $schema: undefined, $id: 'function' } },
    type: 'object',
    properties: {
      edition: { const: '3.0.0' },
      name: { type: 'string' },
      access: { type: 'string' },
      vars: { type: 'object' },
      template: { type: 'object' },
      actions: ACTIONS,
      resources: { type: 'object', minProperties: 1, additionalProperties: resource },
    },
    required: ['edition', 'name', 'access', 'resources'],
    additionalProperties: false,
  };
}

const validate = new Ajv({ allErrors: true, strict: false }).compile<Deployment>(documentSchema());

export type Reading = { deployment: Deployment } | { problems: readonly string[] };

/** Holds a document against the strict schema; all mistakes, each with its place. */
export function readDocument(document: unknown): Reading {
  if (validate(document)) return { deployment: document };
  return {
    problems: [...new Set((validate.errors ?? []).filter(({ keyword }) => keyword !== 'if').map(told))],
  };
}

function told({ instancePath, keyword, message, params }: ErrorObject): string {
  const path = instancePath.slice(1).split('/').filter(Boolean);
  if (keyword === 'additionalProperties') {
    return `${[...path, String(params['additionalProperty'])].join('.')}: unknown key`;
  }
  const allowed: unknown = params['allowedValues'];
  const values = Array.isArray(allowed) ? `: ${allowed.join(', ')}` : '';
  return `${path.join('.')}: ${message ?? keyword}${values}`;
}
