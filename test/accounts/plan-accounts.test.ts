import { expect, test } from 'vitest';
import { type AuditedAccount, planAccounts } from '../../shared/accounts/plan-accounts.ts';
import type { Directory } from '../../shared/collect/directory.ts';
import { parseConfig } from '../../shared/config/load-config.ts';
import { AppError } from '../../shared/model/error.ts';
import { type Observation, unseen } from '../../shared/model/observation.ts';
import { seen } from '../builders.ts';

const [OWN, A, B, ROOT] = ['1000000000000001', '1000000000000002', '1000000000000003', '1000000000000009'];

const company = seen<Directory>({
  managementAccount: ROOT,
  members: [
    { id: B, name: 'team-b', status: 'InviteSuccess' },
    { id: OWN, name: 'audit', status: 'CreateSuccess' },
    { id: A, name: 'team-a', status: 'Odd' },
  ],
});
const unknownCompany = unseen('denied', 'NoPermission');

function plan(yaml: string, members: Observation<Directory> | null = null): AuditedAccount[] {
  return planAccounts(parseConfig(yaml, 'test', {}, { checks: [] }), { AccountId: OWN }, members);
}

/** `id name -> role ARN [external id]`, or `own`. */
function lines(accounts: readonly AuditedAccount[]): string[] {
  return accounts.map(({ id, name, access }) => {
    const how = access.kind === 'own' ? 'own' : `${access.roleArn} [${access.externalId ?? ''}]`;
    return `${id} ${name} -> ${how}`;
  });
}

const reader = (id: string, external = '') => `acs:ram::${id}:role/sealwatch-readonly [${external}]`;
const DIRECTORY = 'directory: { enabled: true }';

test.each<{ when: string; yaml?: string; members?: Observation<Directory>; plans: string[] }>([
  { when: 'nothing is configured', plans: [`${OWN}  -> own`] },
  {
    when: 'the own account is listed with a name',
    yaml: `accounts: [{ id: "${OWN}", name: audit }]`,
    plans: [`${OWN} audit -> own`],
  },
  {
    when: 'others are listed, the own account is not among them; sorted by id',
    yaml: `accounts: [{ id: "${B}", roleArn: "acs:ram::${B}:role/x", externalId: b1 }, { id: "${A}", roleArn: "acs:ram::${A}:role/y" }]`,
    plans: [`${A}  -> acs:ram::${A}:role/y []`, `${B}  -> acs:ram::${B}:role/x [b1]`],
  },
  {
    when: 'the own account is listed with a role',
    yaml: `accounts: [{ id: "${OWN}", roleArn: "acs:ram::${OWN}:role/x" }]`,
    plans: [`${OWN}  -> acs:ram::${OWN}:role/x []`],
  },
  {
    when: 'the directory is on',
    yaml: DIRECTORY,
    members: company,
    plans: [
      `${OWN} audit -> own`,
      `${A} team-a -> ${reader(A)}`,
      `${B} team-b -> ${reader(B)}`,
      `${ROOT}  -> ${reader(ROOT)}`,
    ],
  },
  {
    when: 'the directory is on and its role has another name',
    yaml: 'directory: { enabled: true, roleName: ResourceDirectoryAccountAccessRole }',
    members: seen({ managementAccount: OWN, members: [{ id: A, name: 'team-a', status: 'CreateSuccess' }] }),
    plans: [`${OWN}  -> own`, `${A} team-a -> acs:ram::${A}:role/ResourceDirectoryAccountAccessRole []`],
  },
  {
    when: 'members are listed, too, each with something else that replaces what the directory says',
    yaml: `${DIRECTORY}
accounts:
  - { id: "${A}", name: payments }
  - { id: "${B}", roleArn: "acs:ram::${B}:role/x" }
  - { id: "${ROOT}", externalId: root-1 }
  - { id: "${OWN}", name: watch }`,
    members: company,
    plans: [
      `${OWN} watch -> own`,
      `${A} payments -> ${reader(A)}`,
      `${B} team-b -> acs:ram::${B}:role/x []`,
      `${ROOT}  -> ${reader(ROOT, 'root-1')}`,
    ],
  },
  {
    when: 'an account outside the directory is listed with its role',
    yaml: `${DIRECTORY}\naccounts: [{ id: "1000000000000020", roleArn: "acs:ram::1000000000000020:role/x" }]`,
    members: seen({ managementAccount: OWN, members: [] }),
    plans: [`${OWN}  -> own`, '1000000000000020  -> acs:ram::1000000000000020:role/x []'],
  },
  {
    when: 'the directory was not seen: what is known without it',
    yaml: `${DIRECTORY}\naccounts: [{ id: "${A}", name: team-a, externalId: a1 }]`,
    members: unknownCompany,
    plans: [`${OWN}  -> own`, `${A} team-a -> ${reader(A, 'a1')}`],
  },
  {
    when: 'there is a directory, but it is not asked for',
    yaml: 'directory: { enabled: false }',
    members: company,
    plans: [`${OWN}  -> own`],
  },
])('$when', ({ yaml = '', members, plans }) => {
  expect(lines(plan(yaml, members))).toEqual(plans);
});

function thrownBy(run: () => unknown): AppError {
  try {
    run();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

test.each<[string, string, Observation<Directory> | null]>([
  ['without a directory', '', null],
  ['outside the directory', `${DIRECTORY}\n`, company],
])('another account listed without a role, %s, is a mistake that names it', (_, yaml, members) => {
  const error = thrownBy(() => plan(`${yaml}accounts: [{ id: "1000000000000020" }]`, members));
  expect(error.code).toBe('AccountWithoutRole');
  expect(error.message).toContain('1000000000000020');
  expect(error.message).toContain(OWN);
  expect(error.hint).toContain('roleArn');
});

test('the role of another account is a mistake that names both', () => {
  const config = parseConfig('', 'test', {}, { checks: [] });
  const accounts = [{ id: A, roleArn: `acs:ram::${B}:role/x` }];
  const error = thrownBy(() => planAccounts({ ...config, accounts }, { AccountId: OWN }, null));
  expect(error).toMatchObject({ code: 'RoleOfOtherAccount', message: expect.stringContaining(A) });
  expect(error.message).toContain(B);
});
