import { endpointFrom, frozenTimeFrom } from '../../shared/config/environment.ts';
import { loadConfig } from '../../shared/config/load-config.ts';
import { signLink } from '../../shared/deliver/report-link.ts';
import { AppError } from '../../shared/model/error.ts';
import { CHECK_IDS } from '../../shared/present/check-titles.ts';
import type { CommonOptions, Runtime } from './runtime.ts';

const LINK_MS = 24 * 3_600_000;

/** `sealwatch link`: prints an address that opens the report for a day. Throws `AppError` NoLink. */
export function link(options: CommonOptions, runtime: Runtime): number {
  const file = options.config ?? runtime.env['SEALWATCH_CONFIG'] ?? null;
  const { url, linkSecrets } = loadConfig(file, runtime.env, { checks: CHECK_IDS }).report;
  const [secret] = linkSecrets;
  if (url === undefined || !secret) throw noLink();
  const now = frozenTimeFrom(runtime.env, endpointFrom(runtime.env)) ?? runtime.now();
  const expires = new Date(now.getTime() + LINK_MS);
  const signed = signLink(url, secret, 'read', expires);
  if (options.json)
    runtime.stdout.write(`${JSON.stringify({ link: signed, expires: expires.toISOString() })}\n`);
  else runtime.stdout.write(`${signed}\n`);
  return 0;
}

function noLink(): AppError {
  return new AppError(
    'NoLink',
    'A link needs the address of the report and a secret to sign with.',
    'Set `report.url` and `report.linkSecrets` in the configuration; docs/report.md shows how.',
  );
}
