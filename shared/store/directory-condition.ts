import { stat, statfs } from 'node:fs/promises';
import { readTrouble } from './disk-trouble.ts';

export interface DirectoryCondition {
  /** Permission bits, such as 0o700. */
  mode: number;
  freeBytes: number;
}

/** Who may enter the directory of a store, and what room is left there. Throws `AppError`, as its reads do. */
export async function conditionOf(path: string): Promise<DirectoryCondition> {
  try {
    const [{ mode }, { bavail, bsize }] = await Promise.all([stat(path), statfs(path)]);
    return { mode: mode & 0o777, freeBytes: bavail * bsize };
  } catch (error) {
    throw readTrouble(error, path);
  }
}
