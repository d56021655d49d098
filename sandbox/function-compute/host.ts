import { fileURLToPath } from 'node:url';
import { Refusal } from '../world/refusal.ts';
import { CodeStore } from './code-store.ts';
import {
  attempt,
  type Deployed,
  type FunctionAddress,
  type Invoked,
  type InvokeRequest,
  type Job,
  type Platform,
  type StartRequest,
} from './deployed.ts';
import { FunctionTable } from './function-table.ts';
import type { Attempt } from './instance-process.ts';
import { type Invocation, newInvocation, noteAttempt, requestIdFrom } from './invocation.ts';
import { type FunctionRecord, specOf } from './record.ts';
import type { CheckedSpec, FunctionSpec } from './spec.ts';
import { dueTimers } from './timers.ts';

export type { Invoked, Platform } from './deployed.ts';
export type { Invocation } from './invocation.ts';
export type { FunctionSpec } from './spec.ts';

/** https://www.alibabacloud.com/help/doc-detail/2527064.html */
const payloadLimits = { Sync: 32 * 1024 * 1024, Async: 128 * 1024 };

/** Everything between two resets. */
interface Era {
  records: Invocation[];
  /** invocations that are not finished */
  open: number;
  waiting: (() => void)[];
  over: boolean;
}

/** A small Function Compute 3.0: functions, their instances, the asynchronous queue. All of one account. */
export class FunctionHost {
  readonly #platform: Platform;
  /** code packages that were uploaded */
  readonly code = new CodeStore();
  readonly #table: FunctionTable;
  #era: Era = newEra();

  constructor(platform: Platform) {
    this.#platform = platform;
    const entry = platform.entry ?? fileURLToPath(new URL('./instance.mjs', import.meta.url));
    this.#table = new FunctionTable(platform, entry);
  }

  /**
   * Adds a function, or puts another version in its place: the queue stays, instances of the old one are killed.
   * Throws an Error that lists what is wrong with it.
   */
  deploy(spec: FunctionSpec): void {
    this.#table.put(spec, null);
  }

  /** The same, as the control plane does it. */
  write(record: FunctionRecord): void {
    this.#table.put(specOf(record), record);
  }

  /** Throws the refusal when there is none. */
  remove(address: FunctionAddress): void {
    const { queue } = this.#table.find(address);
    this.#era.open -= queue.length;
    for (const { record } of queue) record.status = 'failed';
    this.#table.remove(address);
  }

  /** The functions as they are deployed now. */
  specs(): readonly CheckedSpec[] {
    return this.#table.all.map(({ spec }) => spec);
  }

  /** How the control plane sees them. */
  records(): readonly FunctionRecord[] {
    return this.#table.all.map((one) => this.#table.recordOf(one));
  }

  /** The same of one. Throws the refusal when there is none. */
  record(address: FunctionAddress): FunctionRecord {
    return this.#table.recordOf(this.#table.find(address));
  }

  /** The clock of the world went on: what is warm lived in the old time, and timers start. Answers what they started. */
  clockMoved(from: number, to: number): string[] {
    this.#table.cool();
    return dueTimers(this.specs(), from, to)
      .filter((due) => this.#startsOf(due))
      .map(({ name }) => name);
  }

  /** Runs a function and waits for it. Throws the refusal when it cannot be started. */
  async invoke(request: InvokeRequest): Promise<Invoked> {
    const era = this.#era;
    const { target, job } = this.#accept(request, 'Sync', null);
    if (target.busy >= target.spec.reservedConcurrency) {
      throw new Refusal(429, 'ResourceThrottled', 'Reserve resource exceeded limit');
    }
    era.records.push(job.record);
    era.open += 1;
    const done = await this.#try(target, job);
    this.#finish(era, job.record, done);
    return { invocation: job.record, attempt: done };
  }

  /** Queues an invocation, to be attempted until it succeeds or its retries are used up. */
  start(request: StartRequest): Invocation {
    const era = this.#era;
    const { taskId = null } = request;
    const { target, job } = this.#accept(request, 'Async', taskId);
    if (taskId !== null && target.taskIds.has(taskId)) {
      // Code: named by an official sample. Status, text and that ids are remembered for good: assumptions.
      const text = `stateful async invocation ${taskId} of function ${target.spec.name} already exists`;
      throw new Refusal(409, 'StatefulAsyncInvocationAlreadyExists', text);
    }
    if (taskId !== null) target.taskIds.add(taskId);
    era.records.push(job.record);
    era.open += 1;
    target.queue.push(job);
    this.#pump(era);
    return job.record;
  }

  /** Resolves when nothing is queued, running or waiting for its retry. */
  async idle(): Promise<void> {
    const era = this.#era;
    if (era.open === 0) return;
    await new Promise<void>((resolve) => {
      era.waiting.push(resolve);
    });
  }

  /** What was accepted since the start or the last reset, oldest first. */
  invocations(): readonly Invocation[] {
    return this.#era.records;
  }

  /** The processes there are, so that a test can kill one. */
  instances(): { id: string; functionName: string; pid: number; busy: boolean }[] {
    return this.#table.all.flatMap(({ spec, pool }) =>
      pool.all.map((instance) => ({
        id: instance.id,
        functionName: spec.name,
        pid: instance.pid,
        busy: pool.isBusy(instance),
      })),
    );
  }

