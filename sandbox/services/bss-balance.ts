import { operation } from '../api/operation.ts';
import { ledgerOf } from '../world/ledger.ts';
import { amountText } from '../world/money.ts';
import { payerAt } from './bss-site.ts';

/** https://www.alibabacloud.com/help/en/user-center/developer-reference/api-bssopenapi-2017-12-14-queryaccountbalance */
export const queryAccountBalance = operation({
  name: 'QueryAccountBalance',
  actions: ['bssapi:QueryAccountBalance', 'bss:DescribeAcccount'],
  rate: 'bss-balance',
  params: {},
  run: (call) => {
    const payer = payerAt(call);
    const { cash, credit } = payer ? ledgerOf(call.world, payer) : { cash: 0, credit: 0 };
    return {
      Success: true,
      Code: '200',
      Message: 'success',
      Data: {
        AvailableAmount: amountText(cash + credit),
        AvailableCashAmount: amountText(cash),
        CreditAmount: amountText(credit),
        MybankCreditAmount: '0.00',
        QuotaLimit: '0.00',
        Currency: call.account.billing.currency,
      },
    };
  },
});
