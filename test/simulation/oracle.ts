import type { NoticeItem } from '../../shared/model/notice.ts';
import type { Report, ReportCluster } from '../../shared/model/report.ts';
import { BOUNDS, MINUTE, SETTLED_MS } from './bounds.ts';
import type { Episode, Episodes } from './episodes.ts';
import type { Heard } from './product.ts';

export interface Complaint {
  /** Epoch ms of the world's clock. */
  at: number;
  /** Which promise is broken. */
  promise:
    | 'once'
    | 'in time'
    | 'author'
    | 'false alarm'
    | 'false recovery'
    | 'false pass'
    | 'unknown'
    | 'evidence'
    | 'left behind';
  what: string;
}

/** What flaps may have been told before. */
const OPENS: readonly string[] = ['new'];
const ENDS: readonly string[] = ['resolved', 'closed'];
/** Changes that an incident makes once, when it begins or ends. */
const HAPPENS_ONCE: readonly string[] = [
  'key-disabled',
  'key-enabled',
  'key-deletion-scheduled',
  'key-deletion-cancelled',
  'encryption-off',
  'encryption-on',
  'trail-stopped',
  'cluster-added',
  'cluster-removed',
];
const CHANGE_MS = 20 * 60 * MINUTE;
/** Several things of one resource may be unreadable at once, and are joined by their reason. */
const UNREADABLE = 'resource-unreadable';
/** What is named in a minute may have been seen in the one before. */
const TOLERANCE_MS = 6 * MINUTE;
/** Whose author the product looks for; events come late, and the next look at them a quarter of an hour later. */
const HAS_AUTHOR = ['key-state', 'cluster-encryption', 'security-role'];
const AUTHOR_MS = 75 * MINUTE;

/** Holds what was told against what was true. */
export class Oracle {
  readonly complaints: Complaint[] = [];
  readonly #episodes: Episodes;
  /** By name of what is open as far as was told. */
  readonly #spoken = new Set<string>();
  /** What a run may have told without noting it: it may come once more. */
  readonly #mayRepeat = new Set<string>();
  /** When a change was told last, by kind and resource. */
  readonly #changes = new Map<string, number>();

  constructor(episodes: Episodes) {
    this.#episodes = episodes;
  }

  /** What was told before the beginning. */
  remember(names: readonly string[]): void {
    for (const name of names) this.#spoken.add(name);
  }

  hear({ at, notice, certain }: Heard): void {
    for (const item of notice.items) {
      if (item.state === 'changed') this.#hearOfChange(item, at, certain);
      if (item.check === '' || item.check === UNREADABLE) continue;
      for (const { id } of [item.resource, ...item.alike])
        this.#hearOf(`${item.check} ${id}`, item, at, certain);
    }
  }

