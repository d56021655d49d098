import * as v from 'valibot';
import { unseen } from '../../model/observation.ts';

const FORGOTTEN = unseen('absent', 'an earlier version kept what it concluded, not what it read');

const seenRole = v.looseObject({ value: v.looseObject({ exists: v.literal(true) }) });
const seenPeople = v.looseObject({ seen: v.literal(true), value: v.looseObject({ persons: v.unknown() }) });
const seenKeys = v.looseObject({ value: v.array(v.looseObject({ policy: v.unknown() })) });
const seenPolicy = v.looseObject({ seen: v.literal(true), value: v.looseObject({}) });

/**
 * What was seen, without the rights in it. Version 1 kept only what it concluded from policies, and some of that was wrong:
 * trust, policies and people count as not read until the next run reads them.
 */
export function withoutRights(parts: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, forget(name, part)]));
}

function forget(name: string, part: unknown): unknown {
  if (name === 'role' && v.is(seenRole, part)) {
    const { arn } = part.value;
    const rest = { trust: FORGOTTEN, policies: FORGOTTEN, changed: null };
    return { ...part, value: { exists: true, arn, ...rest } };
  }
  if (name === 'people' && v.is(seenPeople, part))
    return { ...part, value: { ...part.value, persons: FORGOTTEN, gaps: [] } };
  if (name === 'keys' && v.is(seenKeys, part)) {
    const keys = part.value.map((key) =>
      v.is(seenPolicy, key.policy) ? { ...key, policy: FORGOTTEN } : key,
    );
    return { ...part, value: keys };
  }
  return part;
}
