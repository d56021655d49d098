import type { Config } from '../config/schema.ts';
import type { AccountView } from './account-view.ts';
import { bindAcknowledged } from './acknowledged.ts';
import { baselineOf, isKnown } from './baseline.ts';
import { type NamedChannel, namedChannels } from './channels.ts';
import { dueFacts } from './digest.ts';
import { factsOf } from './facts.ts';
import { tidy, withChannels } from './housekeeping.ts';
import { ownTroubles, type StoreTrouble } from './job-freshness.ts';
import { applyMarks, type ChannelLedger, channelOf, type Ledger, withChannel } from './ledger.ts';
import { type Frame, type PlannedNotice, plannedNotice } from './notices.ts';
import { moveOwn } from './own-findings.ts';
import { routeOf } from './route.ts';
import { sayChanges } from './say-changes.ts';
import { type Listener, sayOpen } from './say-finding.ts';
import { sayOver } from './say-over.ts';
import type { Saying } from './saying.ts';
import { isWithin } from './shanghai.ts';
import { type World, worldOf } from './world.ts';

export interface PlanInput {
  views: readonly AccountView[];
  config: Pick<Config, 'alerts' | 'waivers' | 'report' | 'policy'>;
  /** English titles of the checks by id. */
  titles: Readonly<Record<string, string>>;
  /** What the caller could not read from the store. */
  storeTrouble: StoreTrouble | null;
}

export interface Plan {
  /** What is to be remembered even if nothing is delivered; the same object as before when there is nothing. */
  ledger: Ledger;
  /** In the order in which they are sent; those of a channel, criticals first. */
  notices: readonly PlannedNotice[];
  held: readonly Held[];
}

/** Messages that a channel is not asked to send now, because it asked for a pause or was refused a moment ago. */
export interface Held {
  channel: string;
  notices: number;
  /** Not before, ISO 8601, UTC; null: within a minute. */
  until: string | null;
}

/**
 * Compares what is true with what was said. Pure: the same input plans the same notices with the same ids. Deliver them
 * one after the other and record each with `recordDelivery` before the next: a crash in between repeats one notice at most.
 */
export function planNotices(input: PlanInput, before: Ledger, now: Date): Plan {
  const { views, config } = input;
  const channels = namedChannels(config.alerts);
  let ledger = withChannels(
    before,
    channels.map(({ name }) => name),
  );
  const troubles = ownTroubles(views, ledger, input.storeTrouble, config.policy, now);
  const own = moveOwn(ledger.own, troubles, views, now);
  const acknowledged = bindAcknowledged(ledger.acknowledged, config.alerts, views, own);
  if (own !== ledger.own || acknowledged !== ledger.acknowledged) ledger = { ...ledger, own, acknowledged };
  const world = worldOf(input, ledger, now);
  const notices: PlannedNotice[] = [];
  const held: Held[] = [];
  for (const channel of channels) {
    const known = channelOf(ledger, channel.name);
    const begun = known.since === null ? { ...known, since: now.toISOString() } : known;
    const planned = planChannel(channel, channels, tidy(begun, world), ledger, config, world);
    if (planned.ledger !== known) ledger = withChannel(ledger, channel.name, planned.ledger);
    notices.push(...planned.notices);
    if (planned.held > 0) held.push({ channel: channel.name, notices: planned.held, until: known.notBefore });
  }
  return { ledger, notices, held };
}

/** DingTalk bans a robot for more than 20 messages a minute; 15 leave room for others. */
const PER_MINUTE = 15;

function planChannel(
  channel: NamedChannel,
  channels: readonly NamedChannel[],
  ledger: ChannelLedger,
  whole: Ledger,
  { alerts, report }: PlanInput['config'],
  world: World,
): { ledger: ChannelLedger; notices: readonly PlannedNotice[]; held: number } {
  const route = routeOf(channel, channels, whole, world.now);
  const frame = { channel: channel.name, route, top: alerts.top, reportUrl: report.url ?? null, world };
  const first = planBaseline(channel, ledger, frame);
  const listener = { channel, ledger: first.ledger, alerts, world };
  const spoken = [...first.notices, ...planAlerts(listener, frame), ...planDues(listener, frame)];
  const { quietHours } = channel.config;
  const isQuiet = quietHours !== undefined && isWithin(world.now, quietHours);
  const due = isQuiet ? spoken.filter(({ notice }) => notice.severity === 'critical') : spoken;
  const minuteAgo = new Date(world.now.getTime() - 60_000).toISOString();
  const left = PER_MINUTE - ledger.sent.filter((at) => at > minuteAgo).length;
  const notices = route.length === 0 ? [] : due.slice(0, Math.max(0, left));
  return { ledger: first.ledger, notices, held: due.length - notices.length };
}

