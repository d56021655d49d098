import * as v from 'valibot';
import type { Cloud } from '../../cloud/cloud.ts';
import { kms } from '../../cloud/kms.ts';
import type { HostedKey } from '../../model/money.ts';
import { type Observation, seen, type Thing, type Unseen, unseen } from '../../model/observation.ts';
import { answersTo } from '../ask-all.ts';
import { read } from '../read.ts';

const PAGE_SIZE = 100;
const MOST_PAGES = 200;
/** Keys that people made and that cost something: nothing is charged while a key waits for its deletion. */
const FILTERS = JSON.stringify([
  { Key: 'CreatorType', Values: ['User'] },
  { Key: 'KeyState', Values: ['Enabled', 'Disabled'] },
]);

const count = v.union([
  v.pipe(v.number(), v.integer(), v.minValue(0)),
  v.pipe(v.string(), v.regex(/^\d+$/), v.transform(Number)),
]);
const schema = v.object({
  TotalCount: v.optional(v.fallback(v.nullable(count), null), null),
  Keys: v.nullish(v.object({ Key: v.nullish(v.array(v.unknown()), []) }), { Key: [] }),
});
const entrySchema = v.object({ KeyId: v.pipe(v.string(), v.nonEmpty()) });

/** Every key of the regions that is hosted and paid for. Not seen when no region could be read; others are `missing`. */
export async function collectHostedKeys(
  cloud: Pick<Cloud, 'call'>,
  regions: readonly string[],
  now: Date,
): Promise<Observation<readonly HostedKey[]>> {
  const { answers, failures, missing } = await answersTo(regions, (region) => keysOf(cloud, region));
  const [first] = failures;
  if (first && answers.length === 0) return first.why;
  const keys = answers.flatMap(({ value }) => value);
  return seen(keys, now.toISOString(), [...failures.map(({ why }) => why), ...missing]);
}

async function keysOf(
  cloud: Pick<Cloud, 'call'>,
  region: string,
): Promise<Observation<readonly HostedKey[]>> {
  const thing: Thing = { type: 'region', id: region, region, facet: kms.listKeys.permission };
  const { entries, total, failure, at } = await entriesOf(cloud, region, thing);
  if (failure && entries.length === 0) return failure;
  const ids = entries.map((entry) => {
    const result = v.safeParse(entrySchema, entry);
    return result.success ? result.output.KeyId : null;
  });
  const keys = [...new Set(ids.filter((id) => id !== null))].map((id) => ({ id, region }));
  const odd = ids.filter((id) => id === null).length;
  const missing = failure ? [failure] : [];
  if (odd > 0) missing.push(unseen('malformed', `${odd} of ${entries.length} keys have no id`, { thing }));
  if (!failure && keys.length + odd !== total) {
    const told = total === null ? 'is not told' : `is ${total}`;
    const detail = `the number of keys ${told}, ${keys.length + odd} came`;
    missing.push(unseen('malformed', detail, { thing }));
  }
  return (keys.length === 0 && missing[0]) || seen(keys, at, missing);
}

interface Entries {
  entries: readonly unknown[];
  /** As the last page tells it; null when it tells none. */
  total: number | null;
  /** Why the list ends before its end. */
  failure: Unseen | null;
  at: string;
}

async function entriesOf(cloud: Pick<Cloud, 'call'>, region: string, thing: Thing): Promise<Entries> {
  const entries: unknown[] = [];
  let total: number | null = null;
  let at = '';
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const query = { Filters: FILTERS, PageNumber: page, PageSize: PAGE_SIZE };
    const body = read(await cloud.call(kms.listKeys, { region, query }), schema, thing);
    if (!body.seen) return { entries, total, failure: body, at };
    const { Keys, TotalCount } = body.value;
    entries.push(...Keys.Key);
    total = TotalCount;
    at = body.at;
    const isLast = total === null ? Keys.Key.length < PAGE_SIZE : page * PAGE_SIZE >= total;
    if (isLast || Keys.Key.length === 0) return { entries, total, failure: null, at };
  }
  const endless = unseen('malformed', `the list of keys does not end after ${entries.length}`, { thing });
  return { entries, total, failure: endless, at };
}
