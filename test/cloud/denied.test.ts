import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { bss } from '../../shared/cloud/bss.ts';
import { cs } from '../../shared/cloud/cs.ts';
import { ecs } from '../../shared/cloud/ecs.ts';
import { kms } from '../../shared/cloud/kms.ts';
import type { Operation } from '../../shared/cloud/operation.ts';
import { ram } from '../../shared/cloud/ram.ts';
import { scenarioFile } from '../sandbox/signed.ts';
import { cloudOf } from '../sandbox-cloud.ts';

const scenario = scenarioFile(`
caller: LTAIdeniednobody
accounts:
  - id: "1000000000000001"
    users: [{ name: nobody }]
    accessKeys: [{ id: LTAIdeniednobody, secret: secretNobody, user: nobody }]
`);

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ scenario, rates: 'off' });
});
afterAll(() => sandbox.close());

type Request = Parameters<ReturnType<typeof cloudOf>['call']>[1];

interface Denial {
  operation: Operation;
  request?: Partial<Request>;
  code: string;
  permission: string;
}

const GROUP = { RegionId: 'cn-hangzhou', SecurityGroupId: 'sg-1' };

/** Each product refuses in its own way: with a detail, in words, or with neither. */
const denials: Denial[] = [
  { operation: cs.describeClustersV1, code: 'StatusForbidden', permission: 'cs:GetClusters' },
  {
    operation: cs.describeUserPermission,
    request: { path: { uid: '200000000000000001' } },
    code: 'StatusForbidden',
    permission: 'cs:DescribeUserPermission',
  },
  {
    operation: bss.queryAccountBalance,
    code: 'NotAuthorized',
    permission: 'bssapi:QueryAccountBalance, bss:DescribeAcccount',
  },
  {
    operation: kms.describeKey,
    request: { query: { KeyId: 'x' } },
    code: 'Forbidden.NoPermission',
    permission: 'kms:DescribeKey',
  },
  {
    operation: ram.getRole,
    request: { query: { RoleName: 'x' } },
    code: 'NoPermission',
    permission: 'ram:GetRole',
  },
  {
    operation: ecs.describeSecurityGroupAttribute,
    request: { query: GROUP },
    code: 'Forbidden.RAM',
    permission: 'ecs:DescribeSecurityGroupAttribute',
  },
];

test.each(denials)(
  '$operation.action: the missing right is told, with and without the detail',
  async (row) => {
    const { operation, request, ...told } = row;
    for (const accessDeniedDetail of [true, false]) {
      sandbox.world.setSettings({ accessDeniedDetail });
      const answer = await cloudOf(sandbox).call(operation, { region: 'cn-hangzhou', ...request });
      expect(answer).toMatchObject({ seen: false, because: 'denied', ...told });
    }
  },
);
