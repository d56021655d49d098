import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { accountOf } from '../../sandbox/world/world-state.ts';
import { memoryStore } from '../../shared/accounts/connect.ts';
import type { Job } from '../../shared/model/job.ts';
import type { ObjectStore } from '../../shared/model/object-store.ts';
import { Episodes } from './episodes.ts';
import { happen, namesOf, subjectOf } from './happen.ts';
import { leftBehind } from './left-behind.ts';
import { NextRuns } from './next-runs.ts';
import { type Complaint, iso, Oracle } from './oracle.ts';
import { type Breaks, type Ended, Product } from './product.ts';
import type { Fault, Incident, Kill, Script } from './script.ts';
import { lookTimes, MINUTE, type Tick, ticksUntil } from './timers.ts';
import { Trouble } from './trouble.ts';
import { breakages } from './truth.ts';
import { storedBefore } from './upgrade.ts';
import { ACCOUNT, scenarioFile } from './world.ts';

const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** How long the lease of a dead run is respected, and that of dead alerts. */
const LEASE_MS = 13 * MINUTE;

export interface Played {
  complaints: readonly Complaint[];
  /** One line for each thing that happened or was told. */
  story: readonly string[];
  runs: number;
  messages: number;
}

/** Plays a script from its first to its last minute. The same script plays the same. */
export async function play(script: Script, breaks: Breaks = {}): Promise<Played> {
  const sandbox = await startSandbox({ scenario: scenarioFile(), rates: 'off' });
  try {
    const simulation = new Simulation(sandbox, script, breaks);
    await simulation.play();
    return simulation.played();
  } finally {
    await sandbox.close();
  }
}

interface Event {
  at: number;
  does: () => void | Promise<void>;
}

class Simulation {
  readonly #sandbox: Sandbox;
  readonly #script: Script;
  readonly #start: number;
  readonly #store: ObjectStore = memoryStore();
  readonly #product: Product;
  readonly #breaks: Breaks;
  readonly #episodes = new Episodes();
  readonly #oracle = new Oracle(this.#episodes);
  readonly #story: string[] = [];
  readonly #ran = new Map<Job, number>();
  /** When a run of the job last began that ended well. */
  readonly #looked = new Map<string, number>();
  /** Incidents that have happened and are not mended, by what they are about; and when others ended. */
  readonly #going = new Map<string, Incident>();
  readonly #over = new Map<string, number>();
  readonly #authors = new Map<string, string>();
  readonly #trouble: Trouble;
  readonly #next = new NextRuns();
  #heard = 0;
  #runs = 0;
  #verified = 0;

  constructor(sandbox: Sandbox, script: Script, breaks: Breaks) {
    this.#sandbox = sandbox;
    this.#script = script;
    this.#start = sandbox.now().getTime();
    this.#breaks = breaks;
    this.#product = new Product(sandbox, this.#store, script, breaks);
    this.#trouble = new Trouble(sandbox, this.#product, this.#episodes, script);
  }

