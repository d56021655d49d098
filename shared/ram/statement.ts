import type { PolicyText } from '../model/ram-policy.ts';

/** One statement of a policy, its values as they came; in what cannot be understood it stays open. */
export interface Statement {
  /** What it is called where people read of it: `extra #2 (guard)`. */
  name: string;
  /** Null: it does not say, or says what is not known. */
  effect: 'Allow' | 'Deny' | null;
  /** By name in lower case. */
  elements: ReadonlyMap<string, unknown>;
  /** What leaves all of it open, whatever is asked. */
  unread: readonly string[];
}

const KNOWN = ['Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Principal', 'NotPrincipal'];
const ELEMENTS = new Set([...KNOWN, 'Condition', 'Sid'].map((name) => name.toLowerCase()));
const LONGEST_SID = 60;

/** The statements of policies. A document that was not read, or is none, counts as one statement that may say anything. */
export function statementsOf(policies: readonly PolicyText[]): Statement[] {
  return policies.flatMap(({ name, document }) =>
    document.seen ? readDocument(name, document.value) : [unreadable(name, 'document')],
  );
}

/** Whether a text is a policy at all; what its statements say is another question. */
export function isPolicy(text: string): boolean {
  return readDocument('', text).every(({ unread }) => !unread.includes('document'));
}

function readDocument(policy: string, text: string): Statement[] {
  const root = objectIn(parse(text));
  const statements = root?.get('statement');
  if (!root || statements === undefined || statements === null) return [unreadable(policy, 'document')];
  const unread = [...root].flatMap(([name, value]) => (isUnderstood(name, value) ? [] : [name]));
  const list = Array.isArray(statements) ? statements : [statements];
  return list.map((value: unknown, index) => readStatement(`${policy} #${index + 1}`.trim(), value, unread));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.startsWith('%') ? decodeURIComponent(text) : text); // some clients see it URL-encoded
  } catch {
    return null;
  }
}

/** An element that is there twice, in different letter case, says nothing. */
function objectIn(value: unknown): Map<string, unknown> | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const elements = new Map<string, unknown>();
  for (const [name, item] of Object.entries(value)) {
    const key = name.toLowerCase();
    elements.set(key, elements.has(key) ? null : item);
  }
  return elements;
}

/** RAM knows one version of its grammar. */
function isUnderstood(name: string, value: unknown): boolean {
  return name === 'statement' || (name === 'version' && (value === '1' || value === 1));
}

function readStatement(name: string, value: unknown, unread: readonly string[]): Statement {
  const elements = objectIn(value);
  if (!elements) return unreadable(name, 'statement');
  const sid = elements.get('sid');
  const strange = [...elements.keys()].filter((element) => !ELEMENTS.has(element));
  return {
    name: typeof sid === 'string' && sid !== '' ? `${name} (${sid.slice(0, LONGEST_SID)})` : name,
    effect: effectIn(elements.get('effect')),
    elements,
    unread: [...unread, ...strange],
  };
}

/** Elements of a statement that are not as the grammar asks, though some of them may be understood. */
export function oddIn({ effect, elements, unread }: Statement, isOfThing: boolean): string[] {
  const needed = ['Action', 'Resource', ...(isOfThing ? ['Principal'] : [])];
  const odd = needed.filter((name) => {
    const [value, opposite] = [elements.get(name.toLowerCase()), elements.get(`not${name.toLowerCase()}`)];
    if ((value === undefined) === (opposite === undefined)) return true;
    return name === 'Principal' ? !isObject(value ?? opposite) : !isTexts(value ?? opposite);
  });
  const condition = elements.get('condition');
  if (condition !== undefined && !isObject(condition)) odd.push('Condition');
  return [...unread, ...(effect === null ? ['Effect'] : []), ...odd];
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0 && value.every((item) => typeof item === 'string');
  return typeof value === 'string';
}

function effectIn(value: unknown): Statement['effect'] {
  const word = typeof value === 'string' ? value.toLowerCase() : '';
  if (word === 'allow') return 'Allow';
  return word === 'deny' ? 'Deny' : null;
}

function unreadable(name: string, what: string): Statement {
  return { name, effect: null, elements: new Map(), unread: [what] };
}
