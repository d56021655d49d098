import { type Cluster, isAcs, sealingKey } from '../model/cluster.ts';
import { ACS_ROLE, SERVICE_ROLE, type ServiceRole } from '../model/role.ts';
import { openElements, rightsOf, statementsIn, trustIn } from '../ram/role-rights.ts';
import { defineCheck, fail, skipped, unknown, type Verdict } from './define-check.ts';
import { judgeDenied, judgeOpen, type RoleTarget, type Weight } from './judge-rights.ts';
import { ATTACH_POLICY, CREATE_ROLE, RESTORE_TRUST } from './role-commands.ts';
import { type RoleFacts, serviceRole } from './role-terraform.ts';

export const securityRole = defineCheck({
  id: 'security-role',
  order: 170,
  title: 'Role AliyunCSManagedSecurityRole can encrypt and decrypt',
  headline: 'service role cannot use KMS',
  severity: 'critical',
  job: 'inventory',
  resource: 'role',
  reads: ['role', 'clusters'],
  sources: ['role'],
  link: 'role',
  mustHold: true,
  causes: ['role-changed'],
  supports: [
    'cis-ack-1.0:6.2.1',
    'cis-kubernetes:1.2.28',
    'mlps-level-3:8.1.4.8',
    'pci-dss-4.0.1:3.5',
    'pci-dss-4.0.1:3.6',
    'nist-800-53:SC-28',
    'soc-2:CC6.1',
  ],
  why: 'ACK calls KMS as this role; without the role, its trust or its policy, the API server cannot decrypt Secrets.',
  judged:
    'Passes when the role exists, trusts cs.aliyuncs.com, and its policies allow kms:Encrypt, kms:Decrypt and kms:DescribeKey on every key in use with no Deny. Fails as critical while a cluster is encrypted, else as medium. Where a policy is undecided, because of a condition or an unreadable part, a successful call of the role on the key since the last change decides; without one it is unknown. An undecided trust policy is unknown.',
  remedy: 'Attach the system policy to the role again.',
  command: ATTACH_POLICY,
  terraform: ({ evidence }) => serviceRole(evidence),
  page: 'role',
  evaluate: ({ role, clusters }) => {
    const inScope = clusters.filter((cluster) => cluster.inScope);
    const own = inScope.filter((cluster) => !isAcs(cluster));
    const encrypted = own.filter((cluster) => sealingKey(cluster) !== null).map(({ id }) => id);
    const target = { id: SERVICE_ROLE, name: SERVICE_ROLE, clusters: encrypted };
    if (inScope.length === 0) return [skipped(target, 'No cluster is in scope.')];
    const severity = encrypted.length > 0 ? 'critical' : 'medium';
    return [...(own.length > 0 ? [judge(role, target, severity, own)] : []), ...judgeAcs(inScope)];
  },
});

/** What is not documented is not passed. */
function judgeAcs(clusters: readonly Cluster[]): Verdict[] {
  const sealed = clusters.filter((cluster) => isAcs(cluster) && sealingKey(cluster) !== null);
  if (sealed.length === 0) return [];
  const target = { id: ACS_ROLE, name: ACS_ROLE, clusters: sealed.map(({ id }) => id) };
  return [
    unknown(
      target,
      'The trust policy and permissions of the role of ACS clusters are not documented; check them manually.',
    ),
  ];
}

/** A failure that was seen stays one, whatever else could not be read. */
function judge(
  role: ServiceRole,
  target: RoleTarget,
  severity: Weight,
  clusters: readonly Cluster[],
): Verdict {
  if (!role.exists) {
    const remedy = 'Create the role that ACK assumes, then attach its system policy.';
    const more = { severity, remedy, command: CREATE_ROLE } as const;
    return fail(target, 'The role does not exist.', { exists: false } satisfies RoleFacts, more);
  }
  const { arn, trust, policies } = role;
  const trusted = trustIn(role);
  const by = trusted ? statementsIn([trusted]) : [];
  if (trusted?.effect === 'denied') {
    const more = {
      severity,
      remedy: 'Let cs.aliyuncs.com assume the role again.',
      command: RESTORE_TRUST,
    } as const;
    return fail(
      target,
      'The role no longer trusts cs.aliyuncs.com.',
      { arn, by, ...({ trusts: false } satisfies RoleFacts) },
      more,
    );
  }
  const rights = rightsOf(role, clusters);
  const broken = judgeDenied(rights, role, target, severity);
  if (broken) return broken;
  if (!trust.seen) return unknown(target, trust);
  if (!policies.seen) return unknown(target, policies);
  if (trusted?.effect === 'open') {
    const sentence =
      'Could not decide whether cs.aliyuncs.com can assume the role: {by} depends on {elements}.';
    return unknown(target, sentence, { arn, by, elements: openElements([trusted]) });
  }
  return judgeOpen(rights, role, target);
}
