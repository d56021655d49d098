import { readFileSync } from 'node:fs';

interface Attribute {
  type: string;
  requirement: string;
  array?: true;
  enum?: number[];
  deprecated?: true;
}
interface Described {
  at_least_one?: string[];
  attributes: Record<string, Attribute>;
}

const extract: { class: Described; objects: Record<string, Described> } = JSON.parse(
  readFileSync(new URL('../schemas/ocsf-1.5.0-compliance-finding.json', import.meta.url), 'utf8'),
);

/** What is wrong with an object, by the extract of the published schema, as sentences. */
function wrongs(value: Record<string, unknown>, described: Described, path: string): string[] {
  const { attributes, at_least_one: some = [] } = described;
  const missing = Object.entries(attributes)
    .filter(([name, { requirement }]) => requirement === 'required' && value[name] === undefined)
    .map(([name]) => `${path}.${name} is missing`);
  const none = some.length > 0 && some.every((name) => value[name] === undefined) ? [`${path} is empty`] : [];
  const strays = Object.entries(value).flatMap(([name, held]) => {
    const attribute = attributes[name];
    if (!attribute || attribute.deprecated) return [`${path}.${name} is not known`];
    return wrongsOf(held, attribute, `${path}.${name}`);
  });
  return [...missing, ...none, ...strays];
}

function wrongsOf(held: unknown, attribute: Attribute, path: string): string[] {
  if (!attribute.array) return wrongOne(held, attribute, path);
  if (!Array.isArray(held)) return [`${path} is no list`];
  return held.flatMap((each, index) => wrongOne(each, attribute, `${path}[${index}]`));
}

function wrongOne(held: unknown, { type, enum: allowed }: Attribute, path: string): string[] {
  if (type === 'object') return typeof held === 'object' ? [] : [`${path} is no object`];
  if (/^(integer|long|timestamp)_t$/.test(type)) {
    if (!Number.isInteger(held)) return [`${path} is no whole number`];
    return allowed && !allowed.some((number) => number === held) ? [`${path} is not allowed`] : [];
  }
  if (type.endsWith('_t')) return typeof held === 'string' ? [] : [`${path} is no text`];
  const described = extract.objects[type];
  if (!described) return [`${path} is of ${type}, which the extract lacks`];
  return wrongs(Object(held), described, path);
}

/** What is wrong with a Compliance Finding by the published schema, as sentences. */
export function wrongsOfEvent(event: Record<string, unknown>, path: string): string[] {
  return wrongs(event, extract.class, path);
}
