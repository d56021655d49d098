import { arrearsAt, lostAt } from './arrears.ts';
import { type Line, pricedLine } from './bill-line.ts';
import type { Billing } from './billing.ts';
import { isWeekend } from './billing-days.ts';
import type { Cluster } from './cluster.ts';
import { numberFrom } from './ids.ts';
import { isServiceKey, isSymmetric, type Key } from './key.ts';
import { type PriceItem, priceAt } from './prices.ts';
import { day } from './time.ts';
import { type Span, spans, valueAt } from './timeline.ts';
import { settled } from './versions.ts';
import type { Account, WorldState } from './world-state.ts';

/** Share of the calls of a working day that is left at a weekend. */
const weekendCalls = 0.8;

/** What one day cost is reckoned from: who used it, and who pays by which list. */
export interface DayOf {
  world: WorldState;
  owner: Account;
  /** that of the payer */
  billing: Billing;
  /** start of the day */
  from: number;
}

/** A factor around 1, the same whenever it is asked. */
export function dayNoise({ world, billing, from }: DayOf, ...about: string[]): number {
  return 1 + billing.noise * (numberFrom(2001, world.name, 'bill', from, ...about) / 1000 - 1);
}

/** No charges while KMS refuses the account (KMS 1.0, overdue payments), nor where it was never enabled. */
function isCharged({ owner, billing, from }: DayOf, region: string): boolean {
  const stated = owner.kmsStatus.get(region);
  if (stated) return !['Suspended', 'NotEnabled'].includes(valueAt(stated, from));
  return arrearsAt(billing.ledger, from) !== 'suspended';
}

function isAdvanced(key: Key): boolean {
  return key.protectionLevel === 'HSM' && !isSymmetric(key) && key.spec !== 'RSA_2048';
}

function hostingItem(key: Key): PriceItem {
  if (key.protectionLevel === 'SOFTWARE') return 'key_soft';
  return isAdvanced(key) ? 'key_hsm_advanced' : 'key_hsm';
}

function isHosted(key: Key, from: number): boolean {
  if (isServiceKey(key) || key.created >= from + day) return false;
  const state = valueAt(key.state, Math.max(from, key.created));
  return state === 'Enabled' || state === 'Disabled';
}

function versionsOf({ world, owner, from }: DayOf, key: Key): number {
  return settled(world, owner, key).versions.filter(({ created }) => created < from + day).length;
}

function callsItem(region: string, key: Key): PriceItem {
  const inside = region.startsWith('cn-') && region !== 'cn-hongkong';
  if (isAdvanced(key)) return inside ? 'api_calls_advanced' : 'api_calls_advanced_outside';
  return inside ? 'api_calls' : 'api_calls_outside';
}

/** Calls of the recorded traffic within a span: every so often, without noise. */
function recordedCalls({ traffic }: Cluster, { from, to }: Span<unknown>): number {
  if (!traffic) return 0;
  const length = Math.min(to, traffic.until ?? to) - Math.max(from, traffic.from ?? from);
  if (length <= 0) return 0;
  const { encrypt, decrypt } = traffic;
  return (encrypt === null ? 0 : length / encrypt) + (decrypt === null ? 0 : length / decrypt);
}

function furtherCalls(of: DayOf, { id, callsPerDay }: Cluster, span: Span<unknown>): number {
  let calls = 0;
  for (const { from, to, value } of spans(callsPerDay, span.from, span.to))
    calls += (value * (to - from)) / day;
  if (calls === 0) return 0;
  return calls * (isWeekend(of.from) ? weekendCalls : 1) * dayNoise(of, 'calls', id);
}

/** The key of a cluster when its calls are charged one by one: not those of keys in an instance. */
function chargedKey(owner: Account, cluster: Cluster, name: string, at: number): Key | null {
  const key = owner.keys.get(name.slice(name.lastIndexOf('/') + 1));
  const serves = key && key.region === cluster.region && key.instance === '' && !isServiceKey(key);
  return serves && valueAt(key.state, at) === 'Enabled' ? key : null;
}

type Usage = Map<PriceItem, number>;

function addUsage(usage: Map<string, Usage>, region: string, item: PriceItem, count: number): void {
  const there: Usage = usage.get(region) ?? new Map();
  usage.set(region, there.set(item, (there.get(item) ?? 0) + count));
}

function addCalls(of: DayOf, cluster: Cluster, usage: Map<string, Usage>): void {
  const { owner, billing, from } = of;
  const end = Math.min(from + day, lostAt(billing.ledger, cluster) ?? from + day);
  for (const span of spans(cluster.encryption, Math.max(from, cluster.created), end)) {
    const key = span.value.on && chargedKey(owner, cluster, span.value.key, span.from);
    if (!key) continue;
    const calls = recordedCalls(cluster, span) + furtherCalls(of, cluster, span);
    addUsage(usage, cluster.region, callsItem(cluster.region, key), calls);
  }
}

function addHosting(of: DayOf, usage: Map<string, Usage>): void {
  for (const key of of.owner.keys.values()) {
    if (key.instance === '' && isHosted(key, of.from))
      addUsage(usage, key.region, hostingItem(key), versionsOf(of, key));
  }
}

function instanceLines(of: DayOf): Line[] {
  const { owner, billing, from } = of;
  const to = from + day;
  const productType = billing.site === 'china' ? 'kms_ppi_public_cn' : 'kms_ppi_public_intl';
  const lines: Line[] = [];
  for (const { id, region, charge, created, version } of owner.instances.values()) {
    if (charge !== 'POSTPAY' || created >= to || !isCharged(of, region)) continue;
    const keys = [...owner.keys.values()].filter((key) => key.instance === id && isHosted(key, from));
    let count = 0;
    for (const key of keys) count += versionsOf(of, key);
    const about = {
      owner: owner.id,
      kind: 'PayAsYouGoBill',
      productType,
      instance: id,
      region,
      from,
      to,
    } as const;
    const item = version === '1' ? 'instance_hardware_day' : 'instance_software_day';
    lines.push(pricedLine(item, 1, priceAt(billing, item, from), about));
    if (count > 0)
      lines.push(pricedLine('instance_key_day', count, priceAt(billing, 'instance_key_day', from), about));
  }
  return lines;
}

/** What KMS charged for a day, by region and item. */
export function kmsLines(of: DayOf): Line[] {
  const usage = new Map<string, Usage>();
  addHosting(of, usage);
  for (const cluster of of.owner.clusters.values()) addCalls(of, cluster, usage);
  const lines: Line[] = [];
  for (const [region, items] of usage) {
    if (!isCharged(of, region)) continue;
    const period = { from: of.from, to: of.from + day };
    const about = {
      owner: of.owner.id,
      kind: 'PayAsYouGoBill',
      productType: 'kms',
      instance: region,
      region,
    } as const;
    for (const [item, count] of items) {
      const price = priceAt(of.billing, item, of.from);
      lines.push(pricedLine(item, Math.round(count), price, { ...about, ...period }));
    }
  }
  return [...lines, ...instanceLines(of)];
}
