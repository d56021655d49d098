import type { Config } from '../config/schema.ts';
import type { Acknowledgement } from '../model/acknowledgement.ts';
import type { Job } from '../model/job.ts';
import type { AccountView } from './account-view.ts';
import { bindAcknowledgements } from './acknowledgement.ts';
import { alertContext } from './alert-context.ts';
import { dueBaseline, hasBaseline } from './baseline.ts';
import { buildNotice, type PlannedNotice } from './build-notice.ts';
import { withSettings } from './changed-settings.ts';
import { listeningChannels } from './channels.ts';
import { dueDigest } from './digest.ts';
import { dueChanges } from './due-changes.ts';
import { reasonToNotify } from './due-finding.ts';
import { type DueItem, dueItem } from './due-item.ts';
import { jobFreshness, ownTroubles, type StoreTrouble } from './job-freshness.ts';
import { applyUpdates, type ChannelLedger, channelOf, type Ledger, withChannel } from './ledger.ts';
import { anchorsOf, noticeFacts } from './notice-facts.ts';
import { moveOwnFindings } from './own-findings.ts';
import { pruneChannel, withoutFormerChannels } from './prune-ledger.ts';
import { escalates, type Receiver } from './receiver.ts';
import { dueRecovery } from './recovery.ts';
import { routeOf } from './route.ts';
import { isWithin } from './shanghai.ts';

export interface PlanInput {
  views: readonly AccountView[];
  config: Pick<Config, 'alerts' | 'waivers' | 'report' | 'policy'>;
  /** English titles of the checks by id. */
  titles: Readonly<Record<string, string>>;
  /** What the caller could not read from the store. */
  storeTrouble: StoreTrouble | null;
  /** What people acknowledged by a link or a command, besides the configuration. */
  acknowledgements: readonly Acknowledgement[];
}

export interface Plan {
  /** What is to be remembered even if nothing is delivered; the same object as before when there is nothing. */
  ledger: Ledger;
  /** In the order in which they are sent; those of a channel, criticals first. */
  notices: readonly PlannedNotice[];
  held: readonly HeldNotices[];
}

/** Messages that a channel is not asked to send now, because it asked for a pause or was refused a moment ago. */
export interface HeldNotices {
  channel: string;
  notices: number;
  /** Not before, ISO 8601, UTC; null: within a minute. */
  until: string | null;
}

/**
 * Compares what is true with what each channel was notified of. Pure: the same input plans the same notices with the same
 * ids. Deliver them one after the other and record each with `recordDelivery` before the next: a crash in between repeats
 * one notice at most.
 */
export function planNotices(input: PlanInput, before: Ledger, now: Date): Plan {
  const { alerts, report } = input.config;
  const channels = listeningChannels(alerts);
  let ledger = currentLedger(input, before, now);
  const context = alertContext(input, ledger, now);
  const notices: PlannedNotice[] = [];
  const held: HeldNotices[] = [];
  for (const channel of channels) {
    const stored = channelOf(ledger, channel.name);
    const receiver: Receiver = {
      channel,
      ledger: pruneChannel(stored.since === null ? { ...stored, since: now.toISOString() } : stored, context),
      route: routeOf(channel, channels, ledger, now),
      alerts,
      reportUrl: report.url ?? null,
      context,
    };
    const baseline = planBaseline(receiver);
    if (baseline.ledger !== stored) ledger = withChannel(ledger, channel.name, baseline.ledger);
    const current = { ...receiver, ledger: baseline.ledger };
    const planned = [...baseline.notices, ...planAlerts(current), ...planDigest(current)];
    const due = isInQuietHours(receiver) ? planned.filter(isCritical) : planned;
    const room = roomFor(receiver);
    notices.push(...due.slice(0, room));
    if (due.length > room)
      held.push({ channel: channel.name, notices: due.length - room, until: stored.notBefore });
  }
  return { ledger, notices, held };
}

/** The ledger without former channels, with the findings about sealwatch itself and the acknowledgements as they are now. */
function currentLedger({ views, config, storeTrouble }: PlanInput, before: Ledger, now: Date): Ledger {
  const { channels, brokenChannels } = config.alerts;
  const names = [...channels, ...brokenChannels].map(({ name = '' }) => name);
  const ledger = withSettings(withoutFormerChannels(before, names), config.alerts);
  const troubles = ownTroubles(views, ledger, storeTrouble, config, now);
  const isOff = config.policy.severity[jobFreshness.id] === 'off';
  const own = moveOwnFindings(ledger.own, troubles, { views, channels: ledger.channels, isOff }, now);
  const acknowledged = bindAcknowledgements(ledger.acknowledged, config.alerts, views, own);
  const isSame = own === ledger.own && acknowledged === ledger.acknowledged;
  return isSame ? ledger : { ...ledger, own, acknowledged };
}