  /** Kills all instances and forgets all invocations; functions stay deployed. */
  reset(): void {
    const before = this.#era;
    this.#era = newEra();
    before.over = true;
    this.#table.renew();
    for (const resolve of before.waiting) resolve();
  }

  /** Ends all processes. */
  async close(): Promise<void> {
    this.reset();
    await this.#table.close();
    this.code.close();
  }

  /** A timer whose function cannot be started, such as without its role, is passed over. */
  #startsOf(request: StartRequest): boolean {
    try {
      this.start(request);
      return true;
    } catch (error) {
      if (error instanceof Refusal) return false;
      throw error;
    }
  }

  #accept(
    request: InvokeRequest,
    type: Invocation['type'],
    taskId: string | null,
  ): { target: Deployed; job: Job } {
    const accountId = this.#platform.accountId();
    const target = this.#table.find(request);
    const payload = Buffer.from(request.payload);
    if (payload.length > payloadLimits[type]) {
      const text = `payload size exceeds maximum allowed size (${payloadLimits[type]} bytes)`;
      throw new Refusal(400, 'EntityTooLarge', text);
    }
    // Only to find out now whether the role can be assumed.
    this.#platform.credentials(target.spec, accountId);
    const { name: functionName, region } = target.spec;
    const requestId = requestIdFrom(this.#platform.now(), this.#platform.uuid());
    const text = payload.toString('utf8');
    const record = newInvocation({ requestId, functionName, region, taskId, payload: text, type });
    return { target, job: { record, payload } };
  }

  async #try(target: Deployed, job: Job): Promise<Attempt> {
    const { record } = job;
    target.busy += 1;
    record.status = 'running';
    record.attempts += 1;
    record.startedAt ??= new Date(this.#platform.now()).toISOString();
    const from = performance.now();
    try {
      const done = await attempt(target, job, this.#platform);
      noteAttempt(record, done, Math.round(performance.now() - from));
      return done;
    } finally {
      target.busy -= 1;
    }
  }

  /** Starts what is queued and may run now. */
  #pump(era: Era): void {
    if (era.over) return;
    for (const target of this.#table.all) {
      const { spec, queue } = target;
      while (target.busy < spec.reservedConcurrency) {
        const job = queue.shift();
        if (!job) break;
        void this.#work(era, target, job);
      }
    }
  }

  async #work(era: Era, target: Deployed, job: Job): Promise<void> {
    const { record } = job;
    const done = await this.#try(target, job);
    const retriable = done.kind === 'failed' && record.attempts <= target.spec.asyncRetries;
    if (!retriable || era.over) {
      this.#finish(era, record, done);
      return;
    }
    record.status = 'queued';
    this.#pump(era);
    await this.#platform.sleep((this.#platform.retryDelayMs ?? 20) * 2 ** (record.attempts - 1));
    target.queue.push(job);
    this.#pump(era);
  }

  #finish(era: Era, record: Invocation, done: Attempt): void {
    record.status = done.kind === 'result' ? 'succeeded' : 'failed';
    era.open -= 1;
    this.#pump(era);
    if (era.open > 0) return;
    for (const resolve of era.waiting.splice(0)) resolve();
  }
}

function newEra(): Era {
  return { records: [], open: 0, waiting: [], over: false };
}
