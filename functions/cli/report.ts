import { readFileSync } from 'node:fs';
import { endpointFrom, frozenTimeFrom } from '../../shared/config/environment.ts';
import { loadConfig } from '../../shared/config/load-config.ts';
import type { Config } from '../../shared/config/schema.ts';
import { AppError } from '../../shared/model/error.ts';
import type { Severity } from '../../shared/model/finding.ts';
import type { ObjectStore } from '../../shared/model/object-store.ts';
import { CHECK_IDS } from '../../shared/present/check-titles.ts';
import { exitCode, makeReport } from '../../shared/present/make-report.ts';
import { renderVerification } from '../../shared/report/terminal/render-verification.ts';
import { storedResults } from '../../shared/state/stored-accounts.ts';
import { type Anchor, isWhole, lostAnchors, verifyStore } from '../../shared/state/verify-store.ts';
import { type EvidenceOptions, evidenceAsked, writeEvidence } from './evidence.ts';
import { type ExportOptions, exportReport, filesFor } from './export-report.ts';
import { openStoreFor } from './open-store.ts';
import { print } from './print.ts';
import { type CommonOptions, type Runtime, wantsColours, widthOf } from './runtime.ts';

export interface ReportCommand extends CommonOptions, ExportOptions, EvidenceOptions {
  all?: boolean;
  verify?: boolean;
  /** A hash, or a file with what `--verify --json` printed before. */
  anchor?: string;
  failOn: Severity | 'none';
}

/** `sealwatch report`: what the jobs stored last, for the terminal or in files; with `--verify`, whether the evidence is what was written. */
export async function report(options: ReportCommand, runtime: Runtime): Promise<number> {
  const now = frozenTimeFrom(runtime.env, endpointFrom(runtime.env)) ?? runtime.now();
  const evidence = evidenceAsked(options, now);
  const files = evidence ? [] : filesFor(options);
  const file = options.config ?? runtime.env['SEALWATCH_CONFIG'] ?? null;
  const config = loadConfig(file, runtime.env, { checks: CHECK_IDS });
  const store = openStoreFor(config, runtime);
  if (options.verify || options.anchor !== undefined) return verify(options, config, store, runtime);
  const accounts = await storedResults(store, config, now);
  if (accounts.length === 0) throw nothingStored();
  const language = options.lang ?? config.language;
  if (evidence) {
    await writeEvidence(evidence, { store, config, accounts, now, language }, options, runtime);
    return 0;
  }
  const told = makeReport(accounts, config, now, language, options.all ?? false);
  const page = async () => {
    const { makePage } = await import('../../shared/present/make-page.ts');
    return makePage(told, accounts, { store, config, language });
  };
  if (files.length > 0) await exportReport(told, files, language, { ...options, page }, runtime);
  else print(told, options, language, runtime);
  return exitCode(told, options.failOn);
}

async function verify(
  options: ReportCommand,
  config: Config,
  store: ObjectStore,
  runtime: Runtime,
): Promise<number> {
  const anchors = options.anchor === undefined ? [] : anchorsIn(options.anchor);
  const chains = await verifyStore(store, config.retention.evidenceDays);
  if (chains.length === 0) throw nothingStored();
  const lost = lostAnchors(chains, anchors, config.retention.evidenceDays);
  const whole = chains.every(isWhole) && lost.length === 0;
  if (options.json) {
    const told = chains.map(({ links, ...chain }) => chain);
    const schema = 'sealwatch.verification/1';
    runtime.stdout.write(`${JSON.stringify({ schema, whole, chains: told, lostAnchors: lost })}\n`);
  } else if (!options.quiet) {
    const language = options.lang ?? config.language;
    runtime.stdout.write(
      renderVerification(chains, lost, {
        language,
        width: widthOf(runtime),
        colours: wantsColours(options, runtime),
      }),
    );
  }
  return whole ? 0 : 1;
}

const HASH = /^[0-9a-f]{64}$/;

/** Throws `AppError` AnchorUnreadable. */
function anchorsIn(given: string): readonly Anchor[] {
  if (HASH.test(given)) return [{ sha256: given, run: null }];
  try {
    const { chains }: { chains: { head: Anchor | null }[] } = JSON.parse(readFileSync(given, 'utf8'));
    const heads = chains.flatMap(({ head }) => head ?? []);
    if (heads.length > 0 && heads.every(({ sha256, run }) => HASH.test(sha256) && typeof run === 'string'))
      return heads;
  } catch (cause) {
    throw noAnchor(given, cause);
  }
  throw noAnchor(given);
}

function noAnchor(given: string, cause?: unknown): AppError {
  return new AppError(
    'AnchorUnreadable',
    `--anchor is no hash, and no file with what \`report --verify --json\` printed: ${given}`,
    'Give the 64 hexadecimal digits that a page or a report names, or that file.',
    { cause },
  );
}

function nothingStored(): AppError {
  return new AppError(
    'NothingStored',
    'The store holds no account yet.',
    'Run `sealwatch audit` first, or check `store` in the configuration.',
  );
}