function isInQuietHours({ channel: { config }, context }: Receiver): boolean {
  return config.quietHours !== undefined && isWithin(context.now, config.quietHours);
}

function isCritical({ notice }: PlannedNotice): boolean {
  return notice.severity === 'critical';
}

/** DingTalk bans a robot for more than 20 messages a minute; 15 leave room for others. */
const PER_MINUTE = 15;

/** How many messages the channel may be sent now. */
function roomFor({ route, ledger, context }: Receiver): number {
  if (route.length === 0) return 0;
  const minuteAgo = new Date(context.now.getTime() - 60_000).toISOString();
  return Math.max(0, PER_MINUTE - ledger.sent.filter((at) => at > minuteAgo).length);
}

/** A job that comes late and has nothing to report only becomes known: there is no message. */
function planBaseline(receiver: Receiver): { ledger: ChannelLedger; notices: PlannedNotice[] } {
  const { ledger } = receiver;
  if (escalates(receiver)) return { ledger, notices: [] };
  const { views, due, updates } = dueBaseline(receiver);
  if (views.length === 0) return { ledger, notices: [] };
  if (due.length === 0 && views.every(({ id }) => ledger.baselines[id]))
    return { ledger: applyUpdates(ledger, updates), notices: [] };
  const facts = noticeFacts(views, receiver, null);
  const occasion = JSON.stringify(updates.filter(({ kind }) => kind === 'baseline'));
  return { ledger, notices: [buildNotice(receiver, { kind: 'baseline', due, updates, facts, occasion })] };
}

/** Open findings, recoveries and changes; criticals are a message of their own. */
function planAlerts(receiver: Receiver): PlannedNotice[] {
  const { context } = receiver;
  const isComparable = comparison(receiver);
  const due: DueItem[] = [];
  for (const entry of context.open.values()) {
    const reason = isComparable(entry.account.id, entry.job) ? reasonToNotify(entry, receiver) : null;
    if (reason) due.push(dueItem(entry, reason, context));
  }
  due.push(...dueRecoveries(receiver, isComparable));
  if (!escalates(receiver)) due.push(...dueChanges(receiver, reportedChanges(due)));
  const isReminding = due.some(({ item, early }) => item.state === 'still' && !early);
  const items = isReminding ? due : due.filter(({ early }) => !early);
  const critical = items.filter(({ item }) => item.severity === 'critical');
  const others = items.filter(({ item }) => item.severity !== 'critical');
  return [critical, others].flatMap((group) =>
    group.length > 0 ? [buildNotice(receiver, { kind: 'alert', due: group })] : [],
  );
}

type IsComparable = (account: string, job: Job | null) => boolean;

/** Whether the channel has the baseline of the job, so that there is something to compare with. */
function comparison(receiver: Receiver): IsComparable {
  const known = new Set<string>();
  for (const { id, jobs } of receiver.context.views.values()) {
    for (const job of jobs) if (hasBaseline(receiver.ledger, id, job)) known.add(`${id} ${job.job}`);
  }
  return (account, job) => escalates(receiver) || job === null || known.has(`${account} ${job}`);
}

function dueRecoveries({ ledger, context }: Receiver, isComparable: IsComparable): DueItem[] {
  return Object.entries(ledger.said).flatMap(([fingerprint, notified]) => {
    if (context.open.has(fingerprint) || !isComparable(notified.resource.account, notified.job)) return [];
    return dueRecovery(fingerprint, notified, context) ?? [];
  });
}

/** Ids of the changes that are reported within the item of the finding that they caused. */
function reportedChanges(due: readonly DueItem[]): Set<string> {
  const updates = due.flatMap((entry) => entry.updates);
  return new Set(updates.flatMap((update) => (update.kind === 'changes' ? update.ids : [])));
}

function planDigest(receiver: Receiver): PlannedNotice[] {
  const { ledger, alerts, context } = receiver;
  if (escalates(receiver) || context.views.size === 0) return [];
  const due = dueDigest(alerts, ledger, context.now);
  if (!due) return [];
  const views = [...context.views.values()];
  const numbers = noticeFacts(views, receiver, due.before);
  const isHeartbeat = due.days.some(({ field }) => field === 'proof');
  const facts = isHeartbeat ? { ...numbers, anchors: anchorsOf(views, receiver) } : numbers;
  const { clusters, verdicts, findings } = facts;
  const updates = due.days.map(({ field, date }) => ({
    kind: field,
    sent: { date, facts: { clusters, verdicts, findings } },
  }));
  const occasion = due.days.map(({ date }) => date).join(' ');
  return [buildNotice(receiver, { kind: due.kind, facts, updates, occasion })];
}

/** Whether the run was healthy, so that the address outside may be asked. */
export function pingDue({ alerts }: Pick<Config, 'alerts'>, { own }: Ledger): boolean {
  return alerts.pingUrl !== undefined && Object.keys(own.open).length === 0;
}
