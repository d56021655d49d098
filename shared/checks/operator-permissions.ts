import { firstFault, type Unseen } from '../model/observation.ts';
import { KMS_POLICY, maySwitch, type People, type Person } from '../model/people.ts';
import { openElements, statementsIn } from '../ram/role-rights.ts';
import { defineCheck, fail, notRead, pass, skipped, unknown, type Verdict } from './define-check.ts';
import { leftOut, maySwitchOff, personId } from './people-facts.ts';

export const operatorPermissions = defineCheck({
  id: 'operator-permissions',
  order: 190,
  title: 'Cluster operators have KMS permissions',
  headline: 'operator lacks KMS permissions',
  severity: 'low',
  job: 'inventory',
  resource: 'identity',
  reads: ['clusters', 'people'],
  sources: ['people', 'grants'],
  decides: ['mlps-level-3:8.1.4.2', 'nist-800-53:AC-6'],
  supports: ['pci-dss-4.0.1:3.6', 'soc-2:CC6.1'],
  why: 'An operator without AliyunKMSCryptoAdminAccess cannot turn encryption on when needed.',
  judged:
    'Covers RAM users and roles whose policies allow cs:UpdateKMSEncryption and that are admin or ops, in ACK, of a cluster in scope. Passes when they also have the system policy AliyunKMSCryptoAdminAccess or full KMS permissions; the evidence counts the identities that can turn encryption off. Needs additional permissions, and ACK lists only clusters that the auditing identity administers; without either it is one unknown.',
  remedy:
    'Attach the system policy AliyunKMSCryptoAdminAccess to the operator, or deny cs:UpdateKMSEncryption to those who should not use it.',
  command:
    'aliyun ram AttachPolicyToUser --PolicyType System --PolicyName AliyunKMSCryptoAdminAccess --UserName {name}',
  page: 'policies',
  evaluate: ({ clusters, people }) => {
    const inScope = new Set(clusters.filter((cluster) => cluster.inScope).map(({ id }) => id));
    if (inScope.size === 0) return [skipped(people.account, 'No cluster is in scope.', {}, OF_ACCOUNT)];
    return [...judgeAll(people, inScope), ...leftOut(people)];
  },
});

const OF_ACCOUNT = { type: 'account' } as const;

function judgeAll({ account, persons }: People, inScope: ReadonlySet<string>): Verdict[] {
  if (!persons.seen) return [notRead(account, persons, {}, OF_ACCOUNT)];
  const able = persons.value.filter(maySwitch);
  if (able.length === 0)
    return [skipped(account, 'No identity can turn encryption on or off.', {}, OF_ACCOUNT)];
  const verdicts: Verdict[] = [];
  const unread = able.flatMap(({ grants }) => unreadOf(grants));
  const why = firstFault(unread);
  if (why) verdicts.push(notRead(account, why, { identities: unread.length }, OF_ACCOUNT));
  const told = able.flatMap(({ grants }) => (grants?.seen ? grants.value : []));
  if (told.length === 0 && unread.length === 0) return [nothingTold(account, able.length)];
  const count = persons.value.filter(maySwitchOff).length;
  for (const person of able) {
    const operated = operatedBy(person, inScope);
    if (operated.length > 0) verdicts.push(judge(person, operated, count));
  }
  return verdicts;
}

/** Why not all roles of somebody in clusters are known: at most one reason for each person. */
function unreadOf(grants: Person['grants']): Unseen[] {
  if (grants === null) return [];
  const why = grants.seen ? firstFault(grants.missing ?? []) : grants;
  return why ? [why] : [];
}

function nothingTold(account: string, asked: number): Verdict {
  return unknown(
    account,
    'ACK lists permissions only for clusters that the auditing identity administers, and returned none for {asked} {asked:identity|identities}.',
    { asked },
    {
      ...OF_ACCOUNT,
      severity: 'info',
      remedy: 'Make the auditing identity an administrator of the clusters in ACK, or turn this check off.',
    },
  );
}

/** Clusters in scope, or `all-clusters`, in which this person is admin or ops. */
function operatedBy({ grants }: Person, inScope: ReadonlySet<string>): string[] {
  if (!grants?.seen) return [];
  return grants.value
    .filter(({ role }) => role === 'admin' || role === 'ops')
    .map(({ cluster }) => cluster)
    .filter((cluster) => cluster === 'all-clusters' || inScope.has(cluster));
}

function judge(person: Person, operated: readonly string[], maySwitchOff: number): Verdict {
  const { type, name, policies, kms } = person;
  const id = personId(person);
  const clusters = operated.filter((cluster) => cluster !== 'all-clusters');
  const target = { id, name, clusters };
  const by = statementsIn([kms]);
  const facts = { name, policies, operates: operated, maySwitchOff, by };
  if (kms.effect === 'allowed') return pass(target, 'The operator has KMS permissions ({by}).', facts);
  if (kms.effect === 'open') {
    const sentence = 'Could not decide whether the operator has KMS permissions: {by} depends on {elements}.';
    return unknown(target, sentence, { ...facts, elements: openElements([kms]) });
  }
  const command = `aliyun ram AttachPolicyToRole --PolicyType System --PolicyName ${KMS_POLICY} --RoleName {name}`;
  return fail(
    target,
    'The operator lacks the KMS policy; {maySwitchOff} {maySwitchOff:identity|identities} of the account can turn encryption off.',
    facts,
    type === 'role' ? { command } : {},
  );
}
