import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../model/error.ts';
import { errnoOf } from './disk-trouble.ts';
import { WholeFiles } from './whole-file.ts';

/** Writes files into a folder, made when it is missing: each of them whole or not at all. Returns their paths. */
export async function writeFiles(
  folder: string,
  files: readonly { name: string; text: string }[],
  uuid: () => string,
): Promise<string[]> {
  try {
    await mkdir(folder, { recursive: true });
    const writer = new WholeFiles(folder, uuid);
    for (const { name, text } of files) await writer.replace(name, Buffer.from(text));
  } catch (error) {
    throw trouble(error, folder);
  }
  return files.map(({ name }) => join(folder, name));
}

/** What is no trouble of the file system is thrown on. */
function trouble(error: unknown, folder: string): AppError {
  const code = errnoOf(error);
  if (code === '') throw error;
  return new AppError('NotWritable', `No file can be written to ${folder} (${code}).`, hintFor(code), {
    cause: error,
  });
}

function hintFor(code: string): string {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return 'Free some space there, or name a directory on another disk with --out.';
    case 'ENOTDIR':
    case 'EEXIST':
    case 'EISDIR':
      return 'Something else has that name: remove it, or name another directory with --out.';
    default:
      return 'Let the user that runs sealwatch write there, or name another directory with --out.';
  }
}
