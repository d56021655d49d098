import type { Instance } from '../model/kms.ts';
import type { Amount, Bills, Order } from '../model/money.ts';
import { addMonths, type Day, dayOf, daysBetween, lastDayOf, monthOf } from './calendar.ts';

/** A payment that is expected. */
export interface Upcoming {
  date: Day;
  what: string;
  amount: Amount;
}

/** Two orders of the same thing are a month apart when so many days lie between them. */
const MONTHLY = { from: 26, to: 33 };

/**
 * Payments to expect: subscriptions that were ordered a month apart are ordered again a month after the last time, and an
 * instance that ends is renewed at the price of its last order. What was never ordered in the months that were read has no price and is left out.
 */
export function upcomingPayments({ orders }: Bills, instances: readonly Instance[], today: Day): Upcoming[] {
  const found: Upcoming[] = [];
  const newest = byTime(orders.filter(({ product }) => product === 'kms')).at(-1);
  for (const same of byThing(orders)) {
    const last = same.at(-1);
    if (!last) continue;
    const date = repeats(same)
      ? monthAfter(dayOf(new Date(last.at)))
      : last === newest
        ? endOf(instances)
        : null;
    if (date === null || date < today) continue;
    found.push({ date, what: last.commodity || last.product, amount: last.amount });
  }
  return found.sort((a, b) => (a.date < b.date ? -1 : 1));
}

function byThing(orders: readonly Order[]): Order[][] {
  const groups = new Map<string, Order[]>();
  for (const order of byTime(orders)) {
    const name = `${order.product} ${order.commodity} ${order.amount}`;
    groups.set(name, [...(groups.get(name) ?? []), order]);
  }
  return [...groups.values()];
}

function byTime(orders: readonly Order[]): Order[] {
  return [...orders].sort((a, b) => (a.at < b.at ? -1 : 1));
}

function repeats(same: readonly Order[]): boolean {
  const [before, last] = same.slice(-2);
  if (!before || !last) return false;
  const days = daysBetween(dayOf(new Date(before.at)), dayOf(new Date(last.at)));
  return days >= MONTHLY.from && days <= MONTHLY.to;
}

function monthAfter(day: Day): Day {
  const month = addMonths(monthOf(day), 1);
  const same = `${month}${day.slice(7)}`;
  const last = lastDayOf(month);
  return same < last ? same : last;
}

/** When the only subscription of KMS there is ends; with several instances the order does not tell which it was for. */
function endOf(instances: readonly Instance[]): Day | null {
  if (instances.length !== 1) return null;
  const detail = instances[0]?.detail;
  if (!detail?.seen || !detail.value.endDate.seen) return null;
  const { value } = detail.value.endDate;
  return value === null ? null : dayOf(new Date(value));
}
