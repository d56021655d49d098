import { isObject, parseJson } from './json.ts';

export type Decision = 'allowed' | 'denied' | 'not-allowed';

export interface Statement {
  allow: boolean;
  actions: readonly string[];
  /** every action but these; null when the statement names its actions */
  allBut: readonly string[] | null;
  resources: readonly string[];
  /** everything but these; null when the statement names its resources */
  allButResources: readonly string[] | null;
  principals: { ram: readonly string[]; services: readonly string[] };
  conditions: readonly Condition[];
}

interface Condition {
  operator: string;
  key: string;
  values: readonly string[];
}

export interface PolicyQuestion {
  action: string;
  resource: string;
  /** values of condition keys, such as `sts:ExternalId` */
  context?: Readonly<Record<string, string>>;
}

function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

function readConditions(value: unknown): Condition[] {
  const found: Condition[] = [];
  if (!isObject(value)) return found;
  for (const [operator, tests] of Object.entries(value)) {
    if (!isObject(tests)) continue;
    for (const [key, values] of Object.entries(tests)) found.push({ operator, key, values: texts(values) });
  }
  return found;
}

/** Element names are taken in any letter case. */
function lowered(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name.toLowerCase(), item]));
}

function readPrincipals(value: unknown): Statement['principals'] {
  if (value === '*') return { ram: ['*'], services: ['*'] };
  const principal = isObject(value) ? lowered(value) : {};
  return { ram: texts(principal['ram']), services: texts(principal['service']) };
}

function readStatement(value: unknown): Statement | null {
  if (!isObject(value)) return null;
  const statement = lowered(value);
  return {
    allow: String(statement['effect']).toLowerCase() === 'allow',
    actions: texts(statement['action']),
    allBut: 'notaction' in statement ? texts(statement['notaction']) : null,
    resources: 'resource' in statement ? texts(statement['resource']) : ['*'],
    allButResources: 'notresource' in statement ? texts(statement['notresource']) : null,
    principals: readPrincipals(statement['principal']),
    conditions: readConditions(statement['condition']),
  };
}

/** The statements of a policy document; a text that is not a policy has none. */
export function readPolicy(document: string): Statement[] {
  const parsed = parseJson(document);
  if (!isObject(parsed)) return [];
  return [lowered(parsed)['statement']]
    .flat()
    .map(readStatement)
    .filter((statement) => statement !== null);
}

/** `*` stands for any text and `?` for one character. Actions are compared without regard to case. */
export function matches(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'is').test(text);
}

export function matchesAny(patterns: readonly string[], text: string): boolean {
  return patterns.some((pattern) => matches(pattern, text));
}

function holds({ operator, key, values }: Condition, context: Readonly<Record<string, string>>): boolean {
  const actual = context[key];
  if (actual === undefined) return operator === 'StringNotEquals';
  if (operator === 'StringEquals') return values.includes(actual);
  if (operator === 'StringNotEquals') return !values.includes(actual);
  if (operator === 'StringLike') return matchesAny(values, actual);
  return false;
}

function isAbout({ actions, allBut }: Statement, action: string): boolean {
  return allBut === null ? matchesAny(actions, action) : !matchesAny(allBut, action);
}

function isOn({ resources, allButResources }: Statement, resource: string): boolean {
  return allButResources === null ? matchesAny(resources, resource) : !matchesAny(allButResources, resource);
}

export function applies(statement: Statement, question: PolicyQuestion): boolean {
  return (
    isAbout(statement, question.action) &&
    isOn(statement, question.resource) &&
    statement.conditions.every((condition) => holds(condition, question.context ?? {}))
  );
}

/** Deny wins over Allow; nothing said is not allowed. https://www.alibabacloud.com/help/en/ram/user-guide/policy-evaluation-process */
export function decide(documents: readonly string[], question: PolicyQuestion): Decision {
  let allowed = false;
  for (const document of documents) {
    for (const statement of readPolicy(document)) {
      if (!applies(statement, question)) continue;
      if (!statement.allow) return 'denied';
      allowed = true;
    }
  }
  return allowed ? 'allowed' : 'not-allowed';
}
