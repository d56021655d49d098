import type { Config } from '../../shared/config/schema.ts';
import { AppError } from '../../shared/model/error.ts';
import type { AccountResult } from '../../shared/model/job-state.ts';
import type { ObjectStore } from '../../shared/model/object-store.ts';
import type { Signer } from '../../shared/model/signature.ts';
import { evidenceBundle } from '../../shared/present/evidence-bundle.ts';
import { type EvidenceQuestion, evidenceQuestion } from '../../shared/present/evidence-question.ts';
import { evidenceFiles } from '../../shared/report/evidence/evidence-files.ts';
import { writeFiles } from '../../shared/store/write-files.ts';
import { connectionOf } from './connection.ts';
import type { Runtime } from './runtime.ts';

export interface EvidenceOptions {
  format?: string;
  /** Of what `--format evidence` is the evidence, and over which days. */
  framework?: string;
  from?: string;
  to?: string;
  out?: string;
  quiet?: boolean;
}

/** What `--format evidence` asks for; null: another format was named. Throws `AppError` for what is missing or wrong. */
export function evidenceAsked(
  { format, framework, from, to, out }: EvidenceOptions,
  now: Date,
): (EvidenceQuestion & { out: string }) | null {
  if (format !== 'evidence') {
    if (framework === undefined && from === undefined && to === undefined) return null;
    throw new AppError(
      'OnlyForEvidence',
      '--framework, --from and --to belong to the evidence for an assessor.',
      'Add --format evidence.',
    );
  }
  if (framework === undefined || from === undefined || to === undefined || out === undefined)
    throw new AppError(
      'EvidenceIncomplete',
      '--format evidence needs a framework, a period and a folder.',
      'Add --framework ID --from 2026-10-01 --to 2026-12-31 --out DIR.',
    );
  return { ...evidenceQuestion({ framework, from, to }, now), out };
}

/** Who signs the evidence; loaded only where a key is configured. */
async function signerOf(config: Config, now: Date, runtime: Runtime): Promise<Signer | null> {
  if (config.evidence.signingKey === undefined) return null;
  const [{ connect }, { openSigner }] = await Promise.all([
    import('../../shared/accounts/connect.ts'),
    import('../../shared/accounts/open-signer.ts'),
  ]);
  return openSigner(config, () => connect(connectionOf(config, () => now, runtime, runtime.signal)));
}

/** Writes the bundle and prints the paths of its files. */
export async function writeEvidence(
  { out, ...question }: EvidenceQuestion & { out: string },
  sources: {
    store: ObjectStore;
    config: Config;
    accounts: readonly AccountResult[];
    now: Date;
    language: 'en' | 'zh';
  },
  { quiet }: EvidenceOptions,
  runtime: Runtime,
): Promise<void> {
  const { stdout, uuid } = runtime;
  const signer = await signerOf(sources.config, sources.now, runtime);
  const bundle = await evidenceBundle(question, { ...sources, signer });
  const paths = await writeFiles(out, evidenceFiles(bundle, sources.language), uuid);
  if (!quiet) stdout.write(paths.map((path) => `${path}\n`).join(''));
}
