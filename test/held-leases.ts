import type { ObjectStore } from '../shared/model/object-store.ts';

/** Keys of the leases that somebody still has; a lease that was released stays for its number. */
export async function heldLeases(store: ObjectStore): Promise<string[]> {
  const held: string[] = [];
  for (const key of await store.list('lease/')) {
    const { until } = JSON.parse((await store.get(key))?.toString('utf8') ?? '{}');
    if (until > '1970-01-02') held.push(key);
  }
  return held;
}
