import { setMaxListeners } from 'node:events';
import type { Limits } from '../config/schema.ts';
import { AppError } from '../model/error.ts';
import { seen, type Thing, type Unseen, unseen } from '../model/observation.ts';
import { offerOf } from '../model/regions.ts';
import {
  type Answer,
  classify,
  type Failure,
  hasUnfitCertificate,
  isThrottling,
  mayPass,
  refusesTime,
  unfitCertificate,
} from './answer.ts';
import { type Clock, pause } from './clock.ts';
import { type CredentialSource, RoleNotAssumed } from './credentials.ts';
import { type Detour, endpointOf } from './endpoints.ts';
import { Exchange } from './exchange.ts';
import { failureOf } from './failure.ts';
import type { OfficialClients } from './official-client.ts';
import type { Operation, Request } from './operation.ts';
import type { Scheduler } from './scheduler.ts';
import type { Tape } from './tape.ts';

const ATTEMPTS = 4;
const FIRST_BACKOFF_MS = 200;
const LONGEST_BACKOFF_MS = 5_000;

export interface CloudOptions {
  credentials: CredentialSource;
  /** Whose budgets its calls weigh on; for clouds of several accounts that share a scheduler. */
  account?: string;
  detour: Detour | null;
  limits: Limits;
  /** Shared by everything that runs at once, so that the limits hold for all of it. */
  scheduler: Scheduler;
  clock: Clock;
  /** Time that observations carry. */
  now: () => Date;
  /** Between 0 and 1. */
  random: () => number;
  /** A name that nothing else has. */
  uuid: () => string;
  /** Aborts at the deadline of the job, or when the user stops it. */
  signal: AbortSignal;
  /** Notes what is asked and answered, or answers from its notes. */
  tape?: Tape;
}

/** Calls the cloud with the credentials of one account. Trouble is an answer, never an exception. */
export class Cloud {
  readonly #options: CloudOptions;
  #clients: Promise<OfficialClients> | null = null;

  constructor(options: CloudOptions) {
    this.#options = options;
    setMaxListeners(0, options.signal); // every call listens to it while it lasts
  }

  /** Aborts when nothing more is to be asked. */
  get signal(): AbortSignal {
    return this.#options.signal;
  }

  /** Makes sure that there are credentials before anything is asked. Throws `AppError` CredentialsMissing. */
  async prepare(): Promise<void> {
    await this.#options.credentials.get();
  }

  /** Calls in a window that the lane of an operation without a documented limit bears; null where it was not tried. */
  learned(operation: Operation, region: string): number | null {
    return this.#options.scheduler.learned(this.#lane(operation, { region }));
  }

  /** Begins with what an earlier run has learned. */
  recall(operation: Operation, region: string, calls: number): void {
    this.#options.scheduler.recall(this.#lane(operation, { region }), operation.budget, calls);
  }

  /** The answer of the cloud, or what a recording of it holds; one that is about something else is `malformed`. */
  async call(operation: Operation, request: Request): Promise<Answer> {
    const { tape, account = '' } = this.#options;
    const nowhere = notThere(operation, request);
    if (nowhere) return nowhere;
    const ask = (): Promise<Answer> => this.#ask(operation, request);
    const answer = await (tape ? tape.answer({ account, operation, request }, ask) : ask());
    const other = answer.seen ? (operation.binding?.(request, answer.value) ?? null) : null;
    return other === null ? answer : unseen('malformed', other);
  }

