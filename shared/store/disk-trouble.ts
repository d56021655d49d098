import { AppError } from '../model/error.ts';

/** `code` of an error of the file system; '' for anything else. */
export function errnoOf(error: unknown): string {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : '';
  return typeof code === 'string' ? code : '';
}

const WRITE_HINTS: Readonly<Record<string, string>> = {
  EACCES: 'Let the user that runs sealwatch write there, or set store.directory to another path.',
  EPERM: 'Let the user that runs sealwatch write there, or set store.directory to another path.',
  EROFS: 'The file system is read-only: set store.directory to a path that can be written, or use store.oss.',
  ENOSPC: 'Free some space, or set store.directory to a path on another disk.',
  EDQUOT: 'Free some space, or set store.directory to a path on another disk.',
  ENOTDIR: 'A part of the path is a file: remove it, or set store.directory to another path.',
  ENOTSUP:
    'The file system has no hard links: set store.directory to a path on a local disk, or use store.oss.',
};

/** What went wrong while writing below `path`; anything that is no trouble of the file system is thrown on. */
export function writeTrouble(error: unknown, path: string): AppError {
  const code = errnoOf(error);
  if (code === '') throw error;
  const hint = WRITE_HINTS[code] ?? 'Set store.directory to another path, or use store.oss.';
  return new AppError('StoreNotWritable', `The store cannot write ${path} (${code}).`, hint, {
    cause: error,
  });
}

/** The same for reading. */
export function readTrouble(error: unknown, path: string): AppError {
  const code = errnoOf(error);
  if (code === '') throw error;
  if (code === 'EACCES' || code === 'EPERM') {
    const hint = 'Let the user that runs sealwatch read it, or set store.directory to another path.';
    return new AppError('StoreDenied', `The store may not read ${path} (${code}).`, hint, { cause: error });
  }
  const hint = 'Check the disk, or set store.directory to another path.';
  return new AppError('StoreUnreachable', `The store cannot read ${path} (${code}).`, hint, { cause: error });
}
