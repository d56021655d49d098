import { endpointFrom, frozenTimeFrom } from '../../shared/config/environment.ts';
import { loadConfig } from '../../shared/config/load-config.ts';
import type { Config } from '../../shared/config/schema.ts';
import { acknowledge, nameIn } from '../../shared/deliver/acknowledge.ts';
import { openFindings } from '../../shared/deliver/open-findings.ts';
import { isInForce } from '../../shared/model/acknowledgement.ts';
import { AppError } from '../../shared/model/error.ts';
import type { ObjectStore } from '../../shared/model/object-store.ts';
import { CHECK_IDS } from '../../shared/present/check-titles.ts';
import { readAcknowledgements, removeAcknowledgement } from '../../shared/state/acknowledgements.ts';
import { type Language, localTime } from '../../shared/text/render.ts';
import { speak } from '../../shared/text/say.ts';
import { printable } from '../../shared/text/width.ts';
import { openStoreFor } from './open-store.ts';
import type { CommonOptions, Runtime } from './runtime.ts';

export interface AcknowledgeCommand extends CommonOptions {
  /** Milliseconds. */
  for: number;
  by: string;
}

/** `sealwatch alerts ack FINGERPRINT`: somebody works on it. Throws `AppError` when it is not open. */
export async function acknowledgeFinding(
  fingerprint: string,
  { for: length, by, ...options }: AcknowledgeCommand,
  runtime: Runtime,
): Promise<number> {
  const { config, store, now, language } = contextOf(options, runtime);
  const name = nameIn(by);
  if (name === null)
    throw new AppError('NameNeeded', 'A name of 1 to 60 characters is needed.', 'Give one with --by.');
  const until = new Date(now.getTime() + length).toISOString();
  const open = await openFindings(store, config, now);
  const asked = { fingerprints: [fingerprint], by: name, until, via: 'command' } as const;
  const [told] = await acknowledge(store, asked, open, now);
  if (!told || told.kind === 'gone') throw notOpen(fingerprint);
  if (options.json) runtime.stdout.write(`${JSON.stringify(told.given)}\n`);
  else
    runtime.stdout.write(
      `  ${speak(language)('Acknowledged by {by} until {until}.', { by: name, until })}\n`,
    );
  return 0;
}

/** `sealwatch alerts acks`: what is acknowledged by links and commands, and still open. */
export async function listAcknowledgements(options: CommonOptions, runtime: Runtime): Promise<number> {
  const { config, store, now, language } = contextOf(options, runtime);
  const open = await openFindings(store, config, now);
  const given = (await readAcknowledgements(store)).filter((one) => {
    const entry = open.get(one.fingerprint);
    return entry && isInForce(one, { since: entry.since, severity: entry.finding.severity }, now);
  });
  if (options.json) {
    runtime.stdout.write(
      `${JSON.stringify({ schema: 'sealwatch.acknowledgements/1', acknowledgements: given })}\n`,
    );
    return 0;
  }
  const say = speak(language);
  for (const { fingerprint, by, until } of given) {
    const { check = '', resource } = open.get(fingerprint)?.finding ?? {};
    const what = `${check} ${printable(resource?.name || resource?.id || '')}`;
    runtime.stdout.write(`  ${fingerprint}  ${localTime(until)}  ${printable(by)}  ${what}\n`);
  }
  if (given.length === 0) runtime.stdout.write(`  ${say('Nothing is acknowledged.')}\n`);
  return 0;
}

/** `sealwatch alerts unack FINGERPRINT`: nobody works on it any more. Throws `AppError` when nobody did. */
export async function revokeAcknowledgement(
  fingerprint: string,
  options: CommonOptions,
  runtime: Runtime,
): Promise<number> {
  const { store, language } = contextOf(options, runtime);
  if (!(await removeAcknowledgement(store, fingerprint)))
    throw new AppError(
      'NotAcknowledged',
      `Finding ${fingerprint} is not acknowledged.`,
      '`sealwatch alerts acks` lists what is.',
    );
  if (options.json) runtime.stdout.write(`${JSON.stringify({ revoked: fingerprint })}\n`);
  else runtime.stdout.write(`  ${speak(language)('Reminders are sent again.')}\n`);
  return 0;
}

function contextOf(
  options: CommonOptions,
  runtime: Runtime,
): { config: Config; store: ObjectStore; now: Date; language: Language } {
  const { env } = runtime;
  const config = loadConfig(options.config ?? env['SEALWATCH_CONFIG'] ?? null, env, { checks: CHECK_IDS });
  const now = frozenTimeFrom(env, endpointFrom(env)) ?? runtime.now();
  return { config, store: openStoreFor(config, runtime), now, language: options.lang ?? config.language };
}

function notOpen(fingerprint: string): AppError {
  return new AppError(
    'NotOpen',
    `No open finding has the fingerprint ${fingerprint}.`,
    '`sealwatch report --json` lists the findings.',
  );
}
