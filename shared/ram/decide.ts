import type { Clause, Decision } from '../model/ram-policy.ts';
import { type Match, matchList, matchPattern, not } from './match.ts';
import { matchPrincipal, type Principal } from './principal.ts';
import type { Statement } from './statement.ts';

/** One call: may it be made? */
export interface Question {
  /** `kms:Decrypt`; letter case does not count. */
  action: string;
  /** ARN; a part of it may be `ANY`. */
  resource: string;
  /** Who asks, in a policy of a thing; null in a policy of the one who asks. */
  principal: Principal | null;
  /** A trust policy is about its role and need not say so. */
  isTrust?: boolean;
}

/** The service that acts as the service role. */
export const ACK: Principal = { type: 'service', name: 'cs.aliyuncs.com' };

/** May this principal become the role? Asked of the trust policy of the role. */
export function assumeBy(principal: Principal, role: string): Question {
  return { action: 'sts:AssumeRole', resource: role, principal, isTrust: true };
}

interface Judged {
  statement: Statement;
  match: Match;
  openBy: readonly string[];
}

/**
 * What statements say of a call: Deny wins over Allow, and what nothing allows is denied. A statement with an element
 * that cannot be judged may or may not count, so it leaves open only what the others do not settle.
 * https://www.alibabacloud.com/help/en/ram/user-guide/policy-evaluation-process
 */
export function decide(question: Question, statements: readonly Statement[]): Decision {
  const relevant = statements
    .map((statement) => judge(statement, question))
    .filter(({ match }) => match !== 'no');
  const denying = relevant.filter(({ statement }) => statement.effect !== 'Allow');
  const allowing = relevant.filter(({ statement }) => statement.effect !== 'Deny');
  const [denied] = denying.filter(isCertain);
  if (denied) return { effect: 'denied', by: [clause(denied)] };
  if (allowing.length === 0) return { effect: 'denied', by: [] };
  const [allowed] = allowing.filter(isCertain);
  if (allowed && denying.length === 0) return { effect: 'allowed', by: [clause(allowed)] };
  const open = allowed ? denying : relevant;
  return { effect: 'open', by: open.map(clause) };
}

/**
 * Whether a call may be made on at least one of the resources: what is allowed somewhere is allowed, and what is open
 * somewhere is open.
 */
export function decideOnAny(
  question: Omit<Question, 'resource'>,
  resources: readonly string[],
  statements: readonly Statement[],
): Decision {
  const about = statements.filter((statement) => matchAction(statement, question.action) !== 'no');
  let worst: Decision = { effect: 'denied', by: [] };
  if (about.length === 0) return worst;
  for (const resource of resources) {
    const decision = decide({ ...question, resource }, about);
    if (decision.effect === 'allowed') return decision;
    if (decision.effect === 'open' || (worst.effect === 'denied' && worst.by.length === 0)) worst = decision;
  }
  return worst;
}

/** Whether it may say yes or no to the action, on whatever. */
export function mayMention({ action }: Pick<Question, 'action'>, statements: readonly Statement[]): boolean {
  return statements.some((statement) => matchAction(statement, action) !== 'no');
}

function isCertain({ statement, match }: Judged): boolean {
  return match === 'yes' && statement.effect !== null;
}

function clause({ statement, openBy }: Judged): Clause {
  return { statement: statement.name, openBy };
}

function judge(statement: Statement, question: Question): Judged {
  if (statement.elements.size === 0 && statement.unread.length > 0)
    return { statement, match: 'maybe', openBy: statement.unread };
  const parts: readonly (readonly [string, Match])[] = [
    ['Action', matchAction(statement, question.action)],
    ['Resource', matchResource(statement, question)],
    ['Principal', matchAsker(statement, question)],
    ['Condition', matchCondition(statement)],
    ...statement.unread.map((name) => [name, 'maybe'] as const),
  ];
  const open = parts.filter(([, match]) => match === 'maybe').map(([name]) => name);
  const openBy = statement.effect === null && statement.unread.length === 0 ? ['Effect', ...open] : open;
  if (parts.some(([, match]) => match === 'no')) return { statement, match: 'no', openBy };
  return { statement, match: open.length > 0 ? 'maybe' : 'yes', openBy };
}

function matchAction(statement: Statement, action: string): Match {
  return element(statement, 'action', 'maybe', (value) =>
    matchList(value, (pattern) => matchPattern(pattern, action)),
  );
}

function matchResource(statement: Statement, { resource, isTrust }: Question): Match {
  return element(statement, 'resource', isTrust ? 'yes' : 'maybe', (value) =>
    matchList(value, (pattern) => matchPattern(pattern, resource)),
  );
}

function matchAsker(statement: Statement, { principal }: Question): Match {
  return element(statement, 'principal', principal ? 'maybe' : 'yes', (value) =>
    principal ? matchPrincipal(value, principal) : 'maybe',
  );
}

/** What a condition asks for is not known here: time, address, session, tags. */
function matchCondition({ elements }: Statement): Match {
  if (!elements.has('condition')) return 'yes';
  const value = elements.get('condition');
  const isEmpty = typeof value === 'object' && value !== null && Object.keys(value).length === 0;
  return isEmpty && !Array.isArray(value) ? 'yes' : 'maybe';
}

/** An element or its opposite; RAM accepts only one of the two. */
function element(
  { elements }: Statement,
  name: string,
  absent: Match,
  match: (value: unknown) => Match,
): Match {
  const [has, hasNot] = [elements.has(name), elements.has(`not${name}`)];
  if (has && hasNot) return 'maybe';
  if (has) return match(elements.get(name));
  return hasNot ? not(match(elements.get(`not${name}`))) : absent;
}
