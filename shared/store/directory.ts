import { constants, type Dirent } from 'node:fs';
import { open, readdir, unlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import pMap from 'p-map';
import { AppError } from '../model/error.ts';
import type { ObjectStore } from '../model/object-store.ts';
import { errnoOf, readTrouble, writeTrouble } from './disk-trouble.ts';
import { findFolder, kindAt, makeFolder } from './folders.ts';
import { invalidKey, isKey, requireBegin, requireKey } from './keys.ts';
import { sweepFolders } from './sweep-folders.ts';
import { syncFolder, WholeFiles } from './whole-file.ts';

const AT_ONCE = 10;

/**
 * A store in a directory: keys are paths below it. Several processes may share it. Unlike in OSS a key cannot be
 * both an object and the folder of another; writing that throws `AppError` StoreKeyInvalid.
 */
export class DirectoryStore implements ObjectStore {
  readonly #root: string;
  readonly #uuid: () => string;
  readonly #folders = new Map<string, WholeFiles>();

  /** The directory is made with the first write. */
  constructor(root: string, uuid: () => string) {
    this.#root = root;
    this.#uuid = uuid;
  }

  async get(key: string): Promise<Buffer | null> {
    requireKey(key);
    try {
      const path = await this.#find(key);
      return path === null ? null : await readWhole(path);
    } catch (error) {
      throw error instanceof AppError ? error : readTrouble(error, join(this.#root, key));
    }
  }

  async put(key: string, body: Uint8Array): Promise<void> {
    await this.#write(key, (files) => files.replace(basename(key), body));
  }

  async putIfAbsent(key: string, body: Uint8Array): Promise<boolean> {
    return await this.#write(key, (files) => files.create(basename(key), body));
  }

  /** Of many the folders go, too, once nothing is left in them. */
  async delete(keys: string | readonly string[]): Promise<void> {
    if (typeof keys === 'string') return await this.#delete(keys, syncFolder);
    await pMap(keys, (key) => this.#delete(key), { concurrency: AT_ONCE });
    await sweepFolders(
      this.#root,
      keys.map((key) => key.slice(0, key.lastIndexOf('/') + 1)),
    );
  }

  async list(prefix: string, after = ''): Promise<string[]> {
    requireBegin(prefix);
    requireBegin(after);
    const begin = prefix.slice(0, prefix.lastIndexOf('/') + 1);
    try {
      const folder = await findFolder(this.#root, prefix);
      const keys = folder === null ? [] : await this.#walk(begin, prefix, after);
      return keys.sort((one, other) => (one < other ? -1 : 1));
    } catch (error) {
      throw error instanceof AppError ? error : readTrouble(error, join(this.#root, begin));
    }
  }

  async #delete(key: string, sync?: (folder: string) => Promise<void>): Promise<void> {
    requireKey(key);
    try {
      const path = await this.#find(key);
      if (path === null) return;
      await unlink(path);
      await sync?.(join(path, '..'));
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return; // somebody was quicker
      throw error instanceof AppError ? error : writeTrouble(error, join(this.#root, key));
    }
  }

  /** Path of an object; null when there is none. */
  async #find(key: string): Promise<string | null> {
    const folder = await findFolder(this.#root, key);
    if (folder === null) return null;
    const path = join(folder, basename(key));
    return (await kindAt(path, key)) === 'file' ? path : null;
  }

  async #write<T>(key: string, write: (files: WholeFiles) => Promise<T>, attempts = 2): Promise<T> {
    requireKey(key);
    try {
      const folder = await makeFolder(this.#root, key);
      const path = join(folder, basename(key));
      if ((await kindAt(path, key)) === 'folder') throw invalidKey(key, 'is the folder of other objects');
      const files = this.#folders.get(folder) ?? new WholeFiles(folder, this.#uuid);
      this.#folders.set(folder, files);
      return await write(files);
    } catch (error) {
      if (errnoOf(error) === 'ENOENT' && attempts > 1) return await this.#write(key, write, attempts - 1); // swept meanwhile
      throw error instanceof AppError ? error : writeTrouble(error, join(this.#root, key));
    }
  }

  /** Keys below a folder (`''` or with a slash at its end) that the listing is about, in no order. */
  async #walk(folder: string, prefix: string, after: string): Promise<string[]> {
    const keys: string[] = [];
    for (const entry of await entriesOf(join(this.#root, folder))) {
      const key = `${folder}${entry.name}`;
      if (!isKey(key) || !key.startsWith(prefix)) continue;
      if (entry.isFile() && key > after) keys.push(key);
      else if (entry.isDirectory() && reaches(`${key}/`, after)) {
        keys.push(...(await this.#walk(`${key}/`, prefix, after)));
      }
    }
    return keys;
  }
}

/** Whether keys in this folder can sort after `after`. */
function reaches(folder: string, after: string): boolean {
  return folder > after || after.startsWith(folder);
}

async function entriesOf(path: string): Promise<Dirent[]> {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  }
}

async function readWhole(path: string): Promise<Buffer | null> {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
    try {
      return await file.readFile();
    } finally {
      await file.close();
    }
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null;
    throw error;
  }
}