  async play(): Promise<void> {
    if (this.#script.upgrade) this.#oracle.remember(await storedBefore(this.#store));
    for (const { at, does } of this.#events()) {
      this.#moveTo(at);
      await does();
    }
    for (const what of await leftBehind(this.#store, this.#script))
      this.#oracle.complain(this.#now(), 'left behind', what);
  }

  played(): Played {
    const { complaints } = this.#oracle;
    return { complaints, story: this.#story, runs: this.#runs, messages: this.#product.heard.length };
  }

  #now(): number {
    return this.#sandbox.now().getTime();
  }

  #say(text: string): void {
    this.#story.push(`${iso(this.#now())} ${text}`);
  }

  /** Everything in the order of time; what happens comes before a look in the same minute. */
  #events(): Event[] {
    const at = (minute: number): number => this.#start + minute * MINUTE;
    const events: Event[] = [];
    for (const action of this.#script.actions) {
      const begins = at(action.at);
      switch (action.what) {
        case 'incident':
          events.push({ at: begins, does: () => this.#break(action) });
          events.push({ at: at(action.at + action.lasts), does: () => this.#mend(action) });
          break;
        case 'fault':
          events.push({ at: begins, does: () => this.#disturb(action, true) });
          events.push({ at: at(action.at + action.lasts), does: () => this.#disturb(action, false) });
          break;
        case 'clock':
          events.push({ at: begins, does: () => this.#trouble.jump(action) });
          events.push({ at: at(action.at + action.lasts), does: () => this.#trouble.jump(null) });
          break;
        case 'kill':
        case 'twice':
          events.push({ at: begins, does: () => this.#next.add(action) });
          break;
      }
    }
    for (const minute of lookTimes(this.#script)) events.push({ at: at(minute), does: () => this.#look() });
    return events.sort((a, b) => a.at - b.at);
  }

  /** The clock of the world goes on; what was planned for then has happened. */
  #moveTo(at: number): void {
    const { clock } = this.#sandbox.state();
    clock.now = Math.max(clock.now, at);
    this.#see();
  }

  #see(): void {
    this.#episodes.see(
      this.#now(),
      breakages(this.#sandbox.state()),
      (name) => this.#authors.get(name) ?? null,
    );
  }

  async #break(incident: Incident): Promise<void> {
    await this.#catchUp();
    const subject = subjectOf(incident);
    const isTooSoon = this.#now() - (this.#over.get(subject) ?? Number.NEGATIVE_INFINITY) < DAY;
    if (this.#going.has(subject) || isTooSoon || !happen(this.#sandbox, this.#really(incident), 'breaks'))
      return;
    this.#going.set(subject, incident);
    const account = accountOf(this.#sandbox.state(), ACCOUNT);
    for (const name of namesOf(incident, account)) this.#authors.set(name, incident.by);
    this.#say(`${incident.kind} ${incident.of} by ${incident.by}`);
    this.#see();
  }

  async #mend(incident: Incident): Promise<void> {
    await this.#catchUp();
    const subject = subjectOf(incident);
    if (this.#going.get(subject) !== incident) return;
    if (!happen(this.#sandbox, incident, 'mends')) throw new Error(`${incident.kind} cannot be mended`);
    this.#going.delete(subject);
    this.#over.set(subject, this.#now());
    this.#say(`mended: ${incident.kind} ${incident.of}`);
    this.#see();
  }

  #really(incident: Incident): Incident {
    return this.#breaks.as?.(incident) ?? incident;
  }

  async #disturb(fault: Fault, begins: boolean): Promise<void> {
    this.#say(`${begins ? 'fault' : 'no more'}: ${fault.kind} ${fault.action}`);
    await (begins ? this.#trouble.begin(fault) : this.#trouble.end(fault));
  }

  /** Plays the timers that fired since, sends what is due, and holds all of it against the truth. */
  async #look(): Promise<void> {
    await this.#catchUp();
    await this.#alert();
    this.#moveTo(this.#now() + MINUTE);
    await this.#alert();
    const now = this.#now();
    this.#oracle.settle(now);
    this.#oracle.look(now, await this.#product.report(), this.#looked);
    const day = Math.floor((now - this.#start) / DAY);
    if (day === this.#verified || !this.#episodes.isCalm(now - HOUR, now)) return;
    this.#verified = day;
    // What is left of the last release is only its states.
    if (this.#script.upgrade) return;
    for (const what of await this.#product.doubts()) this.#oracle.complain(now, 'evidence', what);
  }

  /** The timers that fired until now; before something happens, so that none of them sees it too early. */
  async #catchUp(): Promise<void> {
    for (const tick of ticksUntil(this.#now(), this.#ran)) {
      this.#ran.set(tick.job, tick.at);
      await this.#run(tick);
    }
  }

  async #run({ job, at }: Tick): Promise<void> {
    const kill = this.#next.killOf(job);
    const began = this.#now();
    const isTwice = this.#next.twiceOf(job);
    this.#runs += 1;
    const runs = [this.#product.runJob(job, at, kill)];
    if (isTwice) runs.push(this.#product.runJob(job, isTwice.at % 2 === 0 ? at : at - MINUTE, null));
    const ends = await Promise.all(runs);
    this.#note(job, ends, kill);
    if (ends.includes('done')) this.#looked.set(job, began);
    if (!kill?.again || !ends.includes('killed')) return;
    this.#moveTo(this.#now() + MINUTE);
    if ((await this.#product.runJob(job, at, null)) === 'done') this.#looked.set(job, began);
  }

  async #alert(): Promise<void> {
    const kill = this.#next.killOf('alerts');
    this.#runs += 1;
    const runs = [this.#product.runAlerts(kill)];
    if (this.#next.twiceOf('alerts')) runs.push(this.#product.runAlerts(null));
    this.#note('alerts', await Promise.all(runs), kill);
    for (const heard of this.#product.heard.slice(this.#heard)) {
      for (const { state, check, resource, actor } of heard.notice.items)
        this.#say(
          `told: ${state} ${check} ${resource.id} ${actor?.name ?? ''}${heard.certain ? '' : ' (unnoted)'}`,
        );
      this.#oracle.hear(heard);
    }
    this.#heard = this.#product.heard.length;
  }

  #note(job: Job | 'alerts', ends: readonly Ended[], kill: Kill | null): void {
    if (!ends.includes('killed')) return;
    this.#say(`killed: ${job} ${kill?.before ? 'before' : 'after'} operation ${kill?.operation}`);
    this.#episodes.disturb(this.#now() - MINUTE, this.#now() + LEASE_MS);
  }
}
