import { isAcs } from '../model/cluster.ts';
import type { Key, KeyPolicy } from '../model/key.ts';
import { ACS_ROLE, NEEDED_ACTIONS, type NeededAction } from '../model/role.ts';
import { openElements, statementsIn } from '../ram/role-rights.ts';
import { workedAt } from '../ram/worked.ts';
import { UNENCRYPTED } from './cluster-encryption.ts';
import { defineCheck, fail, pass, skipped, unknown, type Verdict } from './define-check.ts';

export const keyPolicy = defineCheck({
  id: 'key-policy',
  order: 110,
  title: 'Key policy allows the service role',
  headline: 'key policy blocks the service role',
  severity: 'high',
  job: 'keys',
  resource: 'key',
  reads: ['keys', 'clusters'],
  sources: ['keyPolicies'],
  link: 'key',
  causes: ['key-policy-changed'],
  explainedBy: [UNENCRYPTED],
  decides: ['pci-dss-4.0.1:3.6', 'nist-800-53:SC-12', 'soc-2:CC6.1'],
  supports: ['iso-27001-2022:A.8.24'],
  why: 'The policy of a key in a KMS instance can lock out the role that ACK uses to call KMS, unnoticed until the API server restarts.',
  judged:
    'Checks keys in a KMS instance. Passes when the policy allows the service role, or the whole account, to call kms:Encrypt, kms:Decrypt and kms:DescribeKey on the key; fails when a statement denies one of them or none allows it. Where a condition or an unusual statement leaves this undecided, a successful call of the role since the last change decides; without one it is unknown.',
  remedy: 'Check the key policy and allow the service role to use the key.',
  command: 'aliyun kms GetKeyPolicy --region {region} --KeyId {id} --PolicyName default',
  page: 'key',
  evaluate: ({ keys, clusters }) => {
    const acs = new Set(clusters.filter(isAcs).map(({ id }) => id));
    return keys.map((key) => {
      if (!key.policy.seen) return unknown(key, key.policy);
      const policy = key.policy.value;
      if (policy === null) return skipped(key, 'Only keys in a KMS instance have their own policy.');
      const verdict = judge(key, policy);
      const members = key.clusters.filter((id) => acs.has(id));
      const isOfOthers = members.length < key.clusters.length && verdict.status !== 'pass';
      if (members.length === 0 || isOfOthers) return verdict;
      return unknown(
        key,
        'ACS clusters call KMS as {role}; whether the key policy allows this role was not checked.',
        {
          role: ACS_ROLE,
        },
      );
    });
  },
});

function judge(key: Key, policy: KeyPolicy): Verdict {
  const having = (effect: string) =>
    NEEDED_ACTIONS.filter((action) => policy.rights[action].effect === effect);
  const [broken, open] = [having('denied'), having('open')];
  const denied = broken.filter((action) => policy.rights[action].by.length > 0);
  if (denied.length > 0)
    return fail(
      key,
      'Statement {by} of the key policy denies {actions} to the service role.',
      factsOf(policy, denied),
    );
  if (broken.length > 0)
    return fail(
      key,
      'No statement of the key policy allows {actions} for the service role.',
      factsOf(policy, broken),
    );
  if (open.length === 0)
    return pass(key, 'The key policy allows the role ({by}).', factsOf(policy, NEEDED_ACTIONS));
  const facts = factsOf(policy, open);
  const worked = open.flatMap((action) =>
    key.worked ? (workedAt(action, policy.rights, key.worked.calls, key.worked.changed) ?? []) : [],
  );
  if (worked.length < open.length || !key.worked) {
    const sentence =
      'Could not decide whether the service role can call {actions}: statement {by} of the key policy depends on {elements}.';
    return unknown(key, sentence, facts);
  }
  const sentence =
    'Statement {by} of the key policy makes {actions} depend on {elements}, but a call of the role succeeded on {worked}, after the last change on {changed}.';
  return pass(key, sentence, { ...facts, worked: worked.sort()[0] ?? '', changed: key.worked.changed });
}

function factsOf({ rights, odd }: KeyPolicy, actions: readonly NeededAction[]) {
  const decisions = actions.map((action) => rights[action]);
  return { actions, by: statementsIn(decisions), elements: openElements(decisions), odd };
}
