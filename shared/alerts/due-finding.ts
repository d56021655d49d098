import { endOf } from '../config/waiver.ts';
import { rank, type Severity, UNREADABLE } from '../model/finding.ts';
import type { NoticeState } from '../model/notice.ts';
import { isFault } from '../model/observation.ts';
import { idsOf, type Reason } from './due-item.ts';
import { isFlapping, isStillFlapping } from './flapping.ts';
import type { LedgerUpdate, NotifiedFinding } from './ledger.ts';
import { describesFailure, type OpenFinding } from './open-finding.ts';
import { accepts, escalates, type Receiver } from './receiver.ts';

const HOUR_MS = 3_600_000;
const EXPIRING_MS = 7 * 24 * HOUR_MS;
/** Reminders that are due so soon come along with one that is due. */
const TOGETHER_MS = HOUR_MS;
const ONE_LOOK_MS = 15 * 60_000;

interface Decision {
  state: NoticeState;
  early?: boolean;
  /** What the channel was notified of in the life that this goes on with. */
  before?: NotifiedFinding;
}

/** Why a channel is to be notified of an open finding, compared with what it was notified of before; null: it is not. */
export function reasonToNotify(entry: OpenFinding, receiver: Receiver): Reason | null {
  const { context, ledger } = receiver;
  const { fingerprint, severity } = entry.finding;
  if (!describesFailure(entry) || context.mutedBy.has(fingerprint)) return null;
  if (mayPass(entry, context.now)) return null;
  const decision = decide(entry, ledger.said[fingerprint], receiver);
  if (!decision || !isAccepted(entry, receiver)) return null;
  const { state, early = false, before } = decision;
  const notified = nextNotified(entry, state, before, receiver.context);
  const isFirst = state === 'new' || state === 'flapping';
  const updates: LedgerUpdate[] = [
    { kind: 'notified', fingerprint, finding: notified },
    ...(isFirst ? reportedChange(entry, receiver) : []),
  ];
  return { state, severity, early, repetition: notified.reminders, updates };
}

/**
 * A read that failed once, as one in a hundred does, is mostly well the next time: it is reported when a second look failed, too,
 * or after a while without one. What was denied does not pass.
 */
function mayPass({ finding, life }: OpenFinding, now: Date): boolean {
  const isOnce = life.firstSeen === life.lastSeen && now.getTime() - Date.parse(life.firstSeen) < ONE_LOOK_MS;
  const { check, severity, evidence } = finding;
  return isOnce && check === UNREADABLE && severity !== 'critical' && isFault(evidence['because']);
}

/** No channel reports its own trouble: the others do. */
function isAccepted({ account, finding }: OpenFinding, receiver: Receiver): boolean {
  const { check, resource, clusters, severity } = finding;
  if (resource.type === 'channel' && resource.id === receiver.channel.name) return false;
  return accepts(receiver, severity, { account, checks: [check], resource, clusters });
}

function decide(
  entry: OpenFinding,
  notified: NotifiedFinding | undefined,
  receiver: Receiver,
): Decision | null {
  if (escalates(receiver)) return decideEscalation(entry, notified, receiver);
  const isSameLife = notified && (notified.state !== 'open' || notified.since === entry.life.firstSeen);
  return isSameLife ? decideAgain(entry, notified, receiver) : decideFirst(entry, receiver);
}

function decideFirst({ finding }: OpenFinding, { context }: Receiver): Decision | null {
  const waiver = context.waivers.get(finding.fingerprint);
  if (waiver) {
    if (waiver.expired) return { state: 'waiver-expired' };
    return expiresSoon(waiver.until, context.now) ? { state: 'waiver-expiring' } : null;
  }
  return { state: isFlapping(context, finding.fingerprint) ? 'flapping' : 'new' };
}

function decideAgain(entry: OpenFinding, before: NotifiedFinding, receiver: Receiver): Decision | null {
  const { context } = receiver;
  const { fingerprint, severity } = entry.finding;
  const waiver = context.waivers.get(fingerprint);
  if (waiver && !waiver.expired) {
    const isDue = !knowsWaiver(before, waiver.until, 'expiring') && expiresSoon(waiver.until, context.now);
    return isDue ? { state: 'waiver-expiring', before } : null;
  }
  if (waiver && !knowsWaiver(before, waiver.until, 'expired')) return { state: 'waiver-expired', before };
  if (before.state === 'waived') return decideFirst(entry, receiver);
  if (rank(severity) < rank(before.severity)) return { state: 'worse', before };
  if (before.state === 'flapping' && isStillFlapping(context, fingerprint)) return null;
  if (isFlapping(context, fingerprint)) return { state: 'flapping', before };
  return decideReminder(entry, before, receiver);
}

