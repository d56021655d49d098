import { type Line, pricedLine, roundedCents } from './bill-line.ts';
import type { Billing, InstanceOrder } from './billing.ts';
import { billTime, dateText, dayStart, isWeekend } from './billing-days.ts';
import { fingerprint } from './ids.ts';
import { type DayOf, dayNoise, kmsLines } from './kms-lines.ts';
import { priceAt } from './prices.ts';
import { day } from './time.ts';
import type { Account, WorldState } from './world-state.ts';

/** Lines of one owner and product that fall due together. */
export interface Bill {
  id: string;
  due: number;
  cents: number;
  lines: [Line, ...Line[]];
}

/** The accounts this one pays for: itself, and those that say so. */
export function ownersOf(world: WorldState, payer: Account): Account[] {
  const members = [...world.accounts.values()].filter(({ billing }) => billing.payer === payer.id);
  return [payer, ...members];
}

function plainLine(owner: Account, product: string, micros: number, from: number, to: number): Line {
  return {
    owner: owner.id,
    kind: 'PayAsYouGoBill',
    product,
    productType: product,
    item: `${product}_usage`,
    itemName: 'Usage',
    instance: `${product}-${fingerprint(owner.id, product).slice(0, 12)}`,
    region: 'cn-hangzhou',
    usage: 1,
    price: micros,
    cents: roundedCents(micros),
    from,
    to,
    due: billTime(from),
  };
}

function otherLines(of: DayOf): Line[] {
  return of.owner.billing.other.map(({ product, perDay, weekend }) => {
    const share = (isWeekend(of.from) ? weekend : 1) * dayNoise(of, of.owner.id, product);
    return plainLine(of.owner, product, Math.round(perDay * share) * 10_000, of.from, of.from + day);
  });
}

function orderLine({ owner, billing }: Pick<DayOf, 'owner' | 'billing'>, order: InstanceOrder): Line[] {
  const found = owner.instances.get(order.instance);
  if (!found) return [];
  const item = found.version === '1' ? 'instance_hardware_month' : 'instance_software_month';
  const months = Math.max(1, Math.round((order.until - order.at) / (30 * day)));
  const productType = billing.site === 'china' ? 'kms_ddi_public_cn' : 'kms_ddi_public_intl';
  const about = {
    owner: owner.id,
    kind: 'SubscriptionOrder',
    productType,
    from: order.at,
    to: order.until,
  } as const;
  const where = { instance: found.id, region: found.region };
  return [pricedLine(item, months, priceAt(billing, item, order.at), { ...about, ...where })];
}

function renewalLines(owner: Account, from: number, to: number): Line[] {
  const lines: Line[] = [];
  for (const { product, amount, next, every } of owner.billing.subscriptions) {
    const first = next + Math.ceil((from - next) / every) * every;
    for (let at = first; at < to; at += every) {
      const line = plainLine(owner, product, amount * 10_000, at, at + every);
      lines.push({ ...line, kind: 'SubscriptionOrder', due: at });
    }
  }
  return lines;
}

/** Orders, renewals and single invoices that begin, or fall due, within [from, to). */
function singleLines(owner: Account, billing: Billing, by: 'from' | 'due', from: number, to: number): Line[] {
  const single = owner.billing.oneOffs.map(({ product, amount, at, due }) => {
    const start = dayStart(at);
    const line = plainLine(owner, product, amount * 10_000, start, Math.min(start + day, due));
    return { ...line, item: `${product}_invoice`, itemName: 'Invoice', due };
  });
  const orders = owner.billing.orders.flatMap((order) => orderLine({ owner, billing }, order));
  const lines = [...single, ...orders].filter((line) => line[by] >= from && line[by] < to);
  return [...lines, ...renewalLines(owner, from, to)];
}

function withDelay(line: Line, { late }: Billing): Line {
  if (!late || late.product !== line.product) return line;
  return late.item === '' || late.item === line.item ? { ...line, due: line.due + late.days * day } : line;
}

/** What a whole day of use cost, for all owners. */
function usageLines(world: WorldState, payer: Account, from: number): Line[] {
  const { billing } = payer;
  return ownersOf(world, payer)
    .flatMap((owner) => {
      const of = { world, owner, billing, from };
      return [...kmsLines(of), ...otherLines(of)];
    })
    .map((line) => withDelay(line, billing));
}

/** Every line of a day, come or not. */
export function linesOfDay(world: WorldState, payer: Account, from: number): Line[] {
  const single = ownersOf(world, payer).flatMap((owner) =>
    singleLines(owner, payer.billing, 'from', from, from + day),
  );
  return [...usageLines(world, payer, from), ...single];
}

function billId({ owner, kind, product, productType, from, due }: Line): string {
  const mark = fingerprint(owner, kind, product, productType, dayStart(from), due);
  return `${dateText(due).replaceAll('-', '')}${mark.slice(0, 10)}`;
}

export function billsFrom(lines: readonly Line[]): Bill[] {
  const bills = new Map<string, Bill>();
  for (const line of lines) {
    const id = billId(line);
    const bill = bills.get(id);
    if (bill) {
      bill.lines.push(line);
      bill.cents += line.cents;
    } else bills.set(id, { id, due: line.due, cents: line.cents, lines: [line] });
  }
  return [...bills.values()];
}

/** The bills that fall due within (after, until], which holds one noon at most. Oldest first. */
export function billsDue(world: WorldState, payer: Account, after: number, until: number): Bill[] {
  const { billing } = payer;
  const lines = ownersOf(world, payer).flatMap((owner) =>
    singleLines(owner, billing, 'due', after + 1, until + 1),
  );
  const yesterday = dayStart(until) - day;
  const delay = billing.late?.days ?? 0;
  // Bills of use come at noon only.
  if (billTime(yesterday) > after && billTime(yesterday) <= until) {
    for (const from of delay > 0 ? [yesterday - delay * day, yesterday] : [yesterday])
      lines.push(...usageLines(world, payer, from).filter(({ due }) => due === billTime(yesterday)));
  }
  return billsFrom(lines).sort((one, other) => one.due - other.due || (one.id < other.id ? -1 : 1));
}
