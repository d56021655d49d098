import { endpointFrom, frozenTimeFrom } from '../../shared/config/environment.ts';
import { loadConfig } from '../../shared/config/load-config.ts';
import type { Severity } from '../../shared/model/finding.ts';
import { CHECK_IDS } from '../../shared/present/check-titles.ts';
import { exitCode, makeReport } from '../../shared/present/make-report.ts';
import { readAcknowledgements } from '../../shared/state/acknowledgements.ts';
import { storedResults } from '../../shared/state/stored-accounts.ts';
import { type EvidenceOptions, evidenceAsked, writeEvidence } from './evidence.ts';
import { type ExportOptions, exportReport, filesFor } from './export-report.ts';
import { openStoreFor } from './open-store.ts';
import { print } from './print.ts';
import type { CommonOptions, Runtime } from './runtime.ts';
import { isVerification, nothingStored, type VerifyOptions, verify } from './verify.ts';

export interface ReportCommand extends CommonOptions, ExportOptions, EvidenceOptions, VerifyOptions {
  all?: boolean;
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
  if (isVerification(options)) return verify(options, config, store, runtime);
  const accounts = await storedResults(store, config, now);
  if (accounts.length === 0) throw nothingStored();
  const language = options.lang ?? config.language;
  if (evidence) {
    await writeEvidence(evidence, { store, config, accounts, now, language }, options, runtime);
    return 0;
  }
  const told = makeReport(
    accounts,
    config,
    now,
    language,
    options.all ?? false,
    await readAcknowledgements(store),
  );
  const page = async () => {
    const { makePage } = await import('../../shared/present/make-page.ts');
    return makePage(told, accounts, { store, config, language });
  };
  if (files.length > 0) await exportReport(told, files, language, { ...options, page }, runtime);
  else print(told, options, language, runtime);
  return exitCode(told, options.failOn);
}