function knowsWaiver({ waiver }: NotifiedFinding, until: string, as: 'expiring' | 'expired'): boolean {
  return waiver?.until === until && waiver.told === as;
}

function expiresSoon(until: string, now: Date): boolean {
  return endOf(until) - now.getTime() <= EXPIRING_MS;
}

/** A finding that has steps is repeated with each step, others after some hours. */
function decideReminder(
  { finding }: OpenFinding,
  before: NotifiedFinding,
  receiver: Receiver,
): Decision | null {
  const { alerts, context } = receiver;
  if (context.acknowledged.has(finding.fingerprint)) return null;
  if (hasEndedSince(before.lastSaid, finding.fingerprint, receiver)) return { state: 'still', before };
  if (finding.stage !== undefined) return finding.stage === before.stage ? null : { state: 'still', before };
  const hours = alerts.remindHours[finding.severity];
  if (hours === undefined) return null;
  const left = Date.parse(before.lastSaid) + hours * HOUR_MS - context.now.getTime();
  if (left > Math.min(TOGETHER_MS, (hours * HOUR_MS) / 4)) return null;
  return { state: 'still', before, early: left > 0 };
}

/** An acknowledgement has ended since the channel was notified, and the finding is still there. */
function hasEndedSince(at: string, fingerprint: string, { context }: Pick<Receiver, 'context'>): boolean {
  return (context.acknowledgedUntil.get(fingerprint) ?? '') > at;
}

/** Once for each life of a critical that nobody has acknowledged. */
function decideEscalation(
  { finding, life }: OpenFinding,
  notified: NotifiedFinding | undefined,
  { channel, context }: Receiver,
): Decision | null {
  const { fingerprint, severity } = finding;
  const waiver = context.waivers.get(fingerprint);
  const isAccountedFor = context.acknowledged.has(fingerprint) || (waiver !== undefined && !waiver.expired);
  if (severity !== 'critical' || isAccountedFor) return null;
  const isKnown = notified?.since === life.firstSeen;
  if (isKnown && !hasEndedSince(notified.lastSaid, fingerprint, { context })) return null;
  const after = (channel.config.escalateAfterMinutes ?? 0) * 60_000;
  return context.now.getTime() - Date.parse(life.firstSeen) < after ? null : { state: 'still' };
}

/** What the ledger keeps of a finding once the channel was notified of it. */
export function nextNotified(
  { finding, life, job }: OpenFinding,
  state: NoticeState,
  before: NotifiedFinding | undefined,
  { now, waivers }: Pick<Receiver['context'], 'now' | 'waivers'>,
): NotifiedFinding {
  const at = now.toISOString();
  const { check, resource, severity, stage } = finding;
  return {
    state: stateAfter(state, before),
    severity: before ? worse(before.severity, severity) : severity,
    since: life.firstSeen,
    firstSaid: before?.firstSaid ?? at,
    lastSaid: at,
    reminders: (before?.reminders ?? 0) + (state === 'still' ? 1 : 0),
    waiver: waiverAfter(state, waivers.get(finding.fingerprint)?.until) ?? before?.waiver ?? null,
    check,
    resource,
    job,
    ...(stage === undefined ? {} : { stage }),
  };
}

function stateAfter(state: NoticeState, before: NotifiedFinding | undefined): NotifiedFinding['state'] {
  if (state === 'flapping') return 'flapping';
  if (state === 'waiver-expiring') return before?.state ?? 'waived';
  return state === 'worse' && before ? before.state : 'open';
}

function waiverAfter(state: NoticeState, until: string | undefined): NotifiedFinding['waiver'] {
  if (until === undefined) return null;
  if (state === 'waiver-expiring') return { until, told: 'expiring' };
  return state === 'waiver-expired' ? { until, told: 'expired' } : null;
}

function worse(a: Severity, b: Severity): Severity {
  return rank(a) <= rank(b) ? a : b;
}

/**
 * The change that caused a finding is reported within its item, when its author is known or the finding is critical and
 * does not wait for one.
 */
function reportedChange({ cause, finding }: OpenFinding, { ledger }: Receiver): LedgerUpdate[] {
  if (!cause || (!cause.actor && finding.severity !== 'critical')) return [];
  const ids = idsOf(cause);
  const isKnown = ids.some((id) => ledger.changes[id] !== undefined);
  return isKnown ? [] : [{ kind: 'changes', ids, at: cause.at }];
}
