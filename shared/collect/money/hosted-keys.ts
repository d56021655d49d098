import * as v from 'valibot';
import type { Cloud } from '../../cloud/cloud.ts';
import { kms } from '../../cloud/kms.ts';
import type { HostedKey } from '../../model/money.ts';
import { type Observation, seen, type Thing, unseen } from '../../model/observation.ts';
import { read } from '../read.ts';

const PAGE_SIZE = 100;
const MOST_PAGES = 200;
/** Keys that people made and that cost something: nothing is charged while a key waits for its deletion. */
const FILTERS = JSON.stringify([
  { Key: 'CreatorType', Values: ['User'] },
  { Key: 'KeyState', Values: ['Enabled', 'Disabled'] },
]);

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const schema = v.object({
  TotalCount: count,
  Keys: v.object({ Key: v.array(v.object({ KeyId: v.string() })) }),
});

/** Every key of the regions that is hosted and paid for. */
export async function collectHostedKeys(
  cloud: Pick<Cloud, 'call'>,
  regions: readonly string[],
  now: Date,
): Promise<Observation<readonly HostedKey[]>> {
  const read = await Promise.all(regions.map((region) => keysOf(cloud, region)));
  const keys: HostedKey[] = [];
  for (const observed of read) {
    if (!observed.seen) return observed;
    keys.push(...observed.value);
  }
  return seen(keys, now.toISOString());
}

async function keysOf(cloud: Pick<Cloud, 'call'>, region: string): Promise<Observation<HostedKey[]>> {
  const thing: Thing = { type: 'region', id: region, region, facet: kms.listKeys.permission };
  const ids = new Set<string>();
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const query = { Filters: FILTERS, PageNumber: page, PageSize: PAGE_SIZE };
    const body = read(await cloud.call(kms.listKeys, { region, query }), schema, thing);
    if (!body.seen) return body;
    const { Keys, TotalCount } = body.value;
    for (const { KeyId } of Keys.Key) ids.add(KeyId);
    if (page * PAGE_SIZE >= TotalCount)
      return seen(
        [...ids].map((id) => ({ id, region })),
        body.at,
      );
    if (Keys.Key.length === 0) break;
  }
  return unseen('malformed', `the list of keys ends after ${ids.size} without saying so`, { thing });
}
