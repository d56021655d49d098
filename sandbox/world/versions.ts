import { uuidFrom } from './ids.ts';
import { isSymmetric, type Key, settleRotation } from './key.ts';
import type { Account, WorldState } from './world-state.ts';

export function versionId(world: WorldState, key: Key, index: number): string {
  return uuidFrom(world.name, 'version', key.region, key.id, index);
}

/** The key with all versions that automatic rotation owes it by now, each findable by its id. */
export function settled(world: WorldState, account: Account, key: Key): Key {
  const before = key.versions.length;
  if (isSymmetric(key)) settleRotation(key, world.clock.now, (index) => versionId(world, key, index));
  for (const version of key.versions.slice(before)) account.keyByVersion.set(version.id, key);
  return key;
}

/** Adds one more version now, as CreateKeyVersion does. */
export function addVersion(world: WorldState, account: Account, key: Key, at: number): string {
  const id = versionId(world, settled(world, account, key), key.versions.length);
  key.versions.push({ id, created: at });
  account.keyByVersion.set(id, key);
  return id;
}
