import * as v from 'valibot';
import { generatedFrame } from './generate-accounts.ts';
import { type Scenario, scenarioSchema } from './scenario/schema.ts';
import { type ClusterSpec, clusterSpec } from './specs/cluster-spec.ts';
import { type KeySpec, keySpec } from './specs/key-spec.ts';
import { regionIds } from './world/regions.ts';
import { day, minute } from './world/time.ts';

export interface GenerateOptions {
  /** in each account */
  clusters: number;
  /** at most as many as there are keys, so that no region is left without one */
  regions: number;
  keys: number;
  seed: number;
  /** default 1 */
  accounts?: number;
  /** whether somebody listens at the addresses of the API servers; default: nobody does */
  apiServers?: boolean;
}

/** A small generator of even numbers in [0, 1) (mulberry32): the same seed gives the same world. */
function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const versions = ['1.28.15', '1.30.7', '1.31.9', '1.32.1', '1.33.3', '1.34.1'] as const;
const teams = ['pay', 'web', 'search', 'order', 'risk', 'data', 'mail', 'media', 'stock', 'auth'] as const;
const stages = ['prod', 'prod', 'staging', 'dev'] as const;
const profiles = ['Default', 'Default', 'Default', 'Default', 'Serverless', 'Edge'] as const;
const specs = [
  'ack.pro.small',
  'ack.pro.small',
  'ack.pro.small',
  'ack.pro.xlarge',
  'ack.pro.2xlarge',
] as const;
const unclearForms = ['noFlags', 'keyOnly', 'onWithoutKey', 'notJson'] as const;

function pick<T>(options: readonly [T, ...T[]], throwing: () => number): T {
  return options[Math.floor(throwing() * options.length)] ?? options[0];
}

const plainKey = v.parse(keySpec, { name: 'plain', region: 'cn-hangzhou' });
const plainCluster = v.parse(clusterSpec, { name: 'plain', region: 'cn-hangzhou', traffic: 'none' });

function keyAt(index: number, region: string, throwing: () => number): KeySpec {
  return {
    ...plainKey,
    name: `${region}-key-${index}`,
    id: `key-gen${index.toString(16).padStart(18, '0')}`,
    region,
    created: `-P${200 + Math.floor(throwing() * 300)}D`,
    deletionProtection: throwing() >= 0.02,
  };
}

/** About 1 % switched off and 0.5 % unclear; of these half only in the list, so that the detail helps. */
function flawOf(throwing: () => number): Partial<ClusterSpec> {
  const fate = throwing();
  if (fate < 0.01) return { encryption: 'off', ...(throwing() < 0.5 && { key: '' }) };
  if (fate >= 0.015) return {};
  return throwing() < 0.5 ? { list: { meta_data: '' } } : { metaData: pick(unclearForms, throwing) };
}

/**
 * Calls of one cluster stand for all that share its key: every key once in ten minutes, so that the newest fifty
 * events of a region name all its keys (as long as it has fewer than that).
 */
const traffic: ClusterSpec['traffic'] = {
  decrypt: 10 * minute,
  encrypt: 30 * day,
  from: undefined,
  until: undefined,
};

/** By its number alone, so that what else is thrown stays the same: a few write in plain, a few have no provider. */
function insideAt(index: number): ClusterSpec['inside'] {
  const config = index % 97 === 5 ? 'identityFirst' : index % 97 === 11 ? 'none' : 'asFlagged';
  return {
    ...plainCluster.inside,
    secrets: 20 + (index % 13) * 7,
    apiServers: 1 + (index % 3),
    config,
    ...(config !== 'asFlagged' && { configSince: '-P60D' }),
    bindings: [{ who: '*', may: ['monitoring'] }],
  };
}

function clusterAt(index: number, key: KeySpec, isFirst: boolean, throwing: () => number): ClusterSpec {
  const version = pick(versions, throwing);
  const name = `${pick(teams, throwing)}-${pick(stages, throwing)}-${index}`;
  return {
    ...plainCluster,
    name,
    id: `c${index.toString(16).padStart(32, '0')}`,
    region: key.region,
    profile: pick(profiles, throwing),
    spec: pick(specs, throwing),
    version: `${version}-aliyun.1`,
    initVersion: `${version}-aliyun.1`,
    size: 2 + Math.floor(throwing() * 40),
    created: `-P${100 + Math.floor(throwing() * 90)}D`,
    key: key.id ?? '',
    inside: insideAt(index),
    tags: [{ key: 'team', value: name.split('-')[0] ?? '' }],
    ...(isFirst ? { traffic } : flawOf(throwing)),
  };
}

/** Keys and clusters of one account. Ids count on from account to account, so that none is there twice. */
function contentsOf(
  { clusters, regions, keys, seed }: GenerateOptions,
  account: number,
): { keys: KeySpec[]; clusters: ClusterSpec[] } {
  const throwing = dice(seed + account * 7919);
  const places = regionIds.slice(0, Math.max(1, Math.min(regions, keys, regionIds.length)));
  const made: KeySpec[] = [];
  for (let index = 0; index < keys; index += 1) {
    made.push(keyAt(account * keys + index, places[index % places.length] ?? 'cn-hangzhou', throwing));
  }
  const members: ClusterSpec[] = [];
  for (let index = 0; index < clusters; index += 1) {
    const key = made[index % made.length];
    if (key) members.push(clusterAt(account * clusters + index, key, index < made.length, throwing));
  }
  return { keys: made, clusters: members };
}

/** A large account, mostly healthy; or many of them in a directory that the first one manages. */
export function generatedScenario(options: GenerateOptions): Scenario {
  const { accounts = 1 } = options;
  const scenario = v.parse(scenarioSchema, generatedFrame(Math.max(1, accounts)));
  return {
    ...scenario,
    accounts: scenario.accounts.map((account, index) => ({ ...account, ...contentsOf(options, index) })),
  };
}
