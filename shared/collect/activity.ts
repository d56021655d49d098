import type { Cloud } from '../cloud/cloud.ts';
import type { RegionActivity, RegionUse, Use } from '../model/activity.ts';
import type { ActivityMemory } from '../model/job.ts';
import type { KeyInUse } from '../model/key.ts';
import { seen } from '../model/observation.ts';
import { resourceKey } from '../model/resource-key.ts';
import { ACS_ROLE, SERVICE_ROLE } from '../model/role.ts';
import { CallCounter } from './density.ts';
import { isByServiceRole, keyIn, type TrailEvent } from './event.ts';
import { type Lookup, lookUp, SPELLINGS, type Spelling } from './lookup-events.ts';
import { PaceReader } from './pace.ts';

/** What earlier runs learned, so that only newer events are read. */
type Memory = Pick<ActivityMemory, 'regions'>;

interface Window {
  days: number;
  now: Date;
  /** `<region> <key id>` of keys that only ACS clusters use: another role calls KMS for them. */
  ofAcs?: ReadonlySet<string>;
}

/** So many refused calls of a region are kept. */
const FAILURES = 200;
/** Events come up to ten minutes late; look that far back again, and a little more. */
const OVERLAP_MS = 15 * 60_000;

/**
 * Looks in each region for the newest successful Encrypt or Decrypt of the service role for every key
 * in use there, and for refused calls that no success followed. Newest events first, stopping as soon
 * as every key has its proof. `spelling`: how the account is known to spell the service role.
 */
export async function collectActivity(
  cloud: Cloud,
  keys: readonly KeyInUse[],
  window: Window,
  memory: Memory = { regions: {} },
  spelling: string | null = null,
): Promise<{ activity: RegionActivity[]; memory: Memory }> {
  const regions = [...new Set(keys.map(({ region }) => region))];
  const next: Record<string, ActivityMemory['regions'][string]> = {};
  const activity = await Promise.all(
    regions.map(async (region): Promise<RegionActivity> => {
      const known = memory.regions[region];
      const here = keys.filter((key) => key.region === region).map(({ id }) => id);
      const ofAcs = new Set(here.filter((id) => window.ofAcs?.has(resourceKey({ region, id }))));
      const search = new Search(here, ofAcs, known?.use, window, known?.to);
      const span = { region, from: search.from, to: window.now };
      const ways = ofAcs.size > 0 ? (['any'] as const) : spellingsFor(known, spelling);
      const lookup = await lookUp(cloud, span, ways, (event) => search.see(event));
      if (!lookup.seen) {
        if (known) next[region] = known;
        return { region, use: lookup };
      }
      const use = search.result(lookup.value);
      const found = lookup.value.spelling ?? known?.spelling ?? null;
      const isBroken = lookup.missing !== undefined && !lookup.value.exhausted;
      if (!isBroken) next[region] = { use, to: window.now.toISOString(), spelling: found };
      else if (known) next[region] = known; // what a page that failed holds is read the next time
      return { region, use: seen(use, lookup.at, lookup.missing) };
    }),
  );
  return { activity, memory: { regions: next } };
}

/**
 * The spelling that worked before. While nothing is known of any use: the one that worked elsewhere in the account, and,
 * because that proves little here, all calls; or every way.
 */
function spellingsFor(
  known: ActivityMemory['regions'][string] | undefined,
  calibrated: string | null,
): readonly Spelling[] {
  const [elsewhere] = SPELLINGS.filter((spelling) => spelling === calibrated);
  const [found] = SPELLINGS.filter((spelling) => spelling === known?.spelling);
  const isUsed = known && (known.use.unnamed !== null || Object.keys(known.use.keys).length > 0);
  if (found && isUsed) return [found];
  return elsewhere ? [...new Set<Spelling>([elsewhere, 'any'])] : SPELLINGS;
}

/** Collects what the events of one region say, on top of what is known from before. */
class Search {
  /** Where reading starts: the whole window, or where the last run ended. */
  readonly from: string;
  readonly #start: string;
  readonly #keys: readonly string[];
  readonly #ofAcs: ReadonlySet<string>;
  readonly #wanted: Set<string>;
  readonly #before: RegionUse | undefined;
  readonly #uses: Record<string, Use> = {};
  readonly #failures: RegionUse['failures'][number][] = [];
  readonly #counter: CallCounter;
  readonly #paces: PaceReader;
  readonly #to: string;
  #unnamed: Use | null = null;

