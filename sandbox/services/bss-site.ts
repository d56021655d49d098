import type { Call } from '../api/operation.ts';
import type { Billing } from '../world/billing.ts';
import type { Json, JsonObject } from '../world/json.ts';
import { ledgerOf } from '../world/ledger.ts';
import { Refusal } from '../world/refusal.ts';
import type { Account } from '../world/world-state.ts';

/** Which one knows an account depends on where it was opened, not on where its resources are. */
export const siteHosts: Record<Billing['site'], string> = {
  china: 'business.aliyuncs.com',
  international: 'business.ap-southeast-1.aliyuncs.com',
};

/** The site that a host belongs to, also by the names inside a VPC; null: it is no host of billing. */
export function siteOf(host: string): Billing['site'] | null {
  if (host === siteHosts.international || host === 'business-intl.vpc-proxy.aliyuncs.com')
    return 'international';
  const inside = /^business(?:\.vpc-proxy|-vpc\.[a-z]{2}-[a-z0-9-]+)\.aliyuncs\.com$/;
  return host === siteHosts.china || inside.test(host) ? 'china' : null;
}

/**
 * The account that pays for itself, with its bills up to now; null for one another account pays for: it has no balance
 * and no bills of its own (assumption). Public clients know the code and its text of the wrong endpoint; that it comes
 * with status 400 is an assumption.
 */
export function payerAt(call: Call): Account | null {
  const { world, account, host } = call;
  if (siteOf(host) !== account.billing.site) {
    throw new Refusal(400, 'NotApplicable', 'This API is not applicable for caller.');
  }
  if (account.billing.payer !== '') return null;
  ledgerOf(world, account);
  return account;
}

/** The name of an account, as bills show it; the cloud shows the name it logs in with. */
export function nameOf({ world }: Call, id: string): string {
  const { directory } = world;
  return directory?.members.get(id)?.name ?? 'ops';
}

export function loginOf(call: Call, id: string): string {
  return `${nameOf(call, id)}@example.com`;
}

/** https://www.alibabacloud.com/help/en/user-center/developer-reference/api-bssopenapi-2017-12-14-querybill */
export function envelope(data: JsonObject): JsonObject {
  return { Success: true, Code: 'Success', Message: 'Successful!', Data: data };
}

/** The head of every bill: which account, which month. */
export function head(call: Call, cycle: string): JsonObject {
  const { id } = call.account;
  return { BillingCycle: cycle, AccountID: id, AccountName: loginOf(call, id) };
}

export function pageOf(
  items: readonly Json[],
  { PageNum, PageSize }: { PageNum: number; PageSize: number },
): JsonObject {
  const page = items.slice((PageNum - 1) * PageSize, PageNum * PageSize);
  return { PageNum, PageSize, TotalCount: items.length, Items: { Item: page } };
}

/** The same page with its items left out; with a cursor, more always follows. */
export function withoutBills(body: JsonObject, none: Json, token?: string): JsonObject {
  const data = body['Data'];
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return body;
  const next = token === undefined ? {} : { NextToken: data['NextToken'] || token };
  return { ...body, Data: { ...data, Items: none, ...next } };
}
