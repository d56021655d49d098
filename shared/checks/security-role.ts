import { sealingKey } from '../model/cluster.ts';
import type { Json } from '../model/finding.ts';
import { NEEDED_ACTIONS, SERVICE_ROLE, SERVICE_ROLE_POLICY, type ServiceRole } from '../model/role.ts';
import type { Text } from '../text/zh.ts';
import { defineCheck, fail, pass, skipped, unknown, type Verdict } from './define-check.ts';
import { block } from './terraform.ts';

export const securityRole = defineCheck({
  id: 'security-role',
  order: 170,
  title: 'Role AliyunCSManagedSecurityRole can encrypt and decrypt',
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
    'pci-dss-4.0:3.5',
    'pci-dss-4.0:3.6',
    'nist-800-53:SC-28',
    'soc-2:CC6.1',
  ],
  why: 'ACK calls KMS as this role; without it, its trust or its policy, the API server cannot open Secrets.',
  judged:
    'Passes when the role exists, trusts cs.aliyuncs.com, and its policies allow kms:Encrypt, kms:Decrypt and kms:DescribeKey with no Deny. Fails as critical while a cluster is encrypted, else as medium. A condition that cannot be judged is unknown.',
  remedy: 'Attach the system policy to the role again.',
  command: `aliyun ram AttachPolicyToRole --PolicyType System --PolicyName ${SERVICE_ROLE_POLICY} --RoleName ${SERVICE_ROLE}`,
  terraform: () =>
    block('alicloud_ram_role_policy_attachment', 'secrets', {
      role_name: `"${SERVICE_ROLE}"`,
      policy_name: `"${SERVICE_ROLE_POLICY}"`,
      policy_type: '"System"',
    }),
  page: 'role',
  evaluate: ({ role, clusters }) => {
    const inScope = clusters.filter((cluster) => cluster.inScope);
    const encrypted = inScope.filter((cluster) => sealingKey(cluster) !== null).map(({ id }) => id);
    const target = { id: SERVICE_ROLE, name: SERVICE_ROLE, clusters: encrypted };
    if (inScope.length === 0) return [skipped(target, 'No cluster is in scope.')];
    return [judge(role, target, encrypted.length > 0 ? 'critical' : 'medium')];
  },
});

interface Target {
  id: string;
  clusters: readonly string[];
}

function judge(role: ServiceRole, target: Target, severity: 'critical' | 'medium'): Verdict {
  const no = (text: Text, facts: Record<string, Json>, more = {}) =>
    fail(target, text, facts, { severity, ...more });
  if (!role.exists) {
    const more = {
      remedy: 'Authorise ACK to use KMS: the console asks for it when Secret encryption is turned on.',
      command: '',
    };
    return no('The role does not exist.', { exists: false }, more);
  }
  const { arn, trusted, policies } = role;
  if (!trusted.seen) return unknown(target, trusted);
  if (!trusted.value) {
    const more = { remedy: 'Let cs.aliyuncs.com assume the role again.', command: RESTORE_TRUST };
    return no('The role no longer trusts cs.aliyuncs.com.', { arn }, more);
  }
  if (!policies.seen) return unknown(target, policies);
  const { names, effects } = policies.value;
  const broken = NEEDED_ACTIONS.filter(
    (action) => effects[action] === 'denied' || effects[action] === 'missing',
  );
  if (broken.length > 0)
    return no('The policies of the role do not allow {missing}.', { arn, policies: names, missing: broken });
  const open = NEEDED_ACTIONS.filter((action) => effects[action] === 'conditional');
  if (open.length > 0) {
    return unknown(target, 'A condition in a policy decides about {actions}.', {
      arn,
      policies: names,
      actions: open,
    });
  }
  return pass(target, 'The role exists, trusts ACK and may encrypt and decrypt.', { arn, policies: names });
}

const RESTORE_TRUST = `aliyun ram UpdateRole --RoleName ${SERVICE_ROLE} --NewAssumeRolePolicyDocument '{"Version":"1","Statement":[{"Action":"sts:AssumeRole","Effect":"Allow","Principal":{"Service":["cs.aliyuncs.com"]}}]}'`;
