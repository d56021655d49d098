import type { BrokenChannel } from '../../shared/config/alerts.ts';
import { endpointFrom, frozenTimeFrom } from '../../shared/config/environment.ts';
import { loadConfig } from '../../shared/config/load-config.ts';
import type { Config } from '../../shared/config/schema.ts';
import { type AlertRunResult, deliverAlerts } from '../../shared/deliver/deliver-alerts.ts';
import { readLedger } from '../../shared/deliver/ledger-store.ts';
import { logBrokenChannels } from '../../shared/deliver/log-broken-channels.ts';
import { channelOpener } from '../../shared/deliver/open-channels.ts';
import { pinger } from '../../shared/deliver/ping.ts';
import { planFromStore } from '../../shared/deliver/plan-from-store.ts';
import { settleOutbox } from '../../shared/deliver/settle-outbox.ts';
import { AppError } from '../../shared/model/error.ts';
import type { Json } from '../../shared/model/finding.ts';
import { jsonText } from '../../shared/model/json-text.ts';
import { type Log, silentLog } from '../../shared/model/log.ts';
import type { Delivery } from '../../shared/model/notice.ts';
import type { ObjectStore } from '../../shared/model/object-store.ts';
import { showNotice, testNotice } from '../../shared/notify/show-notice.ts';
import { CHECK_IDS, CHECK_TITLES } from '../../shared/present/check-titles.ts';
import { toolsFor } from '../../shared/run/tools.ts';
import { isGone, newAttempt } from './attempt.ts';
import { inLanguage } from './chinese.ts';
import { openStoreFor } from './open-store.ts';
import { type CommonOptions, type Runtime, widthOf } from './runtime.ts';

/** Sends the messages that are due and reports what could not be delivered; answers whether everything was. */
export async function sendAlerts(config: Config, store: ObjectStore, runtime: Runtime): Promise<boolean> {
  logBrokenChannels(config, terminalLog(runtime));
  const outcome = await deliver(config, store, runtime);
  if (outcome.kind === 'busy')
    terminalLog(runtime).warn('another run is sending messages', { until: outcome.until });
  return outcome.kind === 'done' && outcome.undelivered === 0 && config.alerts.brokenChannels.length === 0;
}

/** Sends the messages that are due. */
export function deliver(config: Config, store: ObjectStore, runtime: Runtime): Promise<AlertRunResult> {
  const log = terminalLog(runtime);
  return deliverAlerts({
    tools: { ...toolsOf(config, store, runtime), log },
    attempt: newAttempt(),
    open: openerOf(config, runtime),
    titles: CHECK_TITLES,
    force: true,
    ping: pinger(config, fetch, log),
    signal: runtime.signal,
  });
}

/** What an operator reads in the log of the function, for a person. */
function terminalLog({ stderr }: Runtime): Log {
  const print = (message: string, fields: Readonly<Record<string, Json>> = {}): void => {
    const { channel = '', code = '', cause = '', hint = '', until = '', after = '' } = fields;
    const about = [channel, code].filter((text) => text !== '').join(', ');
    const end = [cause, hint, until || after ? `not before ${until || after}` : ''].filter(
      (text) => text !== '',
    );
    stderr.write(
      `sealwatch: ${message}${about && ` (${about})`}${end.length > 0 ? `: ${end.join('; ')}` : ''}\n`,
    );
  };
  return { info: () => undefined, warn: print, error: print };
}

/** `sealwatch alerts preview`: what would be sent now, to each channel. Nothing is sent and nothing is marked. */
export async function previewAlerts(options: CommonOptions, runtime: Runtime): Promise<number> {
  const config = configOf(options, runtime);
  logBrokenChannels(config, terminalLog(runtime));
  const store = openStoreFor(config, runtime);
  const tools = toolsOf(config, store, runtime);
  const { stored } = await readLedger(store, tools.now());
  const { ledger } = await settleOutbox(tools, stored);
  const { notices, held } = await planFromStore({ tools, titles: CHECK_TITLES }, ledger);
  const brokenChannels = config.alerts.brokenChannels.map(({ name }) => name);
  if (options.json) {
    const planned = notices.map(({ channel, route, notice }) => ({ channel, route, notice }));
    const told = { schema: 'sealwatch.preview/1', notices: planned, held, brokenChannels };
    runtime.stdout.write(`${jsonText(told)}\n`);
    return 0;
  }
  const language = options.lang ?? config.language;
  for (const { channel, notice } of notices) {
    runtime.stdout.write(`\n  ${channel}\n\n${showNotice(notice, language, widthOf(runtime))}`);
  }
  for (const { channel, notices: count, until } of held) {
    const when = brokenChannels.includes(channel)
      ? 'until it can be opened'
      : `not before ${until ?? 'a minute from now'}`;
    runtime.stdout.write(`  ${channel}: ${count} held, ${when}\n`);
  }
  const isQuiet = notices.length + held.length === 0;
  if (isQuiet && brokenChannels.length === 0) runtime.stdout.write('  No alerts are due now.\n');
  else if (isQuiet) runtime.stdout.write('  No alerts are due for the channels that can be opened.\n');
  return 0;
}

