import { parseConfig } from '../../shared/config/load-config.ts';
import { type AlertRunResult, deliverAlerts } from '../../shared/deliver/deliver-alerts.ts';
import { AppError } from '../../shared/model/error.ts';
import type { Severity } from '../../shared/model/finding.ts';
import { JOBS, type Job } from '../../shared/model/job.ts';
import type { JobState, ResolvedFinding } from '../../shared/model/job-state.ts';
import type { Log } from '../../shared/model/log.ts';
import type { Delivery, Notice } from '../../shared/model/notice.ts';
import type { ObjectStore } from '../../shared/model/object-store.ts';
import { CHECK_IDS, CHECK_TITLES } from '../../shared/present/check-titles.ts';
import { emptyState } from '../../shared/run/next-state.ts';
import { toolsFor } from '../../shared/run/tools.ts';
import { writeState } from '../../shared/state/job-store.ts';
import { memoryStore } from '../../shared/store/memory.ts';
import { at, DAY, finding, resource, WELL } from '../alerts/story.ts';
import { ACCOUNT } from '../builders.ts';

/** What a channel was asked to send and took. */
export interface Heard {
  channel: string;
  notice: Notice;
}

export type Answer = (channel: string, notice: Notice) => Promise<Delivery>;

export const SENT: Answer = async () => ({ kind: 'sent' });

/** The process is no more: nothing that it would have done happens. */
export class Killed extends Error {}

export const CHANNELS = ['first', 'second'];
const CONFIG = parseConfig(
  `alerts: { channels: [${CHANNELS.map((name) => `{ type: console, name: ${name} }`).join(', ')}], proofOfLife: { enabled: false } }`,
  'test',
  {},
  { checks: CHECK_IDS },
);

/** An account whose findings open and end, and what the channels hear of it. Time goes on by a minute with each run. */
export class OutboxWorld {
  readonly store: ObjectStore = memoryStore();
  readonly heard: Heard[] = [];
  readonly logs: string[] = [];
  /** The causes that the log told. */
  readonly causes: string[] = [];
  minute = 0;
  readonly #open = new Map<string, { severity: Severity; since: string }>();
  #resolved: ResolvedFinding[] = [];
  #runs = 0;

  get open(): ReadonlyMap<string, { since: string }> {
    return this.#open;
  }

  break(id: string, severity: Severity = 'critical'): void {
    if (!this.#open.has(id)) this.#open.set(id, { severity, since: at(this.minute) });
  }

  mend(id: string): void {
    const life = this.#open.get(id);
    if (!life || life.since === at(this.minute)) return;
    this.#open.delete(id);
    const about = finding({ resource: resource({ id }), severity: life.severity, clusters: [] });
    const now = at(this.minute);
    this.#resolved = [
      { finding: about, firstSeen: life.since, lastSeen: now, resolvedAt: now, ending: WELL },
      ...this.#resolved,
    ];
  }

  /** All jobs look, and store what they see. */
  async look(store = this.store): Promise<void> {
    for (const job of JOBS) await writeState(store, this.#stateOf(job));
  }

  /** The alerts are started; null when they were killed. */
  async alert({ store = this.store, answer = SENT, force = true } = {}): Promise<AlertRunResult | Error> {
    this.#runs += 1;
    const note: Log['info'] = (message, { cause = '' } = {}) => {
      this.logs.push(message);
      this.causes.push(String(cause));
    };
    const log: Log = { info: note, warn: note, error: note };
    const now = (): Date => new Date(at(this.minute));
    const channels = CHANNELS.map((name) => {
      const deliver = (notice: Notice): Promise<Delivery> => answer(name, notice);
      return [name, { name, deliver }] as const;
    });
    try {
      return await deliverAlerts({
        tools: toolsFor(store, CONFIG, { now, log, isGone: () => false }),
        attempt: `run-${this.#runs}`,
        open: (memories) => ({ channels: new Map(channels), memories, reportLink: (_, url) => url }),
        titles: CHECK_TITLES,
        force,
        ping: async () => undefined,
        signal: new AbortController().signal,
      });
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    } finally {
      this.minute += 1;
    }
  }

  /** A channel that hears, and answers so. */
  hearing(answer: Answer = SENT): Answer {
    return async (channel, notice) => {
      const delivery = await answer(channel, notice);
      if (delivery.kind === 'sent') this.heard.push({ channel, notice });
      return delivery;
    };
  }

  /** What a message tells its channel: `first key-1 new <since>`. */
  linesOf({ channel, notice }: Heard): string[] {
    return notice.items.flatMap(({ state, resource: { id }, alike, since }) =>
      [id, ...alike.map((other) => other.id)].map((one) => `${channel} ${one} ${state} ${since}`),
    );
  }

  /** How often each thing was told to each channel. */
  told(): Map<string, number> {
    const times = new Map<string, number>();
    for (const line of this.heard.flatMap((message) => this.linesOf(message)))
      times.set(line, (times.get(line) ?? 0) + 1);
    return times;
  }

  #stateOf(job: Job): JobState {
    const finishedAt = at(this.minute);
    const state = emptyState(ACCOUNT, 'payments', job, at(-DAY));
    const own = job === 'keys' ? [...this.#open] : [];
    const findings = own.map(([id, { severity }]) =>
      finding({ resource: resource({ id }), severity, clusters: [] }),
    );
    const lives = own.map(([, { since }], index) => {
      return [findings[index]?.fingerprint ?? '', { firstSeen: since, lastSeen: finishedAt }] as const;
    });
    const result = { job, account: ACCOUNT, startedAt: finishedAt, finishedAt, complete: true };
    return {
      ...state,
      result: { ...result, parts: {}, findings, passed: {}, blind: [] },
      open: Object.fromEntries(lives),
      resolved: job === 'keys' ? this.#resolved : [],
    };
  }
}

export type When = 'before' | 'after';
export type Operation = keyof ObjectStore;

/** What happens to one call of the store; `nth` counts from 1. */
export type Disturb = (nth: number, operation: Operation, key: string) => Disturbance | null;

export type Disturbance = { how: 'kill' | 'fail'; when: When } | { how: 'tear' };

/** A store that is disturbed; `step` counts what is done beside it, such as sending. */
export function disturbed(store: ObjectStore, disturb: Disturb) {
  let calls = 0;
  let dead = false;
  const step = async <T>(operation: Operation, key: string, act: () => Promise<T>): Promise<T> => {
    if (dead) throw new Killed();
    calls += 1;
    const what = disturb(calls, operation, key);
    if (what === null) return act();
    if (what.how === 'tear') return torn(await act());
    if (what.when === 'after') await act();
    if (what.how === 'fail') throw new AppError('StoreUnreachable', `no answer to ${operation} ${key}`, '');
    dead = true;
    throw new Killed();
  };
  const front: ObjectStore = {
    get: (key) => step('get', key, () => store.get(key)),
    put: (key, body) => step('put', key, () => store.put(key, body)),
    putIfAbsent: (key, body) => step('putIfAbsent', key, () => store.putIfAbsent(key, body)),
    list: (prefix, after) => step('list', prefix, () => store.list(prefix, after)),
    delete: (key) => step('delete', key, () => store.delete(key)),
  };
  return { store: front, calls: () => calls, isDead: () => dead };
}

/** Half of what was stored. */
function torn<T>(answer: T): T {
  return Buffer.isBuffer(answer) ? Object(answer.subarray(0, answer.length / 2)) : answer;
}