/** A job that comes late and has nothing to tell is known from now on without a word. */
function planBaseline(
  channel: NamedChannel,
  ledger: ChannelLedger,
  frame: Frame,
): { ledger: ChannelLedger; notices: PlannedNotice[] } {
  if (channel.config.escalateAfterMinutes !== undefined) return { ledger, notices: [] };
  const { views, sayings, marks } = baselineOf(channel, ledger, frame.world);
  if (views.length === 0) return { ledger, notices: [] };
  if (sayings.length === 0 && views.every(({ id }) => ledger.baselines[id]))
    return { ledger: applyMarks(ledger, marks), notices: [] };
  const facts = factsOf(views, channel, frame.world, null);
  const turn = JSON.stringify(marks.filter(({ kind }) => kind === 'baseline'));
  return { ledger, notices: [plannedNotice(frame, { kind: 'baseline', sayings, marks, facts, turn })] };
}

function planAlerts(listener: Listener, frame: Frame): PlannedNotice[] {
  const { channel, world } = listener;
  const isEscalation = channel.config.escalateAfterMinutes !== undefined;
  const findings = sayFindings(listener, isEscalation);
  const marks = findings.flatMap((saying) => saying.marks);
  const folded = new Set(marks.flatMap((mark) => (mark.kind === 'changes' ? mark.ids : [])));
  const views = [...world.views.values()].filter((view) => listener.ledger.baselines[view.id]);
  const changes = isEscalation ? [] : views.flatMap((view) => sayChanges(view, folded, listener));
  const sayings = withoutEarly([...findings, ...changes]);
  const critical = sayings.filter(({ severity }) => severity === 'critical');
  const others = sayings.filter(({ severity }) => severity !== 'critical');
  return [critical, others].flatMap((group) =>
    group.length > 0 ? [plannedNotice(frame, { kind: 'alert', sayings: group })] : [],
  );
}

function sayFindings(listener: Listener, isEscalation: boolean): Saying[] {
  const { world, ledger } = listener;
  const known = new Set<string>();
  for (const view of world.views.values()) {
    for (const job of view.jobs) if (isKnown(ledger, view.id, job)) known.add(`${view.id} ${job.job}`);
  }
  const isComparable = (account: string, job: string | null): boolean =>
    isEscalation || job === null || known.has(`${account} ${job}`);
  const sayings: (Saying | null)[] = [];
  for (const entry of world.open.values()) {
    if (isComparable(entry.account.id, entry.job)) sayings.push(sayOpen(entry, listener));
  }
  for (const [print, said] of Object.entries(ledger.said)) {
    if (!world.open.has(print) && isComparable(said.resource.account, said.job))
      sayings.push(sayOver(print, said, listener));
  }
  return sayings.filter((saying) => saying !== null);
}

/** A reminder that is not due yet is told only together with one that is. */
function withoutEarly(sayings: readonly Saying[]): readonly Saying[] {
  const isDue = sayings.some(({ state, early }) => state === 'still' && !early);
  return isDue ? sayings : sayings.filter(({ early }) => !early);
}

function planDues({ channel, ledger, alerts, world }: Listener, frame: Frame): PlannedNotice[] {
  if (channel.config.escalateAfterMinutes !== undefined || world.views.size === 0) return [];
  const views = [...world.views.values()];
  return dueFacts(alerts, ledger, world.now).map(({ kind, mark, date, before }) => {
    const facts = factsOf(views, channel, world, before);
    const { clusters, findings } = facts;
    const marks = [{ kind: mark, told: { date, facts: { clusters, findings } } }] as const;
    return plannedNotice(frame, { kind, facts, marks, turn: date });
  });
}

/** Whether the run was healthy, so that the outside may be told that the watcher lives. */
export function pingDue({ alerts }: Pick<Config, 'alerts'>, { own }: Ledger): boolean {
  return alerts.pingUrl !== undefined && Object.keys(own.open).length === 0;
}
