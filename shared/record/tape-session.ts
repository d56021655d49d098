import * as v from 'valibot';
import { type CredentialSource, credentials } from '../cloud/credentials.ts';
import type { Tape } from '../cloud/tape.ts';
import { type Config, configSchema } from '../config/schema.ts';
import type { Job } from '../model/job.ts';
import { emptyFolder, readRecording, writeRecording } from './folder.ts';
import { Player } from './player.ts';
import { type About, Recorder } from './recorder.ts';

export interface RecordingUnderWay {
  tape: Tape;
  /** Writes what was asked and answered so far, redacted. `factor` null: amounts stay as they are. */
  save(about: Omit<About, 'amounts'>, config: Config, factor: number | null): Promise<void>;
}

/** Throws `AppError` when the folder is not empty or cannot be made. */
export async function startRecording(folder: string): Promise<RecordingUnderWay> {
  await emptyFolder(folder);
  const tape = new Recorder();
  return {
    tape,
    save: (about, config, factor) => {
      const amounts = factor === null ? 'real' : 'scaled';
      return writeRecording(folder, tape.redacted({ ...about, amounts }, config, factor ?? 1));
    },
  };
}

export interface OpenRecording {
  tape: Tape;
  /** Never sent anywhere, because nothing is. */
  credentials: CredentialSource;
  config: Config;
  jobs: readonly Job[];
  language: 'en' | 'zh';
  /** The time to judge by. */
  now: () => Date;
  /** How many requests the recording did not hold, so far. */
  missing(): number;
}

/** Throws `AppError` when the folder holds no recording. */
export async function openRecording(folder: string): Promise<OpenRecording> {
  const { manifest, calls } = await readRecording(folder);
  const { configuration, jobs, language, recordedAt } = manifest;
  const tape = new Player(calls);
  const none = credentials('recording', 'recording');
  return {
    tape,
    credentials: { get: async () => none },
    config: v.parse(configSchema, configuration),
    jobs,
    language,
    now: () => new Date(recordedAt),
    missing: () => tape.missing,
  };
}
