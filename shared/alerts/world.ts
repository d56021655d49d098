import { lastCauses } from '../checks/causes.ts';
import type { Config, Waiver } from '../config/schema.ts';
import { waiverFor } from '../config/waiver.ts';
import type { Author, Change } from '../model/change.ts';
import { type Finding, UNREADABLE } from '../model/finding.ts';
import type { Job } from '../model/job.ts';
import type { Life, ResolvedFinding } from '../model/job-state.ts';
import type { ReportFinding } from '../model/report.ts';
import type { AccountView } from './account-view.ts';
import { type Candidate, inhibit } from './inhibition.ts';
import type { Ledger, OwnFindings } from './ledger.ts';

const DAY_MS = 86_400_000;

/** An open finding with all that decides whether it is told. */
export interface OpenFinding {
  account: { id: string; name: string };
  finding: Finding;
  /** Null: it is about the tool itself. */
  job: Job | null;
  life: Life;
  /** What it says is what it says of a failure; false while nobody can judge it. */
  speaks: boolean;
  author: Author | null;
  /** The last change that may have caused it. */
  cause: Change | null;
  waiver: ReportFinding['waiver'];
  mutedBy: string | null;
  acknowledged: boolean;
}

/** What is true now, the same for all channels. */
export interface World {
  now: Date;
  views: ReadonlyMap<string, AccountView>;
  /** By fingerprint. */
  open: ReadonlyMap<string, OpenFinding>;
  /** The newest life of each finding that ended. */
  ended: ReadonlyMap<string, ResolvedFinding>;
  /** When a finding opened or was resolved in the last two days, in order; milliseconds. */
  turns: ReadonlyMap<string, readonly number[]>;
  titles: Readonly<Record<string, string>>;
}

export interface WorldInput {
  views: readonly AccountView[];
  config: Pick<Config, 'waivers'>;
  /** English titles of the checks by id. */
  titles: Readonly<Record<string, string>>;
}

export function worldOf({ views, config, titles }: WorldInput, ledger: Ledger, now: Date): World {
  const { own, acknowledged } = ledger;
  const open = new Map<string, OpenFinding>();
  const waived = waiverIndex(config.waivers);
  for (const view of views) addView(open, view, waived, now);
  addOwn(open, own, views, waived, now);
  mute(open);
  for (const [print, entry] of open) entry.acknowledged = acknowledged[print] === entry.life.firstSeen;
  const resolved = [...views.flatMap((view) => view.resolved), ...own.resolved];
  return {
    now,
    views: new Map(views.map((view) => [view.id, view])),
    open,
    ended: newest(resolved),
    turns: turnsOf(open, resolved, now),
    titles,
  };
}

type Waivers = ReadonlyMap<string, readonly Waiver[]>;

function waiverIndex(waivers: readonly Waiver[]): Waivers {
  const index = new Map<string, Waiver[]>();
  for (const waiver of waivers) {
    const key = `${waiver.check} ${waiver.resource}`;
    index.set(key, [...(index.get(key) ?? []), waiver]);
  }
  return index;
}

function acceptedBy(finding: Finding, waivers: Waivers, now: Date): ReportFinding['waiver'] {
  if (finding.status !== 'fail') return null;
  return waiverFor(finding, waivers.get(`${finding.check} ${finding.resource.id}`) ?? [], now);
}

function addView(open: Map<string, OpenFinding>, view: AccountView, waivers: Waivers, now: Date): void {
  const account = { id: view.id, name: view.name };
  const causeOf = lastCauses(view.changes);
  for (const { finding, job, life, carried, author } of view.findings) {
    if (!life) continue;
    open.set(finding.fingerprint, {
      ...{ account, finding, job, life, author, mutedBy: null, acknowledged: false },
      speaks: carried || finding.status === 'fail' || finding.check === UNREADABLE,
      cause: causeOf(finding),
      waiver: acceptedBy(finding, waivers, now),
    });
  }
}

function addOwn(
  open: Map<string, OpenFinding>,
  own: OwnFindings,
  views: readonly AccountView[],
  waivers: Waivers,
  now: Date,
): void {
  const names = new Map(views.map(({ id, name }) => [id, name]));
  for (const [print, { finding, firstSeen }] of Object.entries(own.open)) {
    const id = finding.resource.account;
    open.set(print, {
      account: { id, name: names.get(id) ?? '' },
      ...{ finding, job: null, life: { firstSeen, lastSeen: now.toISOString() }, speaks: true },
      waiver: acceptedBy(finding, waivers, now),
      ...{ author: null, cause: null, mutedBy: null, acknowledged: false },
    });
  }
}

/** Accounts do not mute each other. */
function mute(open: Map<string, OpenFinding>): void {
  const byAccount = new Map<string, Candidate[]>();
  for (const { account, finding, life } of open.values()) {
    const group = byAccount.get(account.id) ?? [];
    group.push({ finding, ...life });
    byAccount.set(account.id, group);
  }
  for (const candidates of byAccount.values()) {
    for (const [print, by] of inhibit(candidates)) {
      const entry = open.get(print);
      if (entry) entry.mutedBy = by;
    }
  }
}

function newest(resolved: readonly ResolvedFinding[]): Map<string, ResolvedFinding> {
  const ended = new Map<string, ResolvedFinding>();
  for (const life of resolved) {
    const known = ended.get(life.finding.fingerprint);
    if (!known || known.resolvedAt < life.resolvedAt) ended.set(life.finding.fingerprint, life);
  }
  return ended;
}

function turnsOf(
  open: ReadonlyMap<string, OpenFinding>,
  resolved: readonly ResolvedFinding[],
  now: Date,
): Map<string, number[]> {
  const since = new Date(now.getTime() - 2 * DAY_MS).toISOString();
  const turns = new Map<string, number[]>();
  const add = (print: string, at: string): void => {
    if (at <= since) return;
    const times = turns.get(print);
    if (times) times.push(Date.parse(at));
    else turns.set(print, [Date.parse(at)]);
  };
  for (const { finding, firstSeen, resolvedAt } of resolved) {
    add(finding.fingerprint, firstSeen);
    add(finding.fingerprint, resolvedAt);
  }
  for (const [print, { life }] of open) add(print, life.firstSeen);
  for (const times of turns.values()) times.sort((a, b) => a - b);
  return turns;
}

/** More turns than this within 24 hours are flapping. */
const TURNS = 3;

export function isFlapping({ turns, now }: World, fingerprint: string): boolean {
  const since = now.getTime() - DAY_MS;
  return (turns.get(fingerprint) ?? []).filter((at) => at > since).length > TURNS;
}

/** It turned within the last 24 hours, and had not been stable for 24 hours before. */
export function isRestless({ turns, now }: World, fingerprint: string): boolean {
  const times = turns.get(fingerprint) ?? [];
  const [before = Number.NEGATIVE_INFINITY, last = Number.NEGATIVE_INFINITY] =
    times.length < 2 ? [undefined, times[0]] : times.slice(-2);
  return now.getTime() - last < DAY_MS && last - before < DAY_MS;
}
