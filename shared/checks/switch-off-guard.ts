import { type People, type Person, SWITCH_OFF_ACTIONS } from '../model/people.ts';
import type { Effect } from '../model/role.ts';
import { defineCheck, fail, notRead, pass, skipped, unknown, type Verdict } from './define-check.ts';
import { cutShort, maySwitchOff, personId } from './people-facts.ts';

/** More than these are too many to know each other. */
const MANY = 10;
const NAMED = 20;

export const switchOffGuard = defineCheck({
  id: 'switch-off-guard',
  order: 200,
  title: 'Account denies taking encryption away to whoever need not do it',
  severity: 'info',
  job: 'inventory',
  resource: 'account',
  reads: ['clusters', 'people'],
  sources: ['people'],
  decides: ['mlps-level-3:8.1.4.2', 'pci-dss-4.0:3.6', 'nist-800-53:AC-6', 'soc-2:CC6.1'],
  why: 'One call can switch encryption off, disable its key or take the policy from its role, and most people who can need not.',
  judged:
    'Passes when no RAM user or role may call cs:UpdateKMSEncryption on a cluster in scope, kms:DisableKey or kms:ScheduleKeyDeletion on a key in use, or ram:DetachPolicyFromRole on the service role: Allow minus Deny over the policies of its own and of its groups. Fails as info, as low above 10 identities. The account itself is not counted. Needs rights of its own; without them it is one unknown.',
  remedy: 'Attach a policy that denies these four actions to everybody who need not take encryption away.',
  command:
    'aliyun ram CreatePolicy --PolicyName deny-encryption-off --PolicyDocument \'{"Version":"1","Statement":[{"Effect":"Deny","Action":["cs:UpdateKMSEncryption","kms:DisableKey","kms:ScheduleKeyDeletion","ram:DetachPolicyFromRole"],"Resource":"*"}]}\'',
  page: 'policies',
  evaluate: ({ clusters, people }) => {
    if (!clusters.some(({ inScope }) => inScope)) return [skipped(people.account, 'No cluster is in scope.')];
    if (!people.persons.seen) return [notRead(people.account, people.persons)];
    return judge(people, people.persons.value);
  },
});

function judge(people: People, persons: readonly Person[]): Verdict[] {
  const able = persons.filter(maySwitchOff);
  const others = persons.filter((person) => !able.includes(person));
  const open = others.filter((person) => has(person, 'conditional'));
  const guarded = others.filter((person) => !open.includes(person) && has(person, 'denied'));
  const facts = {
    count: able.length,
    identities: able.slice(0, NAMED).map(personId),
    conditional: open.length,
    guarded: guarded.length,
  };
  const rest = cutShort(people);
  if (able.length > 0) {
    const severity = able.length > MANY ? 'low' : 'info';
    const summary = '{count} identities may take encryption away, and no Deny keeps them from it.';
    return [fail(people.account, summary, facts, { severity }), ...rest];
  }
  if (open.length > 0) {
    const summary =
      'Conditions in policies decide whether {conditional} identities may take encryption away.';
    return [
      unknown(people.account, summary, { ...facts, identities: open.slice(0, NAMED).map(personId) }),
      ...rest,
    ];
  }
  if (rest.length > 0) return rest;
  return [
    pass(people.account, 'No identity may take encryption away; a Deny keeps {guarded} from it.', facts),
  ];
}

function has({ effects }: Person, wanted: Effect): boolean {
  return SWITCH_OFF_ACTIONS.some((action) => effects[action] === wanted);
}
