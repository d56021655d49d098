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
  const known = daysByThing(orders);
  for (const order of orders) {
    const day = dayOf(new Date(order.at));
    const days = [...(known.get(thingOf(order)) ?? [])];
    const repeats = days.some((earlier) => isMonthly(earlier, day));
    const end = order === newest ? endOf(instances) : null;
    const date = repeats ? monthAfter(day) : end;
    if (date === null || date < today || days.some((later) => isMonthly(day, later))) continue;
    found.push({ date, what: order.commodity || order.product, amount: order.amount });
  }
  return found.sort((a, b) => (a.date < b.date ? -1 : 1));
}

/** Days on which a thing was ordered; several of a kind may be ordered on one. */
function daysByThing(orders: readonly Order[]): Map<string, Set<Day>> {
  const days = new Map<string, Set<Day>>();
  for (const order of orders) {
    const thing = thingOf(order);
    days.set(thing, (days.get(thing) ?? new Set()).add(dayOf(new Date(order.at))));
  }
  return days;
}

function thingOf({ product, commodity, amount }: Order): string {
  return `${product} ${commodity} ${amount}`;
}

function isMonthly(before: Day, after: Day): boolean {
  const days = daysBetween(before, after);
  return days >= MONTHLY.from && days <= MONTHLY.to;
}

function byTime(orders: readonly Order[]): Order[] {
  return [...orders].sort((a, b) => (a.at < b.at ? -1 : 1));
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
  if (!detail?.seen || 'released' in detail.value || !detail.value.endDate.seen) return null;
  const { value } = detail.value.endDate;
  return value === null ? null : dayOf(new Date(value));
}
