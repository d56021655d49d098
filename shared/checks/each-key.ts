import type { ExistingKey, Key } from '../model/key.ts';
import type { Observation } from '../model/observation.ts';
import { skipped, unknown, type Verdict } from './define-check.ts';

/** Judges the keys that exist; one that was not read is unknown, one that is gone is for `key-state` to tell. */
export function eachKey(keys: readonly Key[], judge: (key: Key, data: ExistingKey) => Verdict): Verdict[] {
  return keys.map((key) => {
    const { metadata } = key;
    if (!metadata.seen) return unknown(key, metadata);
    if (!metadata.value.exists) return skipped(key, 'The key does not exist; see key-state.');
    return judge(key, metadata.value);
  });
}

/** Judges one field of a key, once KMS has told it. */
export function withField<T>(key: Key, field: Observation<T>, judge: (value: T) => Verdict): Verdict {
  return field.seen ? judge(field.value) : unknown(key, field);
}

/** KMS writes the account id as creator of a key, and a service code such as `Ecs` for a service key. */
export function creatorKind(creator: string): 'account' | 'service' | null {
  if (/^\d{5,20}$/.test(creator)) return 'account';
  return /^[A-Za-z][\w.-]*$/.test(creator) ? 'service' : null;
}

/** A value that is neither known to be good nor known to be bad. */
export function unknownValue(key: Key, value: string, facts: Verdict['evidence'] = {}): Verdict {
  return unknown(key, 'Unknown value from KMS: {value}.', { ...facts, value });
}
