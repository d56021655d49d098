import { type Command, InvalidArgumentError } from 'commander';
import type { AcknowledgeCommand } from './acknowledge.ts';
import type { CommonOptions, Runtime } from './runtime.ts';

type Finish = (code: number) => void;
/** Adds the options that every command takes. */
type Common = (command: Command) => Command;

/** `sealwatch alerts …`. */
export function addAlerts(root: Command, common: Common, runtime: Runtime, finish: Finish): void {
  const alerts = root
    .command('alerts')
    .description('preview alerts, test a channel, or acknowledge a finding')
    .exitOverride();
  common(
    alerts
      .command('preview')
      .description('show the alerts that are due now for each channel, without sending them'),
  ).action(async (options: CommonOptions) =>
    finish(await (await import('./alerts.ts')).previewAlerts(options, runtime)),
  );
  common(alerts.command('test <channel>').description('send one test message and explain the result')).action(
    async (channel: string, options: CommonOptions) =>
      finish(await (await import('./alerts.ts')).testChannel(channel, options, runtime)),
  );
  addAcknowledging(alerts, common, runtime, finish);
}

function addAcknowledging(alerts: Command, common: Common, runtime: Runtime, finish: Finish): void {
  const load = () => import('./acknowledge.ts');
  common(alerts.command('ack <fingerprint>').description('do not repeat an open finding for a while'))
    .option('--for <time>', 'how long, such as 30m, 4h or 2d', timeSpan, 4 * 3_600_000)
    .requiredOption('--by <name>', 'who works on it')
    .action(async (fingerprint: string, options: AcknowledgeCommand) =>
      finish(await (await load()).acknowledgeFinding(fingerprint, options, runtime)),
    );
  common(alerts.command('acks').description('list what is acknowledged, by whom and until when')).action(
    async (options: CommonOptions) => finish(await (await load()).listAcknowledgements(options, runtime)),
  );
  common(alerts.command('unack <fingerprint>').description('revoke an acknowledgement')).action(
    async (fingerprint: string, options: CommonOptions) =>
      finish(await (await load()).revokeAcknowledgement(fingerprint, options, runtime)),
  );
}

const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const LONGEST_MS = 30 * UNITS.d;

/** Milliseconds in `30m`, `4h` or `2d`. */
function timeSpan(text: string): number {
  const [, count = '', unit = ''] = /^(\d{1,4})([mhd])$/.exec(text) ?? [];
  const ms = Number(count) * (unit === 'm' ? UNITS.m : unit === 'h' ? UNITS.h : UNITS.d);
  if (unit !== '' && ms > 0 && ms <= LONGEST_MS) return ms;
  throw new InvalidArgumentError('Expected a time of at most 30 days, such as 30m, 4h or 2d.');
}
