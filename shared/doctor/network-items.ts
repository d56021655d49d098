import { type Detour, endpointOf } from '../cloud/endpoints.ts';
import { sts } from '../cloud/sts.ts';
import { within } from '../model/deadline.ts';
import type { Examination } from '../model/examination.ts';
import { compareText } from '../model/finding.ts';
import { detoured } from '../notify/detoured.ts';
import { withoutAnswer } from '../notify/later.ts';
import { examination } from './examination.ts';
import type { ProbedCall } from './probe.ts';

/** Signatures are refused beyond this. */
const MOST_SKEW_SECONDS = 900;
const MUCH_SKEW_SECONDS = 60;
/** The date of an answer has no fractions of a second: on average it is so much too early. */
const HALF_SECOND_MS = 500;

export interface Network {
  fetch: typeof fetch;
  detour: Detour | null;
  /** The real time, which signatures carry. */
  realNow: () => Date;
  timeoutMs: number;
  /** The user stops the examination. */
  stop: AbortSignal;
}

/** Compares the clock of this machine with the date of an answer. Nothing is signed, so that a wrong clock gets one, too. */
export async function clockItem({
  fetch: ask,
  detour,
  realNow,
  timeoutMs,
  stop,
}: Network): Promise<Examination> {
  const place = { id: 'clock', group: 'network' } as const;
  const host = endpointOf('sts', '');
  const { origin, headers } = detoured(host, detour);
  const query = `Action=${sts.getCallerIdentity.action}&Version=${sts.getCallerIdentity.version}`;
  try {
    const before = realNow().getTime();
    const look = async (signal: AbortSignal): Promise<Response> => {
      const told = await ask(`${origin}/?${query}`, { headers, signal });
      await told.body?.cancel();
      return told;
    };
    const answer = await within(timeoutMs, look, stop);
    const middle = (before + realNow().getTime()) / 2;
    const date = Date.parse(answer.headers.get('date') ?? '');
    if (Number.isNaN(date)) return examination('unknown', place, '{host} sends no time.', { host });
    return judgeClock(Math.round((middle - date - HALF_SECOND_MS) / 1000) || 0, host);
  } catch (error) {
    const { code: detail } = withoutAnswer(error, realNow(), 0);
    return examination(
      'unknown',
      place,
      'The clock could not be compared: {host} does not answer ({detail}).',
      {
        host,
        detail,
      },
    );
  }
}

/** `seconds`: how far this machine is ahead. */
function judgeClock(seconds: number, host: string): Examination {
  const place = { id: 'clock', group: 'network' } as const;
  const facts = { seconds, host };
  const advice = {
    text: 'Synchronise the clock of this machine, for example with NTP.',
    command: 'timedatectl set-ntp true',
  } as const;
  const off = Math.abs(seconds);
  if (off > MOST_SKEW_SECONDS)
    return examination(
      'failed',
      place,
      'The clock of this machine is off by {seconds} {seconds:second|seconds}; signatures off by 15 minutes are rejected.',
      facts,
      advice,
    );
  if (off > MUCH_SKEW_SECONDS)
    return examination(
      'warned',
      place,
      'The clock of this machine is off by {seconds} {seconds:second|seconds}.',
      facts,
      advice,
    );
  return examination('ok', place, 'The clock matches the cloud ({seconds} s).', facts);
}

/** Whether each host answered at all; a refusal is an answer. */
export function reachItems(tried: readonly ProbedCall[]): Examination[] {
  const byRegion = new Map<string, Map<string, ProbedCall[]>>();
  for (const call of tried) {
    const { product } = call.operation;
    if (product !== 'kms' && product !== 'actiontrail' && product !== 'cs') continue;
    const hosts = byRegion.get(call.region) ?? new Map<string, ProbedCall[]>();
    const host = endpointOf(product, call.region);
    byRegion.set(call.region, hosts.set(host, [...(hosts.get(host) ?? []), call]));
  }
  return [...byRegion].map(([region, hosts]) => reachItem(region, hosts));
}

function reachItem(region: string, hosts: ReadonlyMap<string, readonly ProbedCall[]>): Examination {
  const place = { id: 'region', group: 'network', region } as const;
  const silent = [...hosts].filter(([, calls]) => calls.every(isSilent)).map(([host]) => host);
  if (silent.length === 0) {
    return examination('ok', place, '{region} is reachable: {hosts}.', {
      region,
      hosts: [...hosts.keys()].sort(compareText),
    });
  }
  const facts = { region, hosts: silent.sort(compareText) };
  return examination('failed', place, '{region} is unreachable: {hosts} does not answer.', facts, {
    text: 'Allow access from this machine to {hosts} on port 443; check DNS, proxy and firewall.',
    command: `curl -sv https://${silent[0]}/`,
  });
}

function isSilent({ answer }: ProbedCall): boolean {
  return !answer.seen && answer.because === 'unreachable';
}
