import * as v from 'valibot';
import type { Cloud } from '../cloud/cloud.ts';
import { collectMembers, type Directory } from '../collect/directory.ts';
import type { ObjectStore } from '../model/object-store.ts';
import { type Observation, seen, type Unseen } from '../model/observation.ts';
import { decode, encode } from '../state/codec.ts';

const KEY = 'directory.json';
const FORMAT = { name: 'sealwatch.directory', version: 1 } as const;
/** A list that is younger than this is `recent`. */
const FRESH_MS = 2 * 3_600_000;

/** The members of the Resource Directory as they were last seen, and why a later look failed. */
export interface KnownDirectory {
  /** Null when they were never seen. */
  members: { value: Directory; at: string } | null;
  unread: Unseen | null;
}

const schema = v.object({
  members: v.nullable(
    v.object({
      value: v.object({
        managementAccount: v.string(),
        members: v.array(v.object({ id: v.string(), name: v.string(), status: v.string() })),
      }),
      at: v.string(),
    }),
  ),
  unread: v.nullable(v.looseObject({ seen: v.literal(false), because: v.string(), detail: v.string() })),
});

/** What is stored of the directory; nothing when that cannot be read, because it can be read anew. */
export async function knownDirectory(store: ObjectStore): Promise<KnownDirectory> {
  const bytes = await store.get(KEY);
  const decoded = bytes && decode(FORMAT, KEY, bytes);
  const result = v.safeParse(schema, decoded?.kind === 'ok' ? decoded.value : null);
  return result.success ? (result.output as KnownDirectory) : { members: null, unread: null }; // as it was written
}

/** How old a list may be: `new` is read now, `recent` may be two hours old, `known` is read only when nobody did before. */
export type DirectoryAge = 'new' | 'recent' | 'known';

/** The members; what was seen last stays known when reading fails. */
export async function readDirectory(
  cloud: Cloud,
  store: ObjectStore,
  now: Date,
  wanted: DirectoryAge,
): Promise<KnownDirectory> {
  const known = await knownDirectory(store);
  if (isGoodEnough(known, wanted, now)) return known;
  const members = await collectMembers(cloud);
  const next: KnownDirectory = members.seen
    ? { members: { value: members.value, at: members.at }, unread: null }
    : { members: known.members, unread: members };
  await store.put(KEY, encode(FORMAT, next));
  return next;
}

function isGoodEnough({ members, unread }: KnownDirectory, wanted: DirectoryAge, now: Date): boolean {
  if (wanted === 'known') return members !== null || unread !== null;
  return wanted === 'recent' && members !== null && now.getTime() - Date.parse(members.at) < FRESH_MS;
}

export function asObservation({ members, unread }: KnownDirectory): Observation<Directory> | null {
  return members ? seen(members.value, members.at) : unread;
}
