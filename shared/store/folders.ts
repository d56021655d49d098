import type { Stats } from 'node:fs';
import { lstat, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errnoOf } from './disk-trouble.ts';
import { invalidKey } from './keys.ts';
import { syncFolder } from './whole-file.ts';

type Kind = 'folder' | 'file' | 'nothing';

/** What lies at a path of the store. A symbolic link may lead out of it and is refused: `AppError` StoreKeyInvalid. */
export async function kindAt(path: string, key: string): Promise<Kind> {
  const found = await lstatOrNull(path);
  if (found?.isSymbolicLink()) throw invalidKey(key, `leads through a symbolic link, ${path}`);
  if (found?.isDirectory()) return 'folder';
  return found?.isFile() ? 'file' : 'nothing';
}

async function lstatOrNull(path: string): Promise<Stats | null> {
  try {
    return await lstat(path);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return null;
    throw error;
  }
}

/** The folder of an object below the root; null when it is not there. */
export async function findFolder(root: string, key: string): Promise<string | null> {
  let path = root;
  for (const name of key.split('/').slice(0, -1)) {
    path = join(path, name);
    if ((await kindAt(path, key)) !== 'folder') return null;
  }
  return path;
}

/** The folder of an object, made where it is missing. */
export async function makeFolder(root: string, key: string): Promise<string> {
  await ensureFolder(root);
  let path = root;
  for (const name of key.split('/').slice(0, -1)) {
    path = join(path, name);
    const kind = await kindAt(path, key);
    if (kind === 'file') throw invalidKey(key, `lies below ${path}, which is an object`);
    if (kind === 'nothing') await ensureFolder(path);
  }
  return path;
}

/**
 * Makes a folder, and those above it. With `recursive: true` mkdir never returns where it is answered ENOENT although
 * the folder above is there, as in /proc.
 */
async function ensureFolder(path: string): Promise<void> {
  if (await makeOne(path)) return;
  const above = dirname(path);
  if (above !== path) await ensureFolder(above);
  if (await makeOne(path)) return;
  throw Object.assign(new Error(`There can be no folder ${path}.`), { code: 'ENOENT' });
}

/** False when the folder above is missing. Folders are private: evidence names clusters and people. */
async function makeOne(path: string): Promise<boolean> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return true; // here before, or another writer was quicker
    if (errnoOf(error) === 'ENOENT') return false;
    throw error;
  }
  await syncFolder(dirname(path));
  return true;
}
