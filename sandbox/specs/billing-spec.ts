import * as v from 'valibot';
import { type Billing, currencies, newLedger, plainBilling, sites } from '../world/billing.ts';
import { centsOf } from '../world/money.ts';
import { parseMoment } from '../world/time.ts';
import type { Account, WorldState } from '../world/world-state.ts';
import { accountId, duration, moment, oneOf } from './basics.ts';
import { SpecProblem } from './problem.ts';

const amountHelp = 'Expected an amount in quotes, such as "120.00"';

/** Hundredths of the currency. */
export const money = v.pipe(
  v.string(amountHelp),
  v.check((text) => centsOf(text) !== null, amountHelp),
  v.transform((text) => centsOf(text) ?? 0),
);

const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

export const product = v.pipe(
  v.string(),
  v.regex(/^[a-z][a-z0-9_-]*$/, 'Expected the code of a product, such as ecs'),
);

export const billingSpec = v.strictObject({
  /** at which of the two endpoints the account is known */
  site: v.optional(oneOf(sites), 'china'),
  currency: v.optional(oneOf(currencies), 'CNY'),
  /** cash at the start of the clock */
  balance: v.optional(money, '10000.00'),
  credit: v.optional(money, '0.00'),
  /** account that pays for this one */
  consolidatedBy: v.optional(accountId),
  other: v.optional(v.array(v.strictObject({ product, perDay: money, weekend: v.optional(share, 1) })), []),
  subscriptions: v.optional(
    v.array(v.strictObject({ product, amount: money, next: moment, every: v.optional(duration, 'P30D') })),
    [],
  ),
  noise: v.optional(share, 0.05),
  late: v.optional(
    v.strictObject({
      product,
      item: v.optional(v.string(), ''),
      days: v.pipe(v.number(), v.integer(), v.minValue(1)),
    }),
  ),
});

export type BillingSpec = v.InferOutput<typeof billingSpec>;

export function billingOf(spec: BillingSpec, start: number): Billing {
  const { site, currency, other, noise, late, consolidatedBy } = spec;
  const opening = { at: start, cash: spec.balance, credit: spec.credit };
  const subscriptions = spec.subscriptions.map((one) => ({
    ...one,
    next: parseMoment(one.next, start) ?? start,
  }));
  return {
    ...plainBilling(start),
    site,
    currency,
    other,
    noise,
    subscriptions,
    opening,
    payer: consolidatedBy ?? '',
    late: late ?? null,
    ledger: newLedger(opening),
  };
}

/** Who pays for others is in the world, and pays for itself. */
export function requirePayer(world: WorldState, { billing: { payer } }: Account): void {
  if (payer === '') return;
  const field = 'billing.consolidatedBy';
  const found = world.accounts.get(payer);
  if (!found) throw new SpecProblem(field, `There is no account ${payer}.`);
  if (found.billing.payer !== '') throw new SpecProblem(field, `${payer} does not pay for itself.`);
}
