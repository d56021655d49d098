import type { Operation } from '../../shared/cloud/operation.ts';
import type { CliCall } from './command-line.ts';
import {
  type Endpoints,
  type Field,
  type Official,
  type Operation as OfficialOperation,
  operationOf,
} from './official.ts';

/** Names of products as the vendor's metadata spells them, where ours differ. */
const CODES: Readonly<Record<string, string>> = { bss: 'bssopenapi', business: 'bssopenapi', fcv3: 'fc' };

export function codeOf(product: string): string {
  return CODES[product] ?? product;
}

/** What the vendor says against an operation of ours: its version, its style, its method, its path. */
export function operationObjections(facts: Official, operation: Operation): string[] {
  const { product, action, version, style, method, path } = operation;
  const known = operationOf(facts, codeOf(product), action);
  if (!known) return [`${product} has no ${action}`];
  const wanted = { style: known.path === undefined ? 'RPC' : 'ROA', path: known.path ?? '/' };
  return [
    ...differing('version', facts.products[codeOf(product)]?.version, version),
    ...differing('style', wanted.style, style),
    ...(known.method.split('|').includes(method) ? [] : [`${action} takes ${known.method}, not ${method}`]),
    ...differing('path', wanted.path.replace(/\[(\w+)\]/g, '{$1}'), path),
  ].map((objection) => `${action}: ${objection}`);
}

function differing(what: string, official: string | undefined, ours: string): string[] {
  return official === ours ? [] : [`${what} is ${official}, not ${ours}`];
}

/** A request as it went over the wire. */
export interface Sent {
  product: string;
  action: string;
  method: string;
  path: string;
  query: Readonly<Record<string, string>>;
  body: unknown;
}

/** What the vendor says against a request: unknown and missing parameters, values of another type, lists in another form. */
export function requestObjections(facts: Official, sent: Sent): string[] {
  const known = operationOf(facts, sent.product, sent.action);
  if (!known) return [`${sent.product} has no ${sent.action}`];
  const given = new Set(Object.keys(sent.query).map((name) => name.replace(/\.\d+(\.\w+)?$/, '')));
  const missing = Object.entries(known.parameters).filter(
    ([name, kind]) => / required$/.test(kind) && kind.startsWith('Query') && !given.has(name),
  );
  return [
    ...Object.entries(sent.query).flatMap(([name, value]) => parameterObjections(known, name, value)),
    ...missing.map(([name]) => `asks for ${name}`),
    ...bodyObjections(known, sent.body),
    ...(pathOf(known).test(sent.path) ? [] : [`goes to ${known.path ?? '/'}, not ${sent.path}`]),
  ].map((objection) => `${sent.action} ${objection}`);
}

