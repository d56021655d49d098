import type { RegionActivity } from '../model/activity.ts';
import type { ExistingKey, Key } from '../model/key.ts';
import type { Amount, KmsUsage } from '../model/money.ts';
import type { ReportKeyCost } from '../model/report.ts';
import { cents, divide, sum, times } from './amount.ts';
import { isInstance } from './anomaly.ts';
import { isMainland, type PriceList } from './prices.ts';

const DAYS = 30;
const HOUR_MS = 3_600_000;

export interface CostBasis {
  keys: readonly Key[];
  activity: readonly RegionActivity[];
  usage: KmsUsage | null;
  prices: PriceList | null;
}

/** Cost of each key in use, dearest first. Estimates: calls from the density of events, the rest from list prices and bills. */
export function keyCosts({ keys, activity, usage, prices }: CostBasis): ReportKeyCost[] {
  const shares = instanceShares(keys, usage);
  return keys
    .map((key) => costOf(key, densityOf(key.id, key.region, activity), prices, shares))
    .map((cost) => ({ cost, total: Number(cost.total ?? '-1') })) // cents: exact enough to compare, and read once
    .sort((a, b) => b.total - a.total)
    .map(({ cost }) => cost);
}

function costOf(
  { id, region, clusters, metadata }: Key,
  density: CallDensity | null,
  prices: PriceList | null,
  shares: ReadonlyMap<string, Amount>,
): ReportKeyCost {
  const detail = metadata.seen && metadata.value.exists ? metadata.value : null;
  const instanceId = detail?.instanceId ?? null;
  const isAlone = instanceId === null && !detail?.instanceUnread;
  const list = isAlone ? prices : null; // an instance costs what it costs, whatever its keys do
  const calls = density && list && callsCost(density.perDay, region, list);
  const hosting = detail && list && hostingCost(detail, list);
  const instance = instanceId === null ? null : (shares.get(instanceId) ?? null);
  const parts = [calls, hosting, instance].filter((part) => part !== null);
  return {
    keyId: id,
    region,
    clusters,
    calls,
    hosting,
    instance,
    callsPerDay: density && Math.round(density.perDay * 10) / 10,
    total: parts.length > 0 ? cents(sum(parts)) : null,
    confidence: density?.confidence ?? 'low',
  };
}

interface CallDensity {
  perDay: number;
  confidence: ReportKeyCost['confidence'];
}

/** Calls of a key per day; null when too little was read to tell, or events do not name keys. */
function densityOf(id: string, region: string, activity: readonly RegionActivity[]): CallDensity | null {
  const use = activity.find((told) => told.region === region)?.use;
  const density = use?.seen ? use.value.density : null;
  if (!density || (use?.seen && use.value.unnamed !== null)) return null;
  const hours = (Date.parse(density.to) - Date.parse(density.from)) / HOUR_MS;
  const count = density.calls[id] ?? 0;
  if (hours < 24 && count < 100) return null;
  const confidence = hours >= 72 && count >= 30 ? 'high' : hours >= 24 ? 'medium' : 'low';
  return hours <= 0 ? null : { perDay: (count * 24) / hours, confidence };
}

function callsCost(perDay: number, region: string, prices: PriceList): Amount {
  const price = isMainland(region) ? prices.calls : prices.callsAbroad;
  return cents(times(divide(times(price, perDay.toFixed(4)), 10_000, 8), DAYS));
}

/** One version: how many a key has is not read. */
function hostingCost({ protectionLevel, creator }: ExistingKey, prices: PriceList): Amount {
  if (creator.seen && !/^\d+$/.test(creator.value)) return '0.00'; // keys of services are free
  return cents(times(protectionLevel === 'HSM' ? prices.hardwareKey : prices.softwareKey, DAYS));
}

/** What the bills of an instance say per day that it was billed, shared evenly by the keys in use that it holds. */
function instanceShares(keys: readonly Key[], usage: KmsUsage | null): Map<string, Amount> {
  const held = new Map<string, number>();
  for (const { metadata } of keys) {
    const id = metadata.seen && metadata.value.exists ? metadata.value.instanceId : null;
    if (id !== null) held.set(id, (held.get(id) ?? 0) + 1);
  }
  const shares = new Map<string, Amount>();
  const days = usage?.days ?? [];
  for (const [id, count] of held) {
    const billed = days
      .map(({ items }) => items.filter((item) => item.instance === id && isInstance(item.productType)))
      .filter((items) => items.length > 0);
    if (billed.length === 0) continue;
    const perDay = divide(sum(billed.flat().map(({ amount }) => amount)), billed.length, 6);
    shares.set(id, cents(times(divide(perDay, count, 6), DAYS)));
  }
  return shares;
}
