import * as v from 'valibot';
import type { Cloud } from '../cloud/cloud.ts';
import { collectMembers, type Directory } from '../collect/directory.ts';
import type { ObjectStore } from '../model/object-store.ts';
import { type Observation, type Seen, seen, type Unseen } from '../model/observation.ts';
import { encode } from '../state/codec.ts';
import { text, unseen } from '../state/formats/common.ts';
import { readStored, type StoredFormat, schemaOf } from '../state/formats/stored-format.ts';

const KEY = 'directory.json';
/** A list that is younger than this is `recent`. */
const FRESH_MS = 2 * 3_600_000;

/** The members of the Resource Directory as they were last seen, and why a later look failed. */
export interface KnownDirectory {
  /** Null when they were never seen. */
  members: { value: Directory; at: string } | null;
  unread: Unseen | null;
}

export const DIRECTORY: StoredFormat<KnownDirectory> = {
  name: 'sealwatch.directory',
  version: 2,
  schema: schemaOf<KnownDirectory>()(
    v.object({
      members: v.nullable(
        v.object({
          value: v.object({
            managementAccount: text,
            members: v.array(v.object({ id: text, name: text, status: text })),
          }),
          at: text,
        }),
      ),
      unread: v.nullable(unseen),
    }),
  ),
  migrations: [(body) => body], // version 1 knew fewer reasons why a list is unread
};

/** What is stored of the directory; nothing when that cannot be read, because it can be read anew. */
export async function knownDirectory(store: ObjectStore): Promise<KnownDirectory> {
  const stored = readStored(DIRECTORY, KEY, await store.get(KEY));
  return stored.kind === 'ok' ? stored.value : { members: null, unread: null };
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
    ? { members: joined(members, known.members?.value), unread: members.missing?.[0] ?? null }
    : { members: known.members, unread: members };
  await store.put(KEY, encode(DIRECTORY, next));
  return next;
}

/** Only a whole list tells who left. */
function joined(
  { value, at, missing }: Seen<Directory>,
  before: Directory | undefined,
): KnownDirectory['members'] {
  if (!missing || before?.managementAccount !== value.managementAccount) return { value, at };
  const listed = new Set(value.members.map(({ id }) => id));
  const members = [...value.members, ...before.members.filter(({ id }) => !listed.has(id))];
  return { value: { ...value, members }, at };
}

function isGoodEnough({ members, unread }: KnownDirectory, wanted: DirectoryAge, now: Date): boolean {
  if (wanted === 'known') return members !== null || unread !== null;
  return wanted === 'recent' && members !== null && now.getTime() - Date.parse(members.at) < FRESH_MS;
}

export function asObservation({ members, unread }: KnownDirectory): Observation<Directory> | null {
  return members ? seen(members.value, members.at, unread ? [unread] : []) : unread;
}
