import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AccountView } from '../../shared/alerts/account-view.ts';
import { accountView } from '../../shared/deliver/account-view.ts';
import type { ChangeEvent, Drift } from '../../shared/model/change.ts';
import type { Finding, Severity } from '../../shared/model/finding.ts';
import type { Job, JobResult } from '../../shared/model/job.ts';
import type { JobState } from '../../shared/model/job-state.ts';
import type { Delivery, NoticeItem } from '../../shared/model/notice.ts';
import { emptyState } from '../../shared/run/next-state.ts';
import { moveLives } from '../../shared/state/lifecycle.ts';
import { ACCOUNT, cluster, policy, seen } from '../builders.ts';
import { ALICE, type Answer, at, DAY, finding, resource, Story } from './story.ts';

const STEP = 5;
const STORM = 30 * DAY;
/** Then nothing happens any more, and everything that is left must be told. */
const CALM = 3 * DAY;

const YAML = `
alerts:
  top: 50
  channels:
    - { type: console, name: all }
    - { type: console, name: day, minSeverity: high, quietHours: { from: "22:00", to: "07:30" } }
    - { type: console, name: boss, escalateAfterMinutes: 30 }`;

const SEVERITIES: readonly Severity[] = ['critical', 'critical', 'high', 'high', 'medium', 'low'];
const FINDINGS = 14;

/** Numbers from 0 to 1 that are the same for the same seed. */
function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** An account in which findings come and go, jobs stop, and things are changed. */
class Account {
  states: Record<Exclude<Job, 'proof'>, JobState>;
  #failing = new Set<number>();
  #unknown = new Set<number>();
  #down = 0;
  #reported: { minute: number; event: ChangeEvent }[] = [];
  changes = 0;

  readonly roll: () => number;

  constructor(roll: () => number) {
    this.roll = roll;
    const born = (job: Job): JobState => ({
      ...emptyState(ACCOUNT, 'payments', job, at(-DAY)),
      result: this.#result(job, [], -STEP),
    });
    this.states = {
      inventory: born('inventory'),
      keys: born('keys'),
      activity: born('activity'),
      spend: born('spend'),
    };
  }

  #result(job: Job, findings: readonly Finding[], minute: number): JobResult {
    const parts = { clusters: seen([cluster()]) };
    const [startedAt, finishedAt] = [at(minute), at(minute)];
    return {
      job,
      account: ACCOUNT,
      startedAt,
      finishedAt,
      parts,
      complete: true,
      findings,
      passed: {},
      blind: [],
    };
  }

  step(minute: number, storm: boolean): void {
    if (storm) this.#happen(minute);
    else this.#unknown.clear();
    for (const job of ['inventory', 'activity', 'spend'] as const)
      this.states[job] = { ...this.states[job], result: this.#result(job, [], minute) };
    this.#report(minute);
    if (storm && this.#down > 0) {
      const trouble = { code: 'Bug', message: 'it broke', hint: '', at: at(minute), run: 'r' };
      this.states.keys = { ...this.states.keys, trouble };
      return;
    }
    const findings = [...this.#failing].map((index) => this.#finding(index));
    const before = this.states.keys;
    const result = this.#result('keys', findings, minute);
    const lives = moveLives(
      { ...before, findings: before.result?.findings ?? [] },
      result,
      result.parts,
      at(minute),
    );
    this.states.keys = { ...before, ...lives, result, trouble: null };
  }

  #finding(index: number): Finding {
    const severity = SEVERITIES[index % SEVERITIES.length] ?? 'medium';
    const status = this.#unknown.has(index) ? 'unknown' : 'fail';
    return finding({ severity, status, resource: resource({ id: `key-${index}` }) });
  }

  #happen(minute: number): void {
    const { roll } = this;
    for (let index = 0; index < FINDINGS; index += 1) this.#move(index);
    this.#down = this.#down > 0 ? this.#down - 1 : roll() < 0.002 ? Math.ceil(roll() * 20) : 0;
    if (roll() < 0.003) this.#change(minute);
  }

  /** Two of the findings flap. */
  #move(index: number): void {
    const { roll } = this;
    const [opens, closes] = index === 0 || index === 3 ? [0.05, 0.2] : [0.001, 0.006];
    if (!this.#failing.has(index)) {
      if (roll() < opens) this.#failing.add(index);
    } else if (roll() < closes) this.#failing.delete(index);
    else if (roll() < 0.02) this.#unknown.add(index);
    else if (roll() < 0.3) this.#unknown.delete(index);
  }

  /** A key is disabled and enabled again before anybody looked; ActionTrail tells who it was, a little later or never. */
  #change(minute: number): void {
    this.changes += 1;
    const about = resource({ id: `changed-${this.changes}` });
    const drift: Drift = {
      ...{
        id: `drift-${this.changes}`,
        kind: 'key-disabled',
        resource: about,
        clusters: [],
        from: '',
        to: 'Disabled',
      },
      ...{ after: at(minute - 5), until: at(minute) },
    };
    const { states, roll } = this;
    states.inventory = { ...states.inventory, drifts: [drift, ...states.inventory.drifts] };
    if (roll() < 0.3) return;
    const event: ChangeEvent = {
      ...{ eventId: `event-${this.changes}`, name: 'DisableKey', at: at(minute - 3), kind: 'key-disabled' },
      ...{ explains: ['key-disabled'], target: about, to: 'Disabled', actor: ALICE, errorCode: '' },
    };
    this.#reported.push({ minute: minute + Math.floor(roll() * 60), event });
  }

  #report(minute: number): void {
    const due = this.#reported.filter((entry) => entry.minute <= minute).map(({ event }) => event);
    this.#reported = this.#reported.filter((entry) => entry.minute > minute);
    const { activity } = this.states;
    this.states.activity = { ...activity, events: [...due, ...activity.events] };
  }

  view(minute: number) {
    return accountView({ id: ACCOUNT, name: 'payments' }, this.states, policy(), new Date(at(minute)));
  }
}

