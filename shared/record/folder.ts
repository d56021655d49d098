import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { AppError } from '../model/error.ts';
import type { Recording } from './recorder.ts';
import { CALLS_FILE, callSchema, MANIFEST_FILE, manifestSchema, type RecordedCall } from './recording.ts';

/** Makes the folder, which nothing may lie in yet. Throws `AppError` RecordingNotEmpty, RecordingNotWritable. */
export async function emptyFolder(folder: string): Promise<void> {
  const files = await attempt('write', folder, async () => {
    await mkdir(folder, { recursive: true });
    return readdir(folder);
  });
  if (files.length === 0) return;
  throw new AppError(
    'RecordingNotEmpty',
    `The folder for the recording is not empty: ${folder}`,
    'Name a folder that does not exist yet; a recording never overwrites anything.',
  );
}

/** Throws `AppError` RecordingNotWritable. */
export async function writeRecording(folder: string, { manifest, calls }: Recording): Promise<void> {
  const own = { flag: 'wx', mode: 0o600 };
  await attempt('write', folder, async () => {
    await writeFile(join(folder, CALLS_FILE), linesOf(calls), own);
    await writeFile(join(folder, MANIFEST_FILE), `${JSON.stringify(manifest, null, 2)}\n`, own);
  });
}

function* linesOf(calls: readonly RecordedCall[]): Iterable<string> {
  for (const call of calls) yield `${JSON.stringify(call)}\n`;
}

/** Throws `AppError` RecordingUnreadable, RecordingInvalid. */
export async function readRecording(folder: string): Promise<Recording> {
  const manifest = parse(manifestSchema, await textOf(folder, MANIFEST_FILE), join(folder, MANIFEST_FILE));
  const file = join(folder, CALLS_FILE);
  const lines = (await textOf(folder, CALLS_FILE)).split('\n').filter((line) => line !== '');
  if (lines.length !== manifest.calls)
    throw invalid(file, `it holds ${lines.length} calls instead of ${manifest.calls}`);
  const calls = lines.map((line, index) => parse(callSchema, line, `${file}:${index + 1}`));
  return { manifest, calls };
}

function textOf(folder: string, file: string): Promise<string> {
  return attempt('read', folder, () => readFile(join(folder, file), 'utf8'));
}

function parse<T>(schema: v.GenericSchema<unknown, T>, text: string, where: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw invalid(where, 'it is not JSON', cause);
  }
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw invalid(
    where,
    `expected ${issue.expected ?? 'another value'} at ${v.getDotPath(issue) ?? 'the top'}`,
  );
}

function invalid(where: string, why: string, cause?: unknown): AppError {
  return new AppError(
    'RecordingInvalid',
    `The recording is not valid: ${where}: ${why}.`,
    'Unpack it again, or use the version of sealwatch that made it; docs/recordings.md describes the files.',
    { cause },
  );
}

async function attempt<T>(what: 'read' | 'write', folder: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    const code: unknown = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (typeof code !== 'string') throw cause;
    throw what === 'read'
      ? new AppError(
          'RecordingUnreadable',
          `The recording in ${folder} cannot be read (${code}).`,
          'Name the folder that `sealwatch audit --record` has written.',
          { cause },
        )
      : new AppError(
          'RecordingNotWritable',
          `The recording cannot be written to ${folder} (${code}).`,
          'Name a folder that does not exist yet, in a place where you may write.',
          { cause },
        );
  }
}
