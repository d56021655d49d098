import * as v from 'valibot';
import { billingRegion, bss } from '../cloud/bss.ts';
import type { Cloud } from '../cloud/cloud.ts';
import { cs } from '../cloud/cs.ts';
import { ram } from '../cloud/ram.ts';
import { resourceManager } from '../cloud/resource-manager.ts';
import { ask } from '../collect/money/ask.ts';
import { SERVICE_ROLE, SERVICE_ROLE_POLICY } from '../model/role.ts';
import { type ProbedCall, probeCall } from './probe.ts';

const REGION = 'cn-hangzhou';

/** RAM, and ACK where RAM may not be read. */
export function roleProbes(cloud: Cloud): Promise<ProbedCall[]> {
  const query = { RoleName: SERVICE_ROLE };
  return Promise.all([
    probeCall(cloud, ram.getRole, { region: REGION, query }),
    probeCall(cloud, ram.listPoliciesForRole, { region: REGION, query }),
    probeCall(cloud, ram.getPolicy, {
      region: REGION,
      query: { PolicyName: SERVICE_ROLE_POLICY, PolicyType: 'System' },
    }),
    probeCall(cloud, cs.checkServiceRole, { region: REGION, body: { roles: [{ name: SERVICE_ROLE }] } }),
  ]);
}

/** Billing, for one line of one month: it may refuse with HTTP 200, which `ask` reads. */
export function moneyProbes(
  cloud: Cloud,
  site: 'china' | 'international',
  month: string,
): Promise<ProbedCall[]> {
  const access = { cloud, site, account: '', payer: '' };
  const page = { BillingCycle: month, PageNum: 1, PageSize: 1 };
  const asked = [
    [bss.queryAccountBalance, {}],
    [bss.queryBill, page],
    [bss.queryAccountBill, page],
    [bss.describeInstanceBill, { BillingCycle: month, ProductCode: 'kms', MaxResults: 1 }],
  ] as const;
  return Promise.all(
    asked.map(async ([operation, query]) => {
      const answer = await ask(access, operation, query, v.unknown());
      return { operation, region: billingRegion(site), madeUp: false, answer };
    }),
  );
}

/** Whether it may be asked who pays for a member. */
export function payerProbe(cloud: Cloud, account: string): Promise<ProbedCall> {
  return probeCall(cloud, resourceManager.getPayerForAccount, {
    region: REGION,
    query: { AccountId: account },
  });
}

export function directoryProbes(cloud: Cloud): Promise<ProbedCall[]> {
  return Promise.all([
    probeCall(cloud, resourceManager.getResourceDirectory, { region: REGION }),
    probeCall(cloud, resourceManager.listAccounts, { region: REGION, query: { PageNumber: 1, PageSize: 1 } }),
  ]);
}
