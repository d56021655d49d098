import { link, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf } from './disk-trouble.ts';

/** Starts with a dot, so that no key and no listing can mean it. */
const TEMPORARY = '.writing-';
/** No write takes so long; what is older was left by a crash. */
const ABANDONED_MS = 3_600_000;

/**
 * Writes whole files into one folder: bytes go to a temporary file first, reach the disk, and get their name in one
 * step, so that neither a reader nor a crash ever meets half of a file.
 */
export class WholeFiles {
  readonly #folder: string;
  readonly #uuid: () => string;
  #swept = false;

  constructor(folder: string, uuid: () => string) {
    this.#folder = folder;
    this.#uuid = uuid;
  }

  /** In place of a file of that name, if there is one. */
  async replace(name: string, body: Uint8Array): Promise<void> {
    const temporary = await this.#write(body);
    try {
      await rename(temporary, join(this.#folder, name));
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
    await syncFolder(this.#folder);
  }

  /** False when there is a file of that name: a second name for a file is given only if it is free. */
  async create(name: string, body: Uint8Array): Promise<boolean> {
    const temporary = await this.#write(body);
    try {
      await link(temporary, join(this.#folder, name));
    } catch (error) {
      if (errnoOf(error) === 'EEXIST') return false;
      throw error;
    } finally {
      await rm(temporary, { force: true });
    }
    await syncFolder(this.#folder);
    return true;
  }

  async #write(body: Uint8Array): Promise<string> {
    const path = join(this.#folder, `${TEMPORARY}${this.#uuid()}`);
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(body);
      await file.sync();
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    } finally {
      await file.close();
    }
    if (!this.#swept) await removeAbandoned(this.#folder, path);
    this.#swept = true;
    return path;
  }
}

/** Removes what crashes left in a folder. Ages count from what was just written: the clock of the file system. */
export async function removeAbandoned(folder: string, justWritten: string): Promise<void> {
  const [names] = await Promise.allSettled([readdir(folder)]);
  const left = names.status === 'fulfilled' ? names.value.filter((name) => name.startsWith(TEMPORARY)) : [];
  for (const path of left.map((name) => join(folder, name))) {
    // Another process may sweep too, or the file may be somebody else's: either way it is no concern of this write.
    if (await settledSince(path, justWritten)) await Promise.allSettled([rm(path)]);
  }
}

/** Whether nobody has touched it for so long before the other was written that no write can be under way. */
export async function settledSince(path: string, justWritten: string): Promise<boolean> {
  const [one, now] = await Promise.allSettled([stat(path), stat(justWritten)]);
  if (one.status === 'rejected' || now.status === 'rejected') return false;
  return now.value.mtimeMs - one.value.mtimeMs > ABANDONED_MS;
}

/** Makes the names in a folder last through a power failure. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } catch (error) {
    if (errnoOf(error) !== 'EINVAL') throw error; // some network file systems cannot, and keep names by themselves
  } finally {
    await folder.close();
  }
}
