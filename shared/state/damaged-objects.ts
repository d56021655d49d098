import type { ObjectStore } from '../model/object-store.ts';
import { hasOwnHash } from './codec.ts';

/** What is compared with more than its own checksum, or was set aside because of it. */
const ELSEWHERE = ['evidence/', 'state/', 'changes/', 'history/', 'corrupt/'];

/** Keys of the other objects, such as the ledger of messages, that are not what was written with their checksum. */
export async function damagedObjects(store: ObjectStore): Promise<string[]> {
  const damaged: string[] = [];
  for (const key of await store.list('')) {
    if (ELSEWHERE.some((prefix) => key.startsWith(prefix))) continue;
    const bytes = await store.get(key);
    if (bytes && !hasOwnHash(bytes)) damaged.push(key);
  }
  return damaged;
}
