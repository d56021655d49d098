import type { Sandbox } from '../../sandbox/start.ts';
import { credentialsOf } from '../../shared/accounts/connect.ts';
import { parseConfig } from '../../shared/config/load-config.ts';
import type { Config } from '../../shared/config/schema.ts';
import { deliverAlerts } from '../../shared/deliver/deliver-alerts.ts';
import { channelOpener } from '../../shared/deliver/open-channels.ts';
import { handleTrigger } from '../../shared/jobs/handle-trigger.ts';
import { AppError } from '../../shared/model/error.ts';
import type { Job } from '../../shared/model/job.ts';
import { silentLog } from '../../shared/model/log.ts';
import type { Channel, Notice } from '../../shared/model/notice.ts';
import type { ObjectStore } from '../../shared/model/object-store.ts';
import type { Report } from '../../shared/model/report.ts';
import { CHECK_IDS, CHECK_TITLES } from '../../shared/present/check-titles.ts';
import { makeReport } from '../../shared/present/make-report.ts';
import { toolsFor } from '../../shared/run/tools.ts';
import { storedResults } from '../../shared/state/stored-accounts.ts';
import { isWhole, verifyStore } from '../../shared/state/verify-store.ts';
import { connectionTo } from '../sandbox-cloud.ts';
import { MortalStore } from './mortal-store.ts';
import type { Incident, Kill, Script } from './script.ts';
import { VirtualClock } from './virtual-clock.ts';
import { ACCOUNT, configText } from './world.ts';

/** A message that arrived. */
export interface Heard {
  /** Epoch ms of the world's clock. */
  at: number;
  notice: Notice;
  /** The run lived on, and was told that it arrived. */
  certain: boolean;
}

/** What stands between the product and its surroundings; a test of the oracle breaks one of them. */
export interface Breaks {
  store?: (store: ObjectStore) => ObjectStore;
  channel?: (channel: Channel) => Channel;
  config?: string;
  /** What really happens in place of an incident of the script. */
  as?: (incident: Incident) => Incident;
}

export type Ended = 'done' | 'repeated' | 'busy' | 'overtaken' | 'waiting' | 'started' | 'failed' | 'killed';

/** The functions of the product as the platform starts them, on the clock of the world. */
export class Product {
  readonly heard: Heard[] = [];
  readonly config: Config;
  readonly clock = new VirtualClock();
  /** How far the clock of the machine is off, in milliseconds. */
  skew = 0;
  storeFails: () => boolean = () => false;
  readonly #sandbox: Sandbox;
  readonly #store: ObjectStore;
  readonly #script: Script;
  readonly #breaks: Breaks;
  readonly #fetch: typeof fetch = (url, init) => this.#impatient(fetch(url, init));
  #attempts = 0;

  constructor(sandbox: Sandbox, store: ObjectStore, script: Script, breaks: Breaks) {
    this.#sandbox = sandbox;
    this.#store = store;
    this.#script = script;
    this.#breaks = breaks;
    const text = `${configText(script.evidenceDays)}${breaks.config ?? ''}`;
    this.config = parseConfig(text, 'simulation', {}, { checks: CHECK_IDS });
  }

  now = (): Date => new Date(this.#sandbox.now().getTime() + this.skew);

  /** A job whose timer fired at that moment of the world. */
  async runJob(job: Job, tick: number, kill: Kill | null): Promise<Ended> {
    const store = this.#mortal(kill);
    const connection = connectionTo(this.#sandbox, {
      config: this.config,
      credentials: credentialsOf({
        accessKeyId: this.#sandbox.accessKeyId,
        accessKeySecret: this.#sandbox.accessKeySecret,
      }),
      now: this.now,
      clock: this.clock,
      random: () => 0.5,
      budgets: true,
    });
    const triggerTime = `${new Date(tick).toISOString().slice(0, 19)}Z`;
    try {
      const { accounts } = await handleTrigger({
        job,
        event: Buffer.from(JSON.stringify({ triggerTime, triggerName: 'timer', payload: '' })),
        attempt: this.#attempt(),
        self: null,
        account: ACCOUNT,
        connection,
        tools: this.#tools(store),
        realNow: () => new Date(),
      });
      return accounts[0]?.outcome ?? 'failed';
    } catch (error) {
      if (store.isDead) return 'killed';
      if (isBug(error)) throw error;
      return 'failed';
    }
  }