  /** The same thing happens to the same resource once in a day at most: the incidents of a script see to it. */
  #hearOfChange({ evidence, resource, alike }: NoticeItem, at: number, certain: boolean): void {
    const kind = String(evidence['kind']);
    if (!HAPPENS_ONCE.includes(kind)) return;
    for (const { id } of [resource, ...alike]) {
      const name = `${kind} ${id}`;
      const last = this.#changes.get(name) ?? Number.NEGATIVE_INFINITY;
      if (at - last < CHANGE_MS) this.#complain(at, 'once', `the change ${name} was told twice`);
      if (certain) this.#changes.set(name, at);
    }
  }

  #hearOf(name: string, item: NoticeItem, at: number, certain: boolean): void {
    const isOpen = this.#spoken.has(name);
    const opens = OPENS.includes(item.state) || (item.state === 'flapping' && !isOpen);
    const word = opens ? 'new' : ENDS.includes(item.state) ? 'over' : 'still';
    const isRepeat = this.#mayRepeat.delete(`${word} ${name}`);
    if (!certain) this.#mayRepeat.add(`${word} ${name}`);
    if (word === 'new' && isOpen && !isRepeat) this.#complain(at, 'once', `${name} was told twice`);
    if (word !== 'new' && !isOpen && !isRepeat)
      this.#complain(at, 'once', `${item.state} of ${name}, which was not told`);
    if (word === 'still') return;
    if (word === 'new') this.#spoken.add(name);
    else this.#spoken.delete(name);
    if (BOUNDS[item.check]) this.#judge(name, item, at, word);
  }

  #judge(name: string, item: NoticeItem, at: number, word: string): void {
    const episode = this.#episodes.last(name);
    const tolerance = this.#episodes.isCalm(at - SETTLED_MS, at) ? TOLERANCE_MS : SETTLED_MS;
    if (word === 'new') this.#judgeAlarm(name, item, at, tolerance);
    else if (episode && episode.to === null && episode.from + tolerance < Date.parse(item.until ?? ''))
      this.#complain(at, 'false recovery', `${item.state} of ${name}, which is broken`);
    if (episode && word !== 'new') episode.ended = at;
  }

  #judgeAlarm(name: string, item: NoticeItem, at: number, tolerance: number): void {
    const episode = this.#episodes.last(name);
    const isSo = episode && (episode.to === null || episode.to + tolerance >= Date.parse(item.since));
    if (!isSo && !this.#episodes.isCovered(item.check, at - SETTLED_MS))
      this.#complain(at, 'false alarm', `${name} was told: ${item.summary}`);
    if (!episode) return;
    episode.told = at;
    if (item.actor) this.#judgeActor(episode, item.actor.name, at);
  }

  #judgeActor(episode: Episode, actor: string, at: number): void {
    if (actor === episode.by || !this.#first(episode, 'author')) return;
    this.#complain(at, 'author', `${episode.name} by ${actor}; it was ${episode.by ?? 'nobody'}`);
  }

  /** What must have been told by now. */
  settle(now: number): void {
    for (const episode of this.#episodes.all) {
      const { name, from, to, told, ended, check } = episode;
      if (!BOUNDS[check]) continue;
      const due = this.#episodes.deadline(episode, from, to ?? now);
      if (due !== null && told === null && !this.#spoken.has(name) && this.#first(episode, 'told'))
        this.#complain(now, 'in time', `${name} was not told, broken since ${iso(from)}`);
      const isOver = to !== null && ended === null && this.#episodes.last(name) === episode;
      const over = isOver ? this.#episodes.deadline(episode, to, now) : null;
      if (over !== null && this.#spoken.has(name) && this.#first(episode, 'over'))
        this.#complain(now, 'in time', `the end of ${name} was not told, good since ${iso(to ?? 0)}`);
    }
  }

  /** The rows of a report, against the truth that the jobs have looked at. */
  look(now: number, report: Report, looked: ReadonlyMap<string, number>): void {
    const settled = this.#episodes.isCalm(now - SETTLED_MS, now);
    for (const row of report.clusters) {
      const hits = this.#episodes.all.filter(({ clusters }) => clusters.includes(row.id));
      const open = hits.filter(({ to, check }) => to === null && BOUNDS[check]?.decides);
      const seen = open.find((episode) => this.#isSeen(episode, now, looked));
      if (row.verdict === 'pass' && seen && this.#first(seen, `pass ${row.id}`))
        this.#complain(now, 'false pass', `${row.name} passes with ${seen.name} since ${iso(seen.from)}`);
      const isSteady = !hits.some(({ from, to }) => from > now - SETTLED_MS || (to ?? 0) > now - SETTLED_MS);
      if (settled && isSteady) this.#judgeSteady(now, row, open);
    }
    if (settled) this.#judgeAuthors(now, report);
  }

  /** A run that saw it has ended well. */
  #isSeen({ check, from }: Episode, now: number, looked: ReadonlyMap<string, number>): boolean {
    const { job = '', late = false, ms = 0 } = BOUNDS[check] ?? {};
    if (late && !(now - from > ms && this.#episodes.isCalm(from, now))) return false;
    return (looked.get(job) ?? 0) > from;
  }

  /** Nothing has changed for long, and nothing was in the way: the row must say what is. */
  #judgeSteady(now: number, row: ReportCluster, open: readonly Episode[]): void {
    const expected = open.length > 0 ? ['fail'] : ['pass', 'pending'];
    if (expected.includes(row.verdict)) return;
    const what = `${row.name} is ${row.verdict} (${row.why?.check}: ${row.why?.text}), not ${expected[0]}`;
    this.#complain(now, 'unknown', what);
  }

  #judgeAuthors(now: number, { findings }: Report): void {
    for (const episode of this.#episodes.open()) {
      const { name, check, from, by } = episode;
      if (by === null || !HAS_AUTHOR.includes(check) || now - from < AUTHOR_MS) continue;
      if (!this.#episodes.isCalm(from, now)) continue;
      const finding = findings.find((one) => `${one.check} ${one.resource.id}` === name);
      if (!finding || finding.actor?.name === by || !this.#first(episode, 'report')) continue;
      this.#complain(
        now,
        'author',
        `the report names ${finding.actor?.name ?? 'nobody'} for ${name}; it was ${by}`,
      );
    }
  }

  /** Something that is not about messages: evidence, what is left behind, a bug. */
  complain(at: number, promise: Complaint['promise'], what: string): void {
    this.#complain(at, promise, what);
  }

  #first({ complaints }: Episode, what: string): boolean {
    if (complaints.has(what)) return false;
    complaints.add(what);
    return true;
  }

  #complain(at: number, promise: Complaint['promise'], what: string): void {
    this.complaints.push({ at, promise, what });
  }
}

export function iso(at: number): string {
  return new Date(at).toISOString().slice(0, 16);
}
