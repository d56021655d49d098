import type { Config, Waiver } from '../config/schema.ts';
import { waiverFor } from '../config/waiver.ts';
import { type Acknowledgement, isFor } from '../model/acknowledgement.ts';
import type { ResolvedFinding } from '../model/job-state.ts';
import type { ReportFinding } from '../model/report.ts';
import type { AccountView } from './account-view.ts';
import { type Transitions, transitionsOf } from './flapping.ts';
import { groupBy } from './group-by.ts';
import { inhibit } from './inhibition.ts';
import type { Ledger, OwnFindings } from './ledger.ts';
import type { OpenFinding } from './open-finding.ts';

type AppliedWaiver = NonNullable<ReportFinding['waiver']>;

/** What is true now, the same for all channels. Findings are found by their fingerprint. */
export interface AlertContext {
  now: Date;
  /** English titles of the checks by id. */
  titles: Readonly<Record<string, string>>;
  /** By account. */
  views: ReadonlyMap<string, AccountView>;
  open: ReadonlyMap<string, OpenFinding>;
  /** The newest life of each finding that recovered. */
  recovered: ReadonlyMap<string, ResolvedFinding>;
  /** The fingerprint of the finding that explains it. */
  mutedBy: ReadonlyMap<string, string>;
  waivers: ReadonlyMap<string, AppliedWaiver>;
  acknowledged: ReadonlySet<string>;
  /** When the acknowledgement of a finding ended that is still as it was then; ISO 8601, UTC. */
  acknowledgedUntil: ReadonlyMap<string, string>;
  transitions: Transitions;
}

export interface ContextInput {
  views: readonly AccountView[];
  config: Pick<Config, 'waivers'>;
  /** English titles of the checks by id. */
  titles: Readonly<Record<string, string>>;
  acknowledgements: readonly Acknowledgement[];
}

export function alertContext(
  { views, config, titles, acknowledgements }: ContextInput,
  ledger: Ledger,
  now: Date,
): AlertContext {
  const all = [...views.flatMap(({ findings }) => findings), ...ownOpen(ledger.own, views, now)];
  const open = new Map(all.map((entry) => [entry.finding.fingerprint, entry]));
  const given = acknowledgements.filter((one) => {
    const entry = open.get(one.fingerprint);
    return entry && isFor(one, { since: entry.life.firstSeen, severity: entry.finding.severity });
  });
  const holds = ({ until }: Acknowledgement): boolean => until > now.toISOString();
  const resolved = [...views.flatMap((view) => view.resolved), ...ledger.own.resolved];
  return {
    now,
    titles,
    views: new Map(views.map((view) => [view.id, view])),
    open,
    recovered: newest(resolved),
    mutedBy: inhibit(open.values()),
    waivers: appliedWaivers(open, config.waivers, now),
    acknowledged: new Set([
      ...acknowledgedIn(open, ledger.acknowledged),
      ...given.filter(holds).map(({ fingerprint }) => fingerprint),
    ]),
    acknowledgedUntil: new Map(
      given.filter((one) => !holds(one)).map(({ fingerprint, until }) => [fingerprint, until]),
    ),
    transitions: transitionsOf(open.values(), resolved, now),
  };
}

function ownOpen({ open }: OwnFindings, views: readonly AccountView[], now: Date): OpenFinding[] {
  const names = new Map(views.map(({ id, name }) => [id, name]));
  return Object.values(open).map(({ finding, firstSeen }) => {
    const id = finding.resource.account;
    return {
      account: { id, name: names.get(id) ?? '' },
      finding,
      job: null,
      life: { firstSeen, lastSeen: now.toISOString() },
      carried: false,
      author: null,
      cause: null,
    };
  });
}

function newest(resolved: readonly ResolvedFinding[]): Map<string, ResolvedFinding> {
  const lives = new Map<string, ResolvedFinding>();
  for (const life of resolved) {
    const { fingerprint } = life.finding;
    const known = lives.get(fingerprint);
    if (!known || known.resolvedAt < life.resolvedAt) lives.set(fingerprint, life);
  }
  return lives;
}

function appliedWaivers(
  open: AlertContext['open'],
  waivers: readonly Waiver[],
  now: Date,
): Map<string, AppliedWaiver> {
  const byTarget = groupBy(waivers, ({ check, resource }) => `${check} ${resource}`);
  const applied = new Map<string, AppliedWaiver>();
  for (const [fingerprint, { finding }] of open) {
    const candidates = byTarget.get(`${finding.check} ${finding.resource.id}`);
    const waiver = candidates && finding.status === 'fail' ? waiverFor(finding, candidates, now) : null;
    if (waiver) applied.set(fingerprint, waiver);
  }
  return applied;
}

/** One of the configuration ends with the life of the finding that it was given for. */
function acknowledgedIn(open: AlertContext['open'], lives: Ledger['acknowledged']): string[] {
  const entries = [...open].filter(([fingerprint, { life }]) => lives[fingerprint] === life.firstSeen);
  return entries.map(([fingerprint]) => fingerprint);
}
