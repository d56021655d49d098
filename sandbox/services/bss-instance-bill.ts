import { type Call, operation } from '../api/operation.ts';
import { boolean, integer, invalid, optional, orElse, text } from '../api/params.ts';
import { cycleText } from '../world/billing-days.ts';
import type { JsonObject } from '../world/json.ts';
import { priceText } from '../world/money.ts';
import { regionNames } from '../world/regions.ts';
import { day } from '../world/time.ts';
import {
  amounts,
  type Charged,
  cycleParam,
  dayOf,
  daysWanted,
  granularityParams,
  linesCharged,
  ownerParams,
  productFields,
  summed,
  typeParams,
  zeroParam,
} from './bss-lines.ts';
import { envelope, head, loginOf, payerAt, withoutBills } from './bss-site.ts';

function itemFields(line: Charged, currency: string): JsonObject {
  return {
    BillingItem: line.itemName,
    BillingItemCode: line.item,
    Usage: `${line.usage}`,
    UsageUnit: 'count',
    ListPrice: priceText(line.price),
    ListPriceUnit: currency,
    DeductedByResourcePackage: '0',
  };
}

function instanceBody(call: Call, line: Charged, wanted: { daily: boolean; byItem: boolean }): JsonObject {
  const { currency } = call.account.billing;
  const region = regionNames('en').find(({ regionId }) => regionId === line.region);
  return {
    ...(wanted.daily && { BillingDate: dayOf(line) }),
    Item: line.kind,
    ItemName: '',
    ...productFields(line),
    BillingType: 'Other',
    ...(wanted.byItem && itemFields(line, currency)),
    InstanceID: line.instance,
    NickName: '',
    Region: region?.localName ?? line.region,
    Zone: '',
    ...amounts(line.cents, line.outstanding),
    AdjustAmount: 0,
    Currency: currency,
    OwnerID: line.owner,
    BillAccountID: call.account.id,
    BillAccountName: loginOf(call, call.account.id),
    ServicePeriod: `${(line.to - line.from) / 1000}`,
    ServicePeriodUnit: 'Second',
    Tag: '',
    ResourceGroup: 'Default resource group',
    CostUnit: 'Not allocated',
  };
}

/** Documented: the last 18 months. How older ones are refused: assumption. */
function requireRecent({ world }: Call, cycle: string): void {
  const oldest = cycleText(world.clock.now - 18 * 30.5 * day);
  if (cycle < oldest) throw invalid('BillingCycle', 'Only the last 18 months can be queried.');
}

/** Tokens say where to go on; nobody else makes sense of them. */
const tokenLead = 'CAESsandbox';
const firstToken = `${tokenLead}0`;

function offsetIn(token: string | undefined, total: number): number {
  if (token === undefined || token === firstToken) return 0;
  const offset = Number(token.slice(tokenLead.length));
  if (!token.startsWith(tokenLead) || !Number.isInteger(offset) || offset < 1 || offset >= total)
    throw invalid('NextToken');
  return offset;
}

function cursorPage(
  items: readonly JsonObject[],
  { MaxResults, NextToken }: { MaxResults: number; NextToken: string | undefined },
): JsonObject {
  const start = offsetIn(NextToken, items.length);
  const end = start + MaxResults;
  return {
    TotalCount: items.length,
    MaxResults,
    NextToken: end < items.length ? `${tokenLead}${end}` : '',
    Items: items.slice(start, end),
  };
}

/** https://www.alibabacloud.com/help/en/user-center/developer-reference/api-bssopenapi-2017-12-14-describeinstancebill */
export const describeInstanceBill = operation({
  name: 'DescribeInstanceBill',
  actions: ['bssapi:DescribeInstanceBill'],
  rate: 'bss-instance-bill',
  params: {
    ...cycleParam,
    ...ownerParams,
    ...typeParams,
    ...granularityParams,
    ...zeroParam,
    IsBillingItem: orElse(boolean(), false),
    InstanceID: optional(text()),
    PipCode: optional(text()),
    MaxResults: orElse(integer(1, 300), 20),
    NextToken: optional(text()),
  },
  // The keys are those of the page above.
  conditions: ({ ProductCode, ProductType }) => ({
    ...(ProductCode && { 'bssapi:ProductCode': ProductCode }),
    ...(ProductType && { 'bssapi:ProductType': ProductType }),
  }),
  emptied: (_, body) => withoutBills(body, [], firstToken),
  run: (call, wanted) => {
    const payer = payerAt(call);
    const { IsBillingItem: byItem, IsHideZeroCharge, InstanceID, PipCode } = wanted;
    const days = daysWanted(wanted);
    requireRecent(call, wanted.BillingCycle);
    const lines = payer ? linesCharged(call, payer, days, wanted) : [];
    const rows = summed(lines, ({ owner, kind, productType, instance, item, price }) =>
      [owner, kind, productType, instance, ...(byItem ? [item, price] : [])].join(' '),
    ).filter(
      (line) =>
        !(IsHideZeroCharge && line.cents === 0) &&
        (InstanceID ?? line.instance) === line.instance &&
        (PipCode ?? line.product) === line.product,
    );
    const daily = wanted.Granularity === 'DAILY';
    const items = rows.map((line) => instanceBody(call, line, { daily, byItem }));
    return envelope({ ...head(call, wanted.BillingCycle), ...cursorPage(items, wanted) });
  },
});
