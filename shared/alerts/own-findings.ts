import type { Finding } from '../model/finding.ts';
import type { Ending, ResolvedFinding } from '../model/job-state.ts';
import type { Text } from '../text/zh.ts';
import type { AccountView } from './account-view.ts';
import { STORE } from './job-freshness.ts';
import type { Ledger, OwnFindings } from './ledger.ts';

/** Long enough to report a recovery after a long outage of a channel. */
const RESOLVED_KEPT_MS = 7 * 86_400_000;
const RESOLVED_KEPT = 500;

/**
 * Moves the findings about sealwatch itself through their life, as jobs do with their findings. What nobody could look at, an
 * account that could not be read, stays as it was. Answers the same object when nothing moved.
 */
export function moveOwnFindings(
  before: OwnFindings,
  found: readonly Finding[],
  seen: Surroundings,
  now: Date,
): OwnFindings {
  const at = now.toISOString();
  const current = new Map(found.map((finding) => [finding.fingerprint, finding]));
  const open: Record<string, OwnFindings['open'][string]> = {};
  const ended: ResolvedFinding[] = [];
  let isMoved = false;
  for (const [fingerprint, entry] of Object.entries(before.open)) {
    const finding = current.get(fingerprint);
    const ending = finding ? null : endingOf(entry.finding, seen);
    if (ending) {
      ended.push({
        finding: entry.finding,
        firstSeen: entry.firstSeen,
        lastSeen: at,
        resolvedAt: at,
        ending,
      });
      continue;
    }
    const isSame = !finding || JSON.stringify(finding) === JSON.stringify(entry.finding);
    open[fingerprint] = isSame ? entry : { ...entry, finding };
    isMoved ||= !isSame;
  }
  for (const [fingerprint, finding] of current) {
    if (open[fingerprint]) continue;
    open[fingerprint] = { finding, firstSeen: at };
    isMoved = true;
  }
  const since = new Date(now.getTime() - RESOLVED_KEPT_MS).toISOString();
  const kept = before.resolved.filter(({ resolvedAt }) => resolvedAt >= since);
  if (!isMoved && ended.length === 0 && kept.length === before.resolved.length) return before;
  return { open, resolved: [...ended, ...kept].slice(0, RESOLVED_KEPT) };
}

/** What the findings about sealwatch itself are judged from. */
export interface Surroundings {
  views: readonly AccountView[];
  /** Channels of the configuration, with what is known of them. */
  channels: Ledger['channels'];
  /** The check is switched off. */
  isOff: boolean;
}

/** Null: nobody could look, or the trouble is still there. */
function endingOf({ resource }: Finding, { views, channels, isOff }: Surroundings): Ending | null {
  if (isOff) return { kind: 'closed', summary: OFF, evidence: {} };
  const { type, id } = resource;
  if (type === 'job') {
    const view = views.find(({ id: account }) => account === resource.account);
    const job = view?.jobs.find((one) => one.job === id);
    if (view && !job) return { kind: 'closed', summary: NO_JOB, evidence: { job: id } };
    const at = job?.finishedAt;
    return at ? { kind: 'well', summary: FINISHED, evidence: { job: id, at } } : null;
  }
  if (id === STORE) return { kind: 'well', summary: STORE_WORKS, evidence: {} };
  const channel = channels[id];
  if (!channel) return { kind: 'closed', summary: NO_CHANNEL, evidence: {} };
  return channel.trouble ? null : { kind: 'well', summary: CHANNEL_WORKS, evidence: {} };
}

const OFF: Text = 'The check is off.';
const NO_JOB: Text = 'Job {job} is off.';
const FINISHED: Text = 'Job {job} finished on {at}.';
const STORE_WORKS: Text = 'The store works again.';
const NO_CHANNEL: Text = 'The channel is no longer in the configuration.';
const CHANNEL_WORKS: Text = 'The channel accepts messages again.';