/** The things that an item tells, each of which must be told once. */
function namesOf(
  channel: string,
  { state, fingerprint, resource, alike, since, until }: NoticeItem,
): string[] {
  if (state === 'changed') return [resource, ...alike].map(({ id }) => `${channel} ${state} ${id}`);
  const end = state === 'flapping' ? (until ?? 'open') : '';
  return [`${channel} ${state} ${fingerprint} ${since} ${end}`];
}

/** How often each thing was told. */
class Count extends Map<string, number> {
  add(channel: string, items: readonly NoticeItem[]): void {
    for (const item of items) {
      if (item.state === 'still' && channel !== 'boss') continue;
      for (const name of namesOf(channel, item)) this.set(name, (this.get(name) ?? 0) + 1);
    }
  }
}

/** Channels that are throttled, refuse, and runs that die. */
class Weather {
  #bad = new Map<string, { until: number; refused: boolean }>();
  died = new Count();
  failed = new Set<string>();

  readonly roll: () => number;

  constructor(roll: () => number) {
    this.roll = roll;
  }

  answer(minute: number, storm: boolean): Answer {
    this.failed.clear();
    return (channel, { items }) => {
      const { roll } = this;
      if (!storm) return { kind: 'sent' };
      const trouble = this.#trouble(channel, minute);
      if (trouble) return trouble;
      if (roll() >= 0.04) return { kind: 'sent' };
      for (const name of ['all', 'day', 'boss']) this.failed.add(name);
      if (roll() < 0.5) return 'die';
      this.died.add(channel, items);
      return 'crash';
    };
  }

  #trouble(channel: string, minute: number): Delivery | null {
    const { roll } = this;
    const bad = this.#bad.get(channel);
    if (roll() < 0.02) this.#bad.set(channel, { until: minute + roll() * 600, refused: roll() < 0.3 });
    if (!bad || bad.until <= minute) return null;
    this.failed.add(channel);
    return bad.refused
      ? { kind: 'refused', cause: 'configuration', code: '310000', why: 'sign not match', hint: '' }
      : { kind: 'later', after: at(minute + 10), code: '130101', why: 'too fast' };
  }
}

/** Criticals that are open, were seen to fail in the last run of their job, and are not told although the channel would be asked. */
function untoldCriticals({ ledger }: Story, view: AccountView, minute: number): string[] {
  const channel = ledger.channels['all'];
  if (!channel || (channel.notBefore ?? '') > at(minute)) return [];
  return view.findings
    .filter(({ finding: { status, severity } }) => status === 'fail' && severity === 'critical')
    .map(({ finding: { fingerprint } }) => fingerprint)
    .filter((print) => !channel.said[print]);
}

function live(seed: number): { account: Account; story: Story; told: Count; died: Count } {
  const roll = dice(seed);
  const account = new Account(roll);
  const weather = new Weather(roll);
  const story = new Story(YAML);
  const told = new Count();
  for (let minute = 0; minute < STORM + CALM; minute += STEP) {
    const storm = minute < STORM;
    account.step(minute, storm);
    const view = account.view(minute);
    const arrived = story.run(minute, [view], weather.answer(minute, storm));
    for (const { channel, notice } of arrived) told.add(channel, notice.items);
    if (arrived.length > 15) throw new Error(`${arrived.length} messages at ${at(minute)}`);
    const untold = weather.failed.has('all') ? [] : untoldCriticals(story, view, minute);
    if (untold.length > 0) throw new Error(`not told at ${at(minute)}: ${untold.join()}`);
  }
  return { account, story, told, died: weather.died };
}

test('30 days of failing findings, jobs and channels: nothing is lost, nothing told twice', () => {
  const holds = fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seed) => {
    const { account, story, told, died } = live(seed);
    // A crash between sending and marking repeats what was in that message, and nothing else.
    expect([...told].filter(([name, count]) => count > 1 + (died.get(name) ?? 0))).toEqual([]);
    const end = account.view(STORM + CALM).findings.map(({ finding: told }) => told);
    const wanted = (...worst: Severity[]): string[] =>
      end.filter(({ severity }) => worst.includes(severity)).map((open) => open.fingerprint);
    const said = (channel: string): string[] => Object.keys(story.ledger.channels[channel]?.said ?? {});
    expect(new Set(said('all'))).toEqual(new Set(wanted('critical', 'high', 'medium')));
    expect(new Set(said('day'))).toEqual(new Set(wanted('critical', 'high')));
    expect(new Set(said('boss'))).toEqual(new Set(wanted('critical')));
    const changes = Array.from({ length: account.changes }, (_, index) => `changed-${index + 1}`);
    expect(changes.filter((id) => !told.has(`all changed ${id}`))).toEqual([]);
    expect(changes.length).toBeGreaterThan(10);
    expect(told.size).toBeGreaterThan(100);
  });
  fc.assert(holds, { numRuns: 2, seed: 7, endOnFailure: true });
});
