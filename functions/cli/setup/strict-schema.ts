type Node = Record<string, unknown>;

/** What a trigger of each type is configured with, by its name in the schema of the vendor. */
const CONFIG_OF: Readonly<Record<string, string>> = {
  timer: 'ITimerTriggerConfig',
  http: 'IHttpTriggerConfig',
  eventbridge: 'IEventBridge',
  oss: 'IOssTriggerConfig',
  log: 'ILogTriggerConfig',
  mns_topic: 'IMnsTriggerConfig',
  cdn_events: 'ICdnTriggerConfig',
  tablestore: 'IOtsConfig',
};

/** The vendor asks for more than its component needs: its own tests deploy an EventBridge trigger without the rest. */
const EVENTBRIDGE_NEEDS = [
  'triggerEnable',
  'asyncInvocationType',
  'eventRuleFilterPattern',
  'eventSourceConfig',
];

/**
 * The component deploys it, but its schema does not know it. None is an empty list. Values as in the schema of fc3-domain:
 * https://github.com/devsapp/fc3-domain/blob/main/src/schema.json
 */
const CUSTOM_DOMAIN: Node = {
  anyOf: [
    { type: 'array', maxItems: 0 },
    {
      type: 'object',
      properties: {
        domainName: { type: 'string', minLength: 1 },
        protocol: { enum: ['HTTP', 'HTTPS', 'HTTP,HTTPS'] },
        route: {
          type: 'object',
          properties: { path: { type: 'string' }, methods: { type: 'array' }, qualifier: { type: 'string' } },
          required: ['path'],
          additionalProperties: false,
        },
        certConfig: { type: 'object' },
        tlsConfig: { type: 'object' },
        wafConfig: { type: 'object' },
      },
      required: ['domainName', 'protocol', 'route'],
      additionalProperties: false,
    },
  ],
};

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function nodeAt(root: Node, ...path: readonly string[]): Node {
  let node: unknown = root;
  for (const key of path) node = isNode(node) ? node[key] : undefined;
  if (!isNode(node)) throw new Error(`the schema has no ${path.join('.')}`);
  return node;
}

/** A copy in which every object that lists its keys takes no others. Conditions stay as they are. */
function close(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(close);
  if (!isNode(value)) return value;
  const copy: Node = {};
  for (const [key, item] of Object.entries(value)) {
    copy[key] = ['if', 'then', 'else', 'required', 'enum'].includes(key) ? item : close(item);
  }
  if (isNode(copy['properties']) && !('additionalProperties' in copy)) copy['additionalProperties'] = false;
  return copy;
}

/**
 * The vendor's schema of a function made strict: unknown keys are refused at every level, and a trigger is held against the
 * schema of its own type. The vendor's own accepts any object as `triggerConfig`.
 */
export function strictSchema(vendor: unknown): Node {
  const schema = close(vendor);
  if (!isNode(schema)) throw new Error('the schema is no object');
  const trigger = nodeAt(schema, 'definitions', 'ITrigger');
  const keys = nodeAt(trigger, 'properties');
  keys['triggerConfig'] = { type: 'object' };
  keys['description'] = { type: 'string' };
  trigger['allOf'] = Object.entries(CONFIG_OF).map(([type, name]) => ({
    if: { properties: { triggerType: { const: type } }, required: ['triggerType'] },
    // biome-ignore lint/suspicious/noThenProperty: the word of JSON Schema
    then: { properties: { triggerConfig: { $ref: `#/definitions/${name}` } } },
  }));
  nodeAt(schema, 'definitions', 'IEventBridge')['required'] = EVENTBRIDGE_NEEDS;
  nodeAt(schema, 'definitions', 'IEventBridge', 'properties', 'eventSourceConfig')['required'] = [
    'eventSourceType',
  ];
  nodeAt(schema, 'properties')['customDomain'] = CUSTOM_DOMAIN;
  nodeAt(schema, 'properties', 'handler')['pattern'] = '^[\\w./-]+\\.\\w+$';
  nodeAt(schema, 'properties', 'functionName')['pattern'] = '^[A-Za-z_][\\w-]{0,63}$';
  nodeAt(keys, 'triggerName')['pattern'] = '^[A-Za-z_][\\w-]{0,127}$';
  return schema;
}
