import { readdir, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { removeAbandoned, settledSince } from './whole-file.ts';

/**
 * Removes folders from which objects were just deleted, when nothing is left in them, those above, and what crashes left beside:
 * half-written files, and folders that got no object. Keys of the folders below the root, with a slash at their end. What cannot
 * be removed is somebody else's, or is removed the next time.
 */
export async function sweepFolders(root: string, folders: readonly string[]): Promise<void> {
  const own = new Set(folders.filter((folder) => folder !== '').map((folder) => join(root, folder, '.')));
  const above = new Set([...own].map((folder) => dirname(folder)));
  for (const folder of own) await sweep(folder, folder);
  for (const folder of above) {
    if (folder !== join(root, '.')) await sweepBelow(folder);
    await removeUpwards(folder, join(root, '.'));
  }
}

/** Folders below this one in which nobody has written for long. */
async function sweepBelow(folder: string): Promise<void> {
  for (const name of await foldersIn(folder)) {
    const below = join(folder, name);
    if (await settledSince(below, folder)) await sweep(below, folder);
  }
}

async function removeUpwards(folder: string, root: string): Promise<void> {
  let path = folder;
  while (path !== root && (await isRemoved(path))) path = dirname(path);
}

async function sweep(folder: string, justWritten: string): Promise<void> {
  await removeAbandoned(folder, justWritten);
  await isRemoved(folder);
}

async function isRemoved(folder: string): Promise<boolean> {
  const [outcome] = await Promise.allSettled([rmdir(folder)]);
  return outcome.status === 'fulfilled';
}

/** No symbolic links, which may lead out of the store. */
async function foldersIn(folder: string): Promise<string[]> {
  const [outcome] = await Promise.allSettled([readdir(folder, { withFileTypes: true })]);
  const entries = outcome.status === 'fulfilled' ? outcome.value : [];
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}