  /** What the timer of the alerts starts each minute. */
  async runAlerts(kill: Kill | null): Promise<Ended> {
    const store = this.#mortal(kill);
    const before = this.heard.length;
    const opener = channelOpener(this.config, {
      fetch: this.#fetch,
      now: this.now,
      realNow: () => new Date(),
      detour: { host: new URL(this.#sandbox.url).host, protocol: 'http' },
      tokens: new Map(),
      write: () => undefined,
    });
    try {
      const { kind } = await deliverAlerts({
        tools: this.#tools(store),
        attempt: this.#attempt(),
        open: (memories) => {
          const opened = opener(memories);
          const channels = [...opened.channels].map(
            ([name, channel]) => [name, this.#listening(channel, store)] as const,
          );
          return { ...opened, channels: new Map(channels) };
        },
        titles: CHECK_TITLES,
        force: false,
        ping: async () => undefined,
        signal: new AbortController().signal,
      });
      return kind === 'busy' ? 'busy' : 'done';
    } catch (error) {
      if (!store.isDead && isBug(error)) throw error;
      // Whether it was noted that the last message went out is not known.
      for (const heard of this.heard.slice(before)) heard.certain = false;
      return store.isDead ? 'killed' : 'failed';
    }
  }

  /** What the stored states say now. */
  async report(): Promise<Report> {
    const at = this.now();
    return makeReport(await storedResults(this.#seen(), this.config, at), this.config, at, 'en', false);
  }

  /** Chains of evidence that are not whole. */
  async doubts(): Promise<string[]> {
    const chains = await verifyStore(this.#seen(), this.config.retention);
    return chains
      .filter((chain) => !isWhole(chain))
      .map(
        ({ job, runs, broken, lost, doubts }) => `${job}: ${JSON.stringify({ runs, broken, lost, doubts })}`,
      );
  }

  #attempt(): string {
    this.#attempts += 1;
    return `request-${this.#attempts}`;
  }

  #seen(): ObjectStore {
    return this.#breaks.store?.(this.#store) ?? this.#store;
  }

  #mortal(kill: Kill | null): MortalStore {
    return new MortalStore(this.#seen(), kill, () => this.storeFails());
  }

  #tools(store: ObjectStore) {
    const isGone = () => this.#script.knowsDead;
    return toolsFor(store, this.config, { now: this.now, log: silentLog, isGone });
  }

  /** Notes what really arrived, whatever the channel was told. */
  #listening(channel: Channel, store: MortalStore): Channel {
    const broken = this.#breaks.channel?.(channel) ?? channel;
    return {
      name: channel.name,
      deliver: async (notice) => {
        store.requireLife();
        const { dingtalk } = this.#sandbox.state();
        const before = dingtalk.outbox.length;
        const delivery = await broken.deliver(notice);
        const arrived = dingtalk.outbox.length - before;
        const at = this.#sandbox.now().getTime();
        for (let copy = 0; copy < arrived; copy += 1)
          this.heard.push({ at, notice, certain: delivery.kind === 'sent' });
        return delivery;
      },
    };
  }

  /** Messages have real timers of their own, which what hangs on purpose need not wait for. */
  async #impatient(answer: Promise<Response>): Promise<Response> {
    if (!this.clock.hangs) return answer;
    answer.catch(() => undefined);
    const limit = new Promise<never>((_resolve, reject) => {
      const end = () => reject(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
      setTimeout(end, this.clock.limitMs());
    });
    return Promise.race([answer, limit]);
  }
}

/** Expected trouble has a code; anything else is a mistake in the program. */
function isBug(error: unknown): boolean {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return !(cause instanceof AppError);
}