function parameterObjections(known: OfficialOperation, given: string, value: string): string[] {
  const [, name = '', item, member] = /^(.*?)(?:\.(\d+)(?:\.(\w+))?)?$/.exec(given) ?? [];
  const kind = known.parameters[name] ?? known.parametersOfSdkOnly?.[name];
  if (kind === undefined) return [`has no ${name}`];
  const isList = /RepeatList|^List\[/.test(kind);
  if (isList !== (item !== undefined))
    return [`takes ${name} as ${isList ? `${name}.1` : 'one value'}, not as ${given}`];
  if (member !== undefined && !/^[A-Z]/.test(member)) return [`takes no ${given}`];
  return fits(kind, value) ? [] : [`takes ${name} as ${kind}, not ${value}`];
}

function fits(kind: string, value: string): boolean {
  if (/Integer|Long|^int$/.test(kind)) return /^-?\d+$/.test(value);
  if (/Boolean|^bool$/.test(kind)) return /^(true|false)$/.test(value);
  return true;
}

function bodyObjections(known: OfficialOperation, body: unknown): string[] {
  if (typeof body !== 'object' || body === null) return [];
  const fields = known.parametersOfSdkOnly ?? {};
  return Object.keys(body)
    .filter((name) => !(name in fields))
    .map((name) => `has no ${name} in its body`);
}

function pathOf({ path = '/' }: OfficialOperation): RegExp {
  return new RegExp(`^${path.replace(/\[\w+\]/g, '[^/]+')}$`);
}

/** What the vendor says against an answer: fields that it does not have, or has in another spelling, and other types. */
export function answerObjections(field: Field | undefined, value: unknown, path = ''): string[] {
  if (field === undefined)
    return value === null || isEmpty(value) ? [] : [`${path || 'the answer'} is something`];
  if (value === null || field === 'map') return [];
  if (typeof field === 'string')
    return isOf(field, value) ? [] : [`${path} is ${typeof value}, not ${field}`];
  if (Array.isArray(field)) {
    if (!Array.isArray(value)) return [`${path} is no list`];
    return [...new Set(value.flatMap((item) => answerObjections(field[0], item, `${path}[]`)))];
  }
  if (typeof value !== 'object' || Array.isArray(value)) return [`${path} is no object`];
  return Object.entries(value).flatMap(([name, inner]) => {
    const here = path === '' ? name : `${path}.${name}`;
    const inside = field[name];
    return inside === undefined ? [`${here} is no field`] : answerObjections(inside, inner, here);
  });
}

function isEmpty(value: unknown): boolean {
  return value === '' || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
}

function isOf(type: string, value: unknown): boolean {
  switch (type) {
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return typeof value === 'number';
    case 'boolean':
      return typeof value === 'boolean';
    case 'string':
      return typeof value === 'string';
    default:
      return true; // bytes
  }
}

/** What the vendor says against a field that is read, such as `Keys.Key[].KeyId`. */
export function readObjections(facts: Official, product: string, action: string, path: string): string[] {
  let field: Field | undefined = operationOf(facts, codeOf(product), action)?.answer;
  for (const name of path.split(/\.|(?=\[\])/)) {
    if (field === 'map') return [];
    if (name === '[]') field = Array.isArray(field) ? field[0] : undefined;
    else field = typeof field === 'object' && !Array.isArray(field) ? field[name] : undefined;
    if (field === undefined) return [`${action} answers no ${path}`];
  }
  return [];
}

/** What the vendor says against the hosts that are asked. The metadata is regional where an SDK still names a central one. */
export function hostObjections(
  maps: Endpoints,
  product: string,
  hostOf: (region: string) => string,
  regions: readonly string[] = regionsOf(maps, product),
): string[] {
  const { meta = {}, py = {}, ts = {} } = maps[product] ?? {};
  const central = new Set(
    [meta, py, ts].flatMap((map) => Object.values(map)).filter((host) => isCentral(host)),
  );
  return regions.flatMap((region) => {
    const official = meta[region] ?? ts[region] ?? py[region];
    const ours = hostOf(region);
    if (official === ours || (central.has(ours) && ours === centralOf(product))) return [];
    return [`${product} in ${region} is ${official}, not ${ours}`];
  });
}

export function regionsOf(maps: Endpoints, product: string): string[] {
  const { meta = {}, py = {}, ts = {} } = maps[product] ?? {};
  return [...new Set([meta, py, ts].flatMap((map) => Object.keys(map)))].sort();
}

/** Products that are asked at one host for all regions. */
function centralOf(product: string): string {
  return product === 'sts' ? 'sts.aliyuncs.com' : '';
}

function isCentral(host: string): boolean {
  return /^[a-z]+\.aliyuncs\.com$/.test(host);
}

/** What the vendor says against what is held to be offered: a region that is in no map of a product does not have it. */
export function offerObjections(
  maps: Endpoints,
  product: string,
  offerOf: (region: string) => 'offered' | 'not-offered' | 'unknown',
): string[] {
  const has = new Set(regionsOf(maps, product));
  const regions = new Set(Object.keys(maps).flatMap((one) => regionsOf(maps, one)));
  return [...regions].flatMap((region) => {
    const official = has.has(region) ? 'offered' : 'not-offered';
    return offerOf(region) === official
      ? []
      : [`${product} in ${region} is ${official}, not ${offerOf(region)}`];
  });
}

/** What the vendor says against a call of the CLI. */
export function commandObjections(facts: Official, { product, operation, flags }: CliCall): string[] {
  const known = operationOf(facts, product, operation);
  if (!known) return [`${product} has no ${operation}`];
  const { region: _, body, ...parameters } = flags;
  const names = Object.keys(parameters).map((name) => name.replace(/\.\d+\.\w+$/, ''));
  const fields = body === undefined ? [] : Object.keys(JSON.parse(body));
  return [
    ...names.filter((name) => !(name in known.parameters)).map((name) => `${operation} has no ${name}`),
    ...Object.entries(known.parameters)
      .filter(([name, kind]) => kind.endsWith(' required') && !names.includes(name))
      .map(([name]) => `${operation} asks for ${name}`),
    ...fields
      .filter((field) => !(field in (known.parametersOfSdkOnly ?? {})))
      .map((field) => `${operation} has no ${field}`),
  ];
}

/**
 * What the vendor says against a filter of EventBridge. Types: `{service}:ActionTrail:…`, of which three are documented; a source
 * is documented for some products only. https://help.aliyun.com/en/eventbridge/product-overview/limits: five expressions in the
 * form of a map for a field.
 */
export function filterObjections(filter: object): string[] {
  const { source, type, data } = filter as {
    source?: unknown;
    type?: object[];
    data?: { eventName?: unknown[] };
  };
  const suffixes = ['ApiCall', 'ConsoleOperation', 'AliyunServiceEvent'].map(
    (kind) => `:ActionTrail:${kind}`,
  );
  const types = (type ?? []).map((one) => ('suffix' in one ? one.suffix : undefined));
  const maps = [type ?? [], data?.eventName ?? []].map(
    (field) => field.filter((one) => typeof one === 'object').length,
  );
  return [
    ...(source === undefined ? [] : ['filters by source']),
    ...(types.join() === suffixes.join() ? [] : ['has another set of types']),
    ...(maps.every((count) => count <= 5) ? [] : ['has more than 5 expressions for a field']),
  ];
}

/** What the vendor says against the RAM actions that an operation of ours goes by, or that something grants. */
export function actionObjections(officially: readonly string[], ours: readonly string[]): string[] {
  return [
    ...officially.filter((action) => !ours.includes(action)).map((action) => `${action} is missing`),
    ...ours.filter((action) => !officially.includes(action)).map((action) => `${action} is no official name`),
  ];
}

/** What the vendor says against the parameters that a call was refused without. */
export function requiredObjections(
  known: Pick<OfficialOperation, 'parameters'> | undefined,
  refused: Readonly<Record<string, boolean>>,
): string[] {
  return Object.entries(refused).flatMap(([name, isAsked]) => {
    const isRequired = known?.parameters[name]?.endsWith(' required') ?? false;
    if (isRequired === isAsked) return [];
    return [isRequired ? `${name} is required` : `${name} is not required`];
  });
}
