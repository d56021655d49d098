import * as v from 'valibot';
import { bss } from '../../cloud/bss.ts';
import type { Balance } from '../../model/money.ts';
import { type Observation, seen } from '../../model/observation.ts';
import { amount, anyCurrency, ask, type BillAccess } from './ask.ts';

const shown = v.optional(v.fallback(v.nullable(amount), null), null);

const schema = v.object({
  AvailableAmount: amount,
  // Shown, and nothing is judged by them alone.
  AvailableCashAmount: shown,
  CreditAmount: shown,
  Currency: anyCurrency,
});

/** What the account that pays has left. */
export async function collectBalance(access: BillAccess): Promise<Observation<Balance>> {
  const own = { ...access, account: access.payer }; // a balance has no owner but the payer
  const body = await ask(own, bss.queryAccountBalance, {}, schema);
  if (!body.seen) return body;
  const { AvailableAmount, AvailableCashAmount, CreditAmount, Currency } = body.value;
  return seen(
    {
      payer: access.payer,
      currency: Currency,
      available: AvailableAmount,
      cash: AvailableCashAmount,
      credit: CreditAmount,
    },
    body.at,
  );
}