/** `sealwatch alerts test CHANNEL`: sends one test message. Returns 0 when it was sent, 2 when not. */
export async function testChannel(name: string, options: CommonOptions, runtime: Runtime): Promise<number> {
  const config = configOf(options, runtime);
  const delivery = await tryChannel(name, config, runtime);
  if (options.json) runtime.stdout.write(`${jsonText({ channel: name, delivery })}\n`);
  else {
    const { message } = await inLanguage(
      { message: explain(delivery), hint: '' },
      options.lang ?? config.language,
    );
    runtime.stdout.write(`  ${name}: ${message}\n`);
  }
  return delivery.kind === 'sent' ? 0 : 2;
}

async function tryChannel(name: string, config: Config, runtime: Runtime): Promise<Delivery> {
  const { brokenChannels } = config.alerts;
  const broken = brokenChannels.find((one) => one.name === name);
  if (broken) return whyBroken(broken);
  logBrokenChannels(config, terminalLog(runtime));
  const { channels, reportLink } = openerOf(config, runtime)(new Map());
  const channel = channels.get(name);
  if (!channel) {
    const names = [...channels.keys(), ...brokenChannels.map((one) => one.name)].join(', ');
    throw new AppError('NoSuchChannel', `There is no channel ${name}.`, `Available: ${names}.`);
  }
  const notice = testNotice(config.report.url ?? null, clockOf(runtime)());
  return channel.deliver({ ...notice, reportUrl: reportLink(name, notice.reportUrl) });
}

function whyBroken({ problems }: BrokenChannel): Delivery {
  const why = `It cannot be opened: ${problems.map(({ where, what }) => `${where} ${what}`).join('; ')}.`;
  const hint = 'Correct its settings or the environment; the other channels work.';
  return { kind: 'refused', cause: 'configuration', code: 'ChannelBroken', why, hint };
}

function explain(delivery: Delivery): string {
  switch (delivery.kind) {
    case 'sent':
      return delivery.trouble === undefined
        ? 'sent. Check that it has arrived, and who was mentioned.'
        : `sent, but not completely: ${delivery.trouble}`;
    case 'later':
      return `not now (${delivery.code}): ${delivery.why} It would be retried after ${delivery.after}.`;
    case 'refused':
      return `rejected (${delivery.code}, ${delivery.cause}): ${delivery.why} ${delivery.hint}`;
  }
}

/** Not even one that cannot be opened. */
export function hasNoChannels({ alerts: { channels, brokenChannels } }: Config): boolean {
  return channels.length + brokenChannels.length === 0;
}

export function noChannels(): AppError {
  return new AppError(
    'NoChannels',
    'No channel is configured.',
    'Add one under `alerts.channels`; docs/alerts.md shows how to set up a DingTalk robot.',
  );
}

function configOf(options: CommonOptions, { env }: Runtime): Config {
  const config = loadConfig(options.config ?? env['SEALWATCH_CONFIG'] ?? null, env, { checks: CHECK_IDS });
  if (hasNoChannels(config)) throw noChannels();
  return config;
}

/** The time to judge by. */
function clockOf({ env, now }: Runtime): () => Date {
  const frozen = frozenTimeFrom(env, endpointFrom(env));
  return () => frozen ?? now();
}

function toolsOf(config: Config, store: ObjectStore, runtime: Runtime) {
  return toolsFor(store, config, { now: clockOf(runtime), log: silentLog, isGone });
}

function openerOf(config: Config, runtime: Runtime): ReturnType<typeof channelOpener> {
  const { env, now, stdout } = runtime;
  const write = (text: string): void => void stdout.write(text);
  return channelOpener(config, {
    fetch,
    now: clockOf(runtime),
    realNow: now,
    detour: endpointFrom(env),
    write,
    tokens: new Map(),
  });
}
