import * as v from 'valibot';
import type { Call } from '../api/operation.ts';
import { invalid } from '../api/params.ts';
import { isServiceKey, type Key } from '../world/key.ts';
import { findKey } from '../world/serving.ts';
import { valueAt } from '../world/timeline.ts';

const filterKeys = [
  'KeyState',
  'KeySpec',
  'KeyUsage',
  'ProtectionLevel',
  'CreatorType',
  'DKMSInstanceId',
  'KeyId',
  'AliasName',
  'Creator',
  'TagKey',
  'TagValue',
] as const;

const filters = v.pipe(
  v.array(v.object({ Key: v.picklist(filterKeys), Values: v.pipe(v.array(v.string()), v.minLength(1)) })),
  v.maxLength(10),
);

function valuesOf(key: Key, name: (typeof filterKeys)[number], now: number): readonly string[] {
  const values: Record<(typeof filterKeys)[number], readonly string[]> = {
    KeyState: [valueAt(key.state, now)],
    KeySpec: [key.spec],
    KeyUsage: [key.usage],
    ProtectionLevel: [key.protectionLevel],
    CreatorType: [isServiceKey(key) ? 'Service' : 'User'],
    DKMSInstanceId: [key.instance],
    KeyId: [key.id],
    AliasName: key.aliases,
    Creator: [key.creator],
    TagKey: key.tags.map((tag) => tag.key),
    TagValue: key.tags.map((tag) => tag.value),
  };
  return values[name];
}

/** Keys of the region that pass every filter; the values of one filter are alternatives. */
export function keysMatching(call: Call, wanted: unknown): Key[] {
  const parsed = v.safeParse(filters, wanted);
  if (!parsed.success) throw invalid('Filters', 'A JSON list of at most 10 {"Key", "Values"} is expected.');
  const { now } = call.world.clock;
  const found: Key[] = [];
  for (const key of call.account.keys.values()) {
    if (typeof findKey(call.account, call.region, key.id, now) === 'string') continue;
    const passes = parsed.output.every((filter) => {
      const values = valuesOf(key, filter.Key, now);
      return filter.Values.some((value) => values.includes(value));
    });
    if (passes) found.push(key);
  }
  return found;
}
