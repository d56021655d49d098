import * as v from 'valibot';
import {
  type Balance,
  type Bills,
  CURRENCIES,
  type DailySpend,
  type HostedKey,
  type KmsUsage,
  type Money,
} from '../../model/money.ts';
import { observation, text, textOrNull } from './common.ts';
import { schemaOf } from './stored-format.ts';

const currency = v.picklist(CURRENCIES);

const balance = schemaOf<Balance>()(
  v.object({ payer: text, currency, available: text, cash: text, credit: text }),
);

const bills = schemaOf<Bills>()(
  v.object({
    currency: v.nullable(currency),
    unpaid: v.array(v.object({ id: text, product: text, outstanding: text, due: text })),
    orders: v.array(v.object({ id: text, product: text, commodity: text, amount: text, at: text })),
  }),
);

const dailySpend = schemaOf<DailySpend>()(
  v.object({
    currency: v.nullable(currency),
    days: v.array(v.object({ date: text, kms: text, account: text })),
    reconciled: textOrNull,
    readAt: text,
  }),
);

const kmsUsage = schemaOf<KmsUsage>()(
  v.object({
    currency: v.nullable(currency),
    days: v.array(
      v.object({
        date: text,
        items: v.array(
          v.object({
            code: text,
            name: text,
            productType: text,
            instance: text,
            region: text,
            usage: text,
            unit: text,
            listPrice: text,
            amount: text,
          }),
        ),
      }),
    ),
  }),
);

export const money = schemaOf<Money>()(
  v.object({
    account: text,
    balance: observation(balance),
    bills: observation(bills),
    dailySpend: observation(dailySpend),
    kmsUsage: observation(kmsUsage),
    hostedKeys: observation<readonly HostedKey[]>(v.array(v.object({ id: text, region: text }))),
    overdueSince: textOrNull,
    kept: v.object({
      dailySpend: v.nullable(dailySpend),
      kmsUsage: v.nullable(kmsUsage),
      payer: textOrNull,
    }),
  }),
);
