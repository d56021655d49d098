import type * as v from 'valibot';
import type { scenarioSchema } from './scenario/schema.ts';

type ScenarioInput = v.InferInput<typeof scenarioSchema>;
type AccountInput = ScenarioInput['accounts'][number];

/** What an audit reads. */
const reads = [
  'cs:Get*',
  'cs:List*',
  'cs:Describe*',
  'cs:CheckServiceRole',
  'kms:Describe*',
  'kms:List*',
  'kms:Get*',
  'actiontrail:LookupEvents',
  'actiontrail:Describe*',
  'actiontrail:Get*',
  'ram:Get*',
  'ram:List*',
  'ecs:Describe*',
  'vpc:Describe*',
  'bssapi:Query*',
  'bssapi:Describe*',
];

const trails: AccountInput['trails'] = [{ name: 'audit-all', home: 'cn-hangzhou', sls: 'audit' }];

function accountIdAt(index: number): string {
  return `${1_000_000_000_000_001 + index}`;
}

function trustIn(principal: { RAM: string[] } | { Service: string[] }) {
  return { Version: '1', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: principal }] };
}

/** The account that audits: as a user here, as the role of a function there. */
function auditingAccount(hasMembers: boolean): AccountInput {
  const role = {
    name: 'sealwatch',
    policies: ['AdministratorAccess'],
    trust: trustIn({ Service: ['fc.aliyuncs.com'] }),
  };
  return {
    id: accountIdAt(0),
    users: [{ name: 'sealwatch', policies: ['AdministratorAccess'] }],
    accessKeys: [{ id: 'LTAIsandboxGenerated', secret: 'sandboxSecretGenerated', user: 'sealwatch' }],
    trails,
    buckets: [{ name: 'sealwatch-evidence', region: 'cn-hangzhou' }],
    ...(hasMembers && { roles: [role] }),
  };
}

/** An account that lets the auditing one in. */
function memberAt(index: number): AccountInput {
  const auditor = `acs:ram::${accountIdAt(0)}`;
  const trust = trustIn({ RAM: [`${auditor}:user/sealwatch`, `${auditor}:role/sealwatch`] });
  return {
    id: accountIdAt(index),
    policies: [{ name: 'sealwatch-readonly', allow: reads }],
    roles: [{ name: 'sealwatch-readonly', policies: ['sealwatch-readonly'], trust }],
    trails,
  };
}

/** A generated scenario without keys and clusters: who is there, and who may enter where. */
export function generatedFrame(accounts: number): ScenarioInput {
  const others = Array.from({ length: accounts - 1 }, (_, index) => index + 1);
  const members = others.map((index) => ({ account: accountIdAt(index), name: `member-${index}` }));
  return {
    caller: 'LTAIsandboxGenerated',
    accounts: [auditingAccount(accounts > 1), ...others.map(memberAt)],
    ...(accounts > 1 && { directory: { management: accountIdAt(0), members } }),
  };
}