  constructor(
    keys: readonly string[],
    ofAcs: ReadonlySet<string>,
    before: RegionUse | undefined,
    { days, now }: Window,
    to: string | undefined,
  ) {
    this.#start = new Date(now.getTime() - days * 86_400_000).toISOString();
    const reusable = before !== undefined && to !== undefined && before.from <= this.#start;
    this.#before = reusable ? before : undefined;
    const resumed = reusable ? new Date(Date.parse(to) - OVERLAP_MS).toISOString() : this.#start;
    this.from = resumed > this.#start ? resumed : this.#start;
    this.#keys = keys;
    this.#ofAcs = ofAcs;
    this.#wanted = new Set(keys);
    this.#counter = new CallCounter(this.#before?.density);
    this.#paces = new PaceReader(this.#before?.paces ?? {});
    this.#to = now.toISOString();
  }

  /** Takes one event, newest first. True when nothing older can add anything. */
  see(event: TrailEvent): boolean {
    if (event.name !== 'Encrypt' && event.name !== 'Decrypt') return false;
    const key = keyIn(event);
    const role = key !== null && this.#ofAcs.has(key) ? ACS_ROLE : SERVICE_ROLE;
    if (!isByServiceRole(event, role)) return false;
    if (key !== null) this.#paces.see(key, event.at);
    if (event.errorCode !== '') this.#fail(event, key);
    else if (key === null) this.#unnamed = withUse(this.#unnamed, event);
    else {
      this.#uses[key] = withUse(this.#uses[key] ?? null, event);
      this.#counter.count(key, event.at);
      this.#wanted.delete(key);
    }
    return this.#wanted.size === 0;
  }

  result(lookup: Lookup): RegionUse {
    const { exhausted } = lookup;
    const before = this.#before;
    const recent = (use: Use | null): Use | null => (use && newest(use) >= this.#start ? use : null);
    const keys: Record<string, Use> = {};
    for (const id of new Set([...Object.keys(before?.keys ?? {}), ...Object.keys(this.#uses)])) {
      const use = recent(merge(this.#uses[id] ?? null, before?.keys[id] ?? null));
      if (use) keys[id] = use;
    }
    return {
      keys,
      unnamed: recent(merge(this.#unnamed, before?.unnamed ?? null)),
      failures: this.#allFailures(keys),
      from: this.#start,
      to: this.#to,
      searched: (exhausted || this.#wanted.size === 0) && (before?.searched ?? true),
      density: this.#counter.result(exhausted && this.#wanted.size > 0 ? this.from : null, this.#to),
      paces: this.#paces.result(this.#keys, lookup.whole),
    };
  }

  /** Those of the window, newest first; and however old, the last one of each key that no success followed. */
  #allFailures(uses: RegionUse['keys']): RegionUse['failures'] {
    const all = new Map(this.#failures.map((failure) => [nameOf(failure), failure]));
    for (const failure of this.#before?.failures ?? []) all.set(nameOf(failure), failure); // it may be known to be over
    const told = [...all.values()];
    const last = this.#keys.flatMap((id) => {
      const own = told.find(({ keyId }) => keyId === id);
      const use = uses[id];
      return own && !(use && newest(use) > own.at) ? [own] : [];
    });
    const recent = told.filter(({ at }) => at >= this.#start).slice(0, FAILURES);
    return [...new Set([...recent, ...last])];
  }

  #fail(
    { name: call, at, errorCode: code, errorMessage: message, id: eventId }: TrailEvent,
    keyId: string | null,
  ): void {
    if (this.#failures.length < FAILURES) this.#failures.push({ call, at, code, message, eventId, keyId });
  }
}

function nameOf({ eventId, at, call, keyId }: RegionUse['failures'][number]): string {
  return [eventId, at, call, keyId].join(' ');
}

/** Events of a kind come newest first, so the first of it stays. */
function withUse(use: Use | null, { name, at, id }: TrailEvent): Use {
  const kind = name === 'Encrypt' ? 'encrypt' : 'decrypt';
  if (use?.[kind]) return use;
  const event = { encrypt: null, decrypt: null, [kind]: at, eventId: id };
  return merge(use, event) ?? event;
}

function merge(a: Use | null, b: Use | null): Use | null {
  if (!a || !b) return a ?? b;
  const later = (x: string | null, y: string | null) => ((x ?? '') >= (y ?? '') ? x : y);
  const eventId = newest(a) >= newest(b) ? a.eventId : b.eventId;
  return { encrypt: later(a.encrypt, b.encrypt), decrypt: later(a.decrypt, b.decrypt), eventId };
}

function newest({ encrypt, decrypt }: Use): string {
  return (encrypt ?? '') > (decrypt ?? '') ? (encrypt ?? '') : (decrypt ?? '');
}
