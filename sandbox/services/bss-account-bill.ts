import { type Call, operation } from '../api/operation.ts';
import { boolean, optional, orElse, text } from '../api/params.ts';
import type { JsonObject } from '../world/json.ts';
import {
  amounts,
  type Charged,
  cycleParam,
  dayOf,
  daysWanted,
  granularityParams,
  linesCharged,
  ownerParams,
  pageParams,
  productFields,
  subscriptionTypes,
  summed,
} from './bss-lines.ts';
import { envelope, head, loginOf, nameOf, pageOf, payerAt, withoutBills } from './bss-site.ts';

function rowBody(call: Call, line: Charged, daily: boolean, grouped: boolean): JsonObject {
  const { ProductCode, ProductName, PipCode, SubscriptionType } = productFields(line);
  return {
    ...(daily && { BillingDate: dayOf(line) }),
    OwnerID: line.owner,
    OwnerName: nameOf(call, line.owner),
    BillAccountID: call.account.id,
    BillAccountName: loginOf(call, call.account.id),
    ...(grouped && { ProductCode, ProductName, PipCode, SubscriptionType }),
    BizType: '',
    CostUnit: 'Not allocated',
    ...amounts(line.cents, line.outstanding),
    AdjustAmount: 0,
    Currency: call.account.billing.currency,
  };
}

/** https://www.alibabacloud.com/help/en/user-center/developer-reference/api-bssopenapi-2017-12-14-queryaccountbill */
export const queryAccountBill = operation({
  name: 'QueryAccountBill',
  actions: ['bssapi:QueryAccountBill', 'bss:QueryAccountBill'],
  rate: 'bss-bills',
  params: {
    ...cycleParam,
    ...ownerParams,
    ...granularityParams,
    ...pageParams,
    IsGroupByProduct: orElse(boolean(), false),
    /** older name of BillOwnerId */
    OwnerID: optional(text({ pattern: /^\d{1,20}$/ })),
  },
  emptied: (_, body) => withoutBills(body, { Item: [] }),
  run: (call, wanted) => {
    const payer = payerAt(call);
    const { OwnerID, IsGroupByProduct: grouped } = wanted;
    const days = daysWanted(wanted);
    const owner = { BillOwnerId: wanted.BillOwnerId ?? OwnerID };
    const lines = payer ? linesCharged(call, payer, days, { ...wanted, ...owner }) : [];
    const rows = summed(lines, (line) =>
      grouped ? `${line.owner} ${line.product} ${subscriptionTypes[line.kind]}` : line.owner,
    );
    const daily = wanted.Granularity === 'DAILY';
    const items = rows.map((line) => rowBody(call, line, daily, grouped));
    return envelope({ ...head(call, wanted.BillingCycle), ...pageOf(items, wanted) });
  },
});
