import { type People, type Person, SWITCH_OFF_ACTIONS } from '../model/people.ts';
import type { Decision } from '../model/ram-policy.ts';
import { statementsIn } from '../ram/role-rights.ts';
import { defineCheck, fail, notRead, pass, skipped, unknown, type Verdict } from './define-check.ts';
import { leftOut, maySwitchOff, oddOf, personId } from './people-facts.ts';

/** More than these are too many to know each other. */
const MANY = 10;
const NAMED = 20;

export const switchOffGuard = defineCheck({
  id: 'switch-off-guard',
  order: 200,
  title: 'Only those who need to can turn encryption off',
  headline: 'too many may turn encryption off',
  severity: 'info',
  job: 'inventory',
  resource: 'account',
  reads: ['clusters', 'people'],
  sources: ['people'],
  decides: ['mlps-level-3:8.1.4.2', 'nist-800-53:AC-6'],
  supports: ['pci-dss-4.0.1:3.6', 'soc-2:CC6.1'],
  why: 'One call can turn encryption off, disable its key or detach the policy from its role, and most people who can do so need not.',
  judged:
    'Passes when no RAM user or role can call cs:UpdateKMSEncryption on a cluster in scope, kms:DisableKey or kms:ScheduleKeyDeletion on a key in use, or ram:DetachPolicyFromRole on the service role: Allow minus Deny over the policies of the identity and its groups. Fails as info, as low above 10 identities. The root account is not counted. Needs additional permissions; without them it is one unknown.',
  remedy: 'Attach a policy that denies these four actions to everybody who need not turn encryption off.',
  command:
    'aliyun ram CreatePolicy --PolicyName deny-encryption-off --PolicyDocument \'{"Version":"1","Statement":[{"Effect":"Deny","Action":["cs:UpdateKMSEncryption","kms:DisableKey","kms:ScheduleKeyDeletion","ram:DetachPolicyFromRole"],"Resource":"*"}]}\' && aliyun ram AttachPolicyToUser --PolicyType Custom --PolicyName deny-encryption-off --UserName USER_NAME',
  page: 'policies',
  evaluate: ({ clusters, people }) => {
    if (!clusters.some(({ inScope }) => inScope)) return [skipped(people.account, 'No cluster is in scope.')];
    if (!people.persons.seen) return [notRead(people.account, people.persons), ...leftOut(people)];
    return judge(people, people.persons.value);
  },
});

function judge(people: People, persons: readonly Person[]): Verdict[] {
  const able = persons.filter(maySwitchOff);
  const others = persons.filter((person) => !able.includes(person));
  const open = others.filter((person) => decisionsOf(person, isOpen).length > 0);
  const guarded = others.filter(
    (person) => !open.includes(person) && decisionsOf(person, isGuarded).length > 0,
  );
  const by = (some: readonly Person[], which: Which) =>
    statementsIn(some.flatMap((person) => decisionsOf(person, which)));
  const odd = oddOf(people);
  const facts = {
    count: able.length,
    identities: able.slice(0, NAMED).map(personId),
    conditional: open.length,
    guarded: guarded.length,
    ...(odd.length > 0 ? { odd } : {}),
  };
  const rest = leftOut(people);
  if (able.length > 0) {
    const severity = able.length > MANY ? 'low' : 'info';
    const summary =
      '{count} {count:identity|identities} can turn encryption off ({by}); no Deny policy stops {count:it|them}.';
    return [fail(people.account, summary, { ...facts, by: by(able, isAllowed) }, { severity }), ...rest];
  }
  if (open.length > 0) {
    const summary =
      'Could not decide whether {conditional} {conditional:identity|identities} can turn encryption off: depends on {by}.';
    const named = { identities: open.slice(0, NAMED).map(personId), by: by(open, isOpen) };
    return [unknown(people.account, summary, { ...facts, ...named }), ...rest];
  }
  if (rest.length > 0) return rest;
  const summary =
    'No identity can turn encryption off; a Deny policy stops {guarded} {guarded:identity|identities}.';
  return [pass(people.account, summary, { ...facts, by: by(guarded, isGuarded) })];
}

type Which = (decision: Decision) => boolean;

const isAllowed: Which = ({ effect }) => effect === 'allowed';
const isOpen: Which = ({ effect }) => effect === 'open';
/** A statement denies it; that nothing allows it is no guard. */
const isGuarded: Which = ({ effect, by }) => effect === 'denied' && by.length > 0;

function decisionsOf({ rights }: Person, which: Which): Decision[] {
  return SWITCH_OFF_ACTIONS.map((action) => rights[action]).filter(which);
}
