import { type Call, operation } from '../api/operation.ts';
import { boolean, optional, text } from '../api/params.ts';
import { daysOf, timeText } from '../world/billing-days.ts';
import type { JsonObject } from '../world/json.ts';
import {
  amounts,
  billsSeen,
  cycleParam,
  linesCharged,
  ownerParams,
  pageParams,
  productFields,
  type Shown,
  summed,
  typeParams,
  zeroParam,
} from './bss-lines.ts';
import { envelope, head, loginOf, pageOf, payerAt, withoutBills } from './bss-site.ts';

/** https://www.alibabacloud.com/help/en/user-center/developer-reference/api-bssopenapi-2017-12-14-querybill */
function statusOf({ cents, due, outstanding }: Shown, now: number): string {
  if (cents === 0) return 'NoSettle';
  if (due > now) return 'PayUnsettle';
  return outstanding > 0 ? 'PayUnclear' : 'PayFinish';
}

function billBody(call: Call, bill: Shown): JsonObject {
  const [line] = bill.lines;
  const { paidAt, outstanding, cents } = bill;
  return {
    RecordID: bill.id,
    Item: line.kind,
    // Empty for the account itself.
    OwnerID: line.owner === call.account.id ? '' : line.owner,
    UsageStartTime: timeText(line.from),
    UsageEndTime: timeText(line.to),
    PaymentTime: paidAt === null ? '' : timeText(paidAt),
    ...productFields(line),
    ...amounts(cents, outstanding),
    RoundDownDiscount: '0',
    AfterTaxAmount: 0,
    Tax: 0,
    Currency: call.account.billing.currency,
    Status: statusOf(bill, call.world.clock.now),
  };
}

const billTypes = ['SubscriptionOrder', 'PayAsYouGoBill', 'Refund', 'Adjustment'];

export const queryBill = operation({
  name: 'QueryBill',
  actions: ['bssapi:QueryBill', 'bss:DescribeBillList'],
  rate: 'bss-bills',
  params: {
    ...cycleParam,
    ...ownerParams,
    ...typeParams,
    ...zeroParam,
    ...pageParams,
    Type: optional(text({ oneOf: billTypes })),
    IsDisplayLocalCurrency: optional(boolean()),
  },
  emptied: (_, body) => withoutBills(body, { Item: [] }),
  run: (call, { Type, IsHideZeroCharge, ...wanted }) => {
    const payer = payerAt(call);
    const bills = payer ? billsSeen(call, payer, daysOf(wanted.BillingCycle), wanted) : [];
    const items = bills
      .filter(
        ({ cents, lines: [line] }) => (Type ?? line.kind) === line.kind && !(IsHideZeroCharge && cents === 0),
      )
      .map((bill) => billBody(call, bill));
    return envelope({ ...head(call, wanted.BillingCycle), ...pageOf(items, wanted) });
  },
});

/** https://www.alibabacloud.com/help/en/user-center/developer-reference/api-bssopenapi-2017-12-14-querybilloverview */
export const queryBillOverview = operation({
  name: 'QueryBillOverview',
  actions: ['bssapi:QueryBillOverview'],
  rate: 'bss-bills',
  params: { ...cycleParam, ...ownerParams, ...typeParams },
  emptied: (_, body) => withoutBills(body, { Item: [] }),
  run: (call, wanted) => {
    const payer = payerAt(call);
    const lines = payer ? linesCharged(call, payer, daysOf(wanted.BillingCycle), wanted) : [];
    const groups = summed(lines, ({ owner, kind, product, productType }) =>
      [owner, kind, product, productType].join(' '),
    );
    const items = groups.map((line) => ({
      Item: line.kind,
      ...productFields(line),
      BizType: '',
      OwnerID: line.owner,
      BillAccountID: call.account.id,
      BillAccountName: loginOf(call, call.account.id),
      ...amounts(line.cents, line.outstanding),
      AdjustAmount: 0,
      RoundDownDiscount: '0',
      Currency: call.account.billing.currency,
    }));
    return envelope({ ...head(call, wanted.BillingCycle), Items: { Item: items } });
  },
});