  /** Asks until there is an answer that asking again would not change, within the deadline. */
  async #ask(operation: Operation, request: Request): Promise<Answer> {
    const { scheduler, signal, account = '' } = this.#options;
    const { breaker } = scheduler;
    const circuit = `${account} ${request.region} ${operation.action}`;
    let last: Answer | null = breaker.refusal(circuit);
    if (last) return last;
    for (let attempt = 1; ; attempt += 1) {
      const tried = await this.#attempt(operation, request, breaker.signal(circuit));
      if (!tried) return last ?? breaker.why(circuit) ?? stopped(signal).answer;
      const { answer, failure, retryAfterMs } = tried;
      last = answer;
      if (!signal.aborted) breaker.note(circuit, failure && silence(operation, request, failure, answer));
      if (!failure || !mayPass(failure) || attempt === ATTEMPTS || signal.aborted) return answer;
      await this.#pause(operation, failure, retryAfterMs, attempt);
    }
  }

  /** The official core takes 70 ms to load, so it is loaded when it is first needed. */
  #official(): Promise<OfficialClients> {
    const { credentials, detour } = this.#options;
    this.#clients ??= import('./official-client.ts').then(
      ({ OfficialClients }) => new OfficialClients(credentials, detour),
    );
    return this.#clients;
  }

  #lane(operation: Operation, request: Request): string {
    return `${this.#options.account ?? ''} ${laneOf(operation, request)}`;
  }

  /** Null: nobody is asked that any more. */
  async #attempt(operation: Operation, request: Request, tripped: AbortSignal): Promise<Attempt | null> {
    const { scheduler, signal, limits, clock, now } = this.#options;
    const lane = this.#lane(operation, request);
    const ticket = await scheduler.start(lane, operation.budget, signal, tripped).catch(() => null);
    if (!ticket) return signal.aborted ? stopped(signal) : null;
    const timeoutMs = limits.callTimeoutSeconds * 1000;
    const exchange = new Exchange({ clock, timeoutMs, signal });
    try {
      const clients = await this.#official();
      const body = await exchange.run(() =>
        clients.call(operation, request, this.#options.uuid(), (message) => {
          scheduler.sent(ticket);
          return exchange.send(message);
        }),
      );
      scheduler.learn(ticket, false);
      return { answer: seen(body, now().toISOString()), failure: null, retryAfterMs: null };
    } catch (error) {
      if (error instanceof AppError)
        return { answer: noCredentials(error), failure: null, retryAfterMs: null };
      if (signal.aborted) return stopped(signal);
      const failure = failureOf(error, exchange.status, exchange.timedOut ? timeoutMs : null);
      if (isThrottling(failure)) scheduler.learn(ticket, true);
      return {
        answer: this.#told(operation, request, withClock(failure, exchange.aheadSeconds)),
        failure,
        retryAfterMs: exchange.retryAfterMs,
      };
    } finally {
      scheduler.done(ticket);
    }
  }

  #told(operation: Operation, request: Request, failure: Failure): Answer {
    if (!hasUnfitCertificate(failure)) return classify(operation, failure);
    return unfitCertificate(this.#hostOf(operation, request), request.region, failure);
  }

  #hostOf({ product }: Operation, { region }: Request): string {
    return this.#options.detour?.host ?? endpointOf(product, region);
  }

  /** Full jitter, so that many callers do not come back together; never sooner than the cloud asks. */
  async #pause(
    operation: Operation,
    failure: Failure,
    retryAfterMs: number | null,
    attempt: number,
  ): Promise<void> {
    const { clock, random, signal } = this.#options;
    const ceiling = Math.min(FIRST_BACKOFF_MS * 2 ** attempt, LONGEST_BACKOFF_MS);
    const floor = retryAfterMs ?? (isThrottling(failure) ? operation.budget.perMs : 0);
    await pause(clock, floor + random() * ceiling, signal); // the next attempt sees an abort
  }
}

/** Where the time of a request is refused, how far the two clocks are apart. */
function withClock(failure: Failure, aheadSeconds: number | null): Failure {
  if (!refusesTime(failure) || aheadSeconds === null) return failure;
  const off = `${Math.abs(aheadSeconds)} seconds ${aheadSeconds < 0 ? 'behind' : 'ahead of'}`;
  return { ...failure, message: `${failure.message} This machine is ${off} the cloud.` };
}

/**
 * What the rest of the questions of one operation in one place are answered once the service is silent: throttled, or not
 * reached at all. Null for any other trouble: that may be one of the thing that was asked about.
 */
function silence(
  { action }: Operation,
  { region }: Request,
  failure: Failure,
  answer: Answer,
): Unseen | null {
  const isSilent = isThrottling(failure) || failure.status === null || failure.status === 503;
  if (answer.seen || !isSilent) return null;
  const thing: Thing = { type: 'region', id: region, region, facet: action };
  return {
    thing,
    ...answer, // one that tells its own thing, such as a host whose certificate does not fit, is about that
    detail: `not asked any more, as several answers in a row were: ${answer.detail}`,
  };
}

interface Attempt {
  answer: Answer;
  failure: Failure | null;
  retryAfterMs: Exchange['retryAfterMs'];
}

/** Credentials that ran out in the middle of a run. */
function noCredentials(error: AppError): Answer {
  if (error instanceof RoleNotAssumed) return error.unseen;
  return unseen('denied', error.message, { code: 'InvalidCredentials' });
}

/** Nobody answers for a product in a region that does not have it, so nobody is asked. */
function notThere({ product }: Operation, { region }: Request): Unseen | null {
  if (product !== 'kms' && product !== 'actiontrail') return null;
  const offer = offerOf(product, region);
  if (offer === 'offered') return null;
  if (offer === 'not-offered') return unseen('not-offered', `${PRODUCTS[product]} in ${region}`);
  const thing: Thing = { type: 'region', id: region, region, facet: 'region' }; // one, whatever was to be asked there
  return unseen('absent', `the region ${region} is in no official list that is known here`, { thing });
}

const PRODUCTS = { kms: 'KMS', actiontrail: 'ActionTrail' } as const;

function stopped(signal: AbortSignal): Attempt {
  const reason = signal.reason instanceof Error ? signal.reason.message : 'stopped';
  return { answer: unseen('unreachable', reason), failure: null, retryAfterMs: null };
}

function laneOf({ budget }: Operation, { region }: Request): string {
  return budget.scope === 'region' ? `${budget.name} ${region}` : budget.name;
}
