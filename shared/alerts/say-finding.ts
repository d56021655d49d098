import type { AlertsConfig } from '../config/alerts.ts';
import { endOf } from '../config/waiver.ts';
import { rank, reaches, type Severity } from '../model/finding.ts';
import type { NoticeState } from '../model/notice.ts';
import { type NamedChannel, passes } from './channels.ts';
import type { ChannelLedger, Mark, Said } from './ledger.ts';
import { idsOf, type Saying, sayingOf } from './saying.ts';
import { isFlapping, isRestless, type OpenFinding, type World } from './world.ts';

const HOUR_MS = 3_600_000;
const EXPIRING_MS = 7 * 24 * HOUR_MS;
/** Reminders that are due so soon come along with one that is due. */
const TOGETHER_MS = HOUR_MS;

export interface Listener {
  channel: NamedChannel;
  ledger: ChannelLedger;
  alerts: AlertsConfig;
  world: World;
}

/** What there is to say about an open finding, compared with what was said; null when there is nothing. */
export function sayOpen(entry: OpenFinding, listener: Listener): Saying | null {
  if (!entry.speaks || entry.mutedBy !== null) return null;
  const said = listener.ledger.said[entry.finding.fingerprint];
  if (listener.channel.config.escalateAfterMinutes !== undefined) return escalate(entry, said, listener);
  const isSameLife = said && (said.state !== 'open' || said.since === entry.life.firstSeen);
  return isSameLife ? sayAgain(entry, said, listener) : sayFirst(entry, listener);
}

function hears({ channel, world }: Listener, { account, finding }: OpenFinding): boolean {
  const { check, resource, clusters, severity } = finding;
  if (!reaches(severity, channel.minSeverity)) return false;
  if (resource.type === 'channel' && resource.id === channel.name) return false;
  const known = world.views.get(account.id)?.clusters ?? {};
  return passes(channel.config, { account, checks: [check], resource, clusters }, known);
}

function sayFirst(entry: OpenFinding, listener: Listener): Saying | null {
  if (!hears(listener, entry)) return null;
  const { waiver, finding } = entry;
  if (waiver && !waiver.expired) return tellExpiring(entry, undefined, listener);
  if (waiver) return tell(entry, 'waiver-expired', undefined, listener);
  return tell(
    entry,
    isFlapping(listener.world, finding.fingerprint) ? 'flapping' : 'new',
    undefined,
    listener,
  );
}

function sayAgain(entry: OpenFinding, said: Said, listener: Listener): Saying | null {
  const { finding, waiver } = entry;
  if (waiver && !waiver.expired) return tellExpiring(entry, said, listener);
  if (waiver && !wasTold(said, waiver.until, 'expired'))
    return hears(listener, entry) ? tell(entry, 'waiver-expired', said, listener) : null;
  if (said.state === 'waived') return sayFirst(entry, listener);
  const isWorse = rank(finding.severity) < rank(said.severity);
  if (isWorse && hears(listener, entry)) return tell(entry, 'worse', said, listener);
  const { world } = listener;
  if (said.state === 'flapping' && isRestless(world, finding.fingerprint)) return null;
  if (isFlapping(world, finding.fingerprint))
    return hears(listener, entry) ? tell(entry, 'flapping', said, listener) : null;
  return remind(entry, said, listener);
}

function wasTold({ waiver }: Said, until: string, told: 'expiring' | 'expired'): boolean {
  return waiver?.until === until && waiver.told === told;
}

function tellExpiring(entry: OpenFinding, said: Said | undefined, listener: Listener): Saying | null {
  const { waiver } = entry;
  if (!waiver || (said && wasTold(said, waiver.until, 'expiring'))) return null;
  if (endOf(waiver.until) - listener.world.now.getTime() > EXPIRING_MS || !hears(listener, entry))
    return null;
  return tell(entry, 'waiver-expiring', said, listener);
}

function remind(entry: OpenFinding, said: Said, listener: Listener): Saying | null {
  const { stage } = entry.finding;
  if (stage !== undefined) {
    const isTold = stage === said.stage || entry.acknowledged || !hears(listener, entry);
    return isTold ? null : tell(entry, 'still', said, listener);
  }
  const hours = listener.alerts.remindHours[entry.finding.severity];
  if (hours === undefined || entry.acknowledged || !hears(listener, entry)) return null;
  const due = Date.parse(said.lastSaid) + hours * HOUR_MS - listener.world.now.getTime();
  if (due > Math.min(TOGETHER_MS, (hours * HOUR_MS) / 4)) return null;
  return tell(entry, 'still', said, listener, due > 0);
}

/** Once for each life of a critical that nobody has taken on. */
function escalate(entry: OpenFinding, said: Said | undefined, listener: Listener): Saying | null {
  const { finding, life, acknowledged, waiver } = entry;
  const after = (listener.channel.config.escalateAfterMinutes ?? 0) * 60_000;
  const age = listener.world.now.getTime() - Date.parse(life.firstSeen);
  if (finding.severity !== 'critical' || acknowledged || (waiver && !waiver.expired) || age < after)
    return null;
  if (said?.since === life.firstSeen || !hears(listener, entry)) return null;
  return tell(entry, 'still', undefined, listener);
}

function tell(
  entry: OpenFinding,
  state: NoticeState,
  said: Said | undefined,
  listener: Listener,
  early = false,
): Saying {
  const { finding } = entry;
  const { world } = listener;
  const next = nextSaid(entry, state, said, world.now);
  const fold = state === 'new' || state === 'flapping' ? foldedChange(entry, listener) : [];
  return sayingOf(entry, {
    ...{ state, early, severity: finding.severity, turn: next.reminders },
    title: world.titles[finding.check] ?? finding.check,
    marks: [{ kind: 'said', fingerprint: finding.fingerprint, said: next }, ...fold],
  });
}

/** What is remembered once it has been told. */
export function nextSaid(
  { finding, life, job, waiver }: OpenFinding,
  state: NoticeState,
  said: Said | undefined,
  now: Date,
): Said {
  const at = now.toISOString();
  const isWaiver = state === 'waiver-expiring' || state === 'waiver-expired';
  const { check, resource, severity, stage } = finding;
  return {
    state: stateAfter(state, said),
    severity: said ? worse(said.severity, severity) : severity,
    since: life.firstSeen,
    firstSaid: said?.firstSaid ?? at,
    lastSaid: at,
    reminders: (said?.reminders ?? 0) + (state === 'still' ? 1 : 0),
    waiver:
      isWaiver && waiver
        ? { until: waiver.until, told: state === 'waiver-expiring' ? 'expiring' : 'expired' }
        : (said?.waiver ?? null),
    ...{ check, resource, job, ...(stage === undefined ? {} : { stage }) },
  };
}

function stateAfter(state: NoticeState, said: Said | undefined): Said['state'] {
  if (state === 'flapping') return 'flapping';
  if (state === 'waiver-expiring') return said?.state ?? 'waived';
  return state === 'worse' && said ? said.state : 'open';
}

function worse(a: Severity, b: Severity): Severity {
  return rank(a) <= rank(b) ? a : b;
}

/**
 * A change that is told within the item of the finding it caused: its author is known, or the finding is critical and
 * does not wait for one.
 */
function foldedChange({ cause, finding }: OpenFinding, { ledger }: Listener): Mark[] {
  if (!cause || (!cause.actor && finding.severity !== 'critical')) return [];
  const ids = idsOf(cause);
  return ids.some((id) => ledger.changes[id] !== undefined) ? [] : [{ kind: 'changes', ids, at: cause.at }];
}
