type Schema = Readonly<Record<string, unknown>>;

const text = { type: 'string' };
const time = { type: 'string', format: 'date-time' };
const count = { type: 'integer', minimum: 0 };

function nullable(schema: Schema): Schema {
  return { anyOf: [schema, { type: 'null' }] };
}

function list(items: Schema): Schema {
  return { type: 'array', items };
}

function object(properties: Readonly<Record<string, Schema>>, optional: readonly string[] = []): Schema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', properties, required };
}

const reason = object({ seen: { const: false }, because: text, detail: text, code: text }, ['code']);

/** Seen with its time, or not seen with its reason. */
function observed(value: Schema): Schema {
  const seen = object({ seen: { const: true }, value, at: time, missing: list(reason) }, ['missing']);
  return { oneOf: [seen, reason] };
}

const values = nullable(object({ plain: count, v1: count, v2: count, other: count }));

const server = object(
  {
    id: nullable(text),
    startedAt: nullable(time),
    counts: { enum: ['secrets', 'encrypted'] },
    read: values,
    written: values,
    keys: list(
      object({ hash: text, provider: text, use: { enum: ['read', 'write', 'status'] }, at: nullable(time) }),
    ),
    kmsErrors: list(object({ method: text, code: text, count })),
    configHash: nullable(text),
    reloadedAt: time,
    total: count,
  },
  ['reloadedAt', 'total'],
);

const secrets = object({
  at: time,
  resourceVersion: text,
  rows: list(object({ resourceVersion: text, created: time, name: text }, ['name'])),
});

/** What a cluster posts about itself: `proof-body.ts` is the schema that it is held to. */
export const PROOF: Schema = object(
  {
    schema: { const: 'sealwatch.proof/1' },
    account: text,
    proof: object({
      cluster: text,
      at: time,
      level: { enum: ['ready', 'metrics', 'cluster'] },
      version: observed(text),
      providers: observed(list(object({ name: text, ok: { type: 'boolean' }, detail: nullable(text) }))),
      servers: observed(list(server)),
      secrets: observed(secrets),
    }),
  },
  ['account'],
);
