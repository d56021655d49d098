import type { FunctionHost } from '../function-compute/host.ts';
import type { EventRecord } from '../world/event.ts';
import { matches, parsePattern } from '../world/event-pattern.ts';
import type { JsonObject } from '../world/json.ts';
import type { Account, WorldState } from '../world/world-state.ts';
import { cloudEvent } from './cloud-event.ts';

/** BACKOFF_RETRY: three more tries, 10 to 20 seconds apart. terraform-provider-alicloud, event_bridge_rule */
const retries = 3;
/** how long a target may take to answer (assumption) */
const timeoutMs = 60_000;

export interface BusOptions {
  functions: FunctionHost;
  /** account whose events are delivered */
  accountId(): string;
  /** receives every event as an HTTP target of EventBridge does */
  target: string | null;
  retryDelayMs: number;
  sleep(ms: number): Promise<void>;
}

/** The default event bus: what happens in the account of the caller goes to the functions that ask for it, and to one HTTP target. */
export class EventBus {
  readonly #options: BusOptions;
  readonly #under = new Set<Promise<void>>();

  constructor(options: BusOptions) {
    this.#options = options;
  }

  /** Only write events are delivered. https://www.alibabacloud.com/help/en/eventbridge/user-guide/actiontrail-events */
  publish(world: WorldState, account: Account, record: EventRecord): void {
    const { functions, target, accountId } = this.#options;
    if (record.rw !== 'Write' || account.id !== accountId()) return;
    const event = cloudEvent(world, account.id, record);
    const payload = JSON.stringify(event);
    for (const { name, region, eventPatterns } of functions.specs()) {
      if (!record.global && record.region !== region) continue;
      if (eventPatterns.some((text) => isFor(event, text))) {
        this.#deliver(async () => void functions.start({ name, region, payload }));
      }
    }
    if (target !== null) this.#deliver(() => post(target, payload));
  }

  /** Resolves when every event was taken, or given up. */
  async idle(): Promise<void> {
    while (this.#under.size > 0) await Promise.all(this.#under);
  }

  #deliver(send: () => Promise<void>): void {
    const delivery = this.#persist(send).finally(() => this.#under.delete(delivery));
    this.#under.add(delivery);
  }

  async #persist(send: () => Promise<void>): Promise<void> {
    const { sleep, retryDelayMs } = this.#options;
    for (let attempt = 0; attempt <= retries; attempt += 1) {
      if (attempt > 0) await sleep(retryDelayMs);
      if (await taken(send)) return;
    }
  }
}

function isFor(event: JsonObject, text: string): boolean {
  const pattern = parsePattern(text);
  return pattern !== null && matches(event, pattern);
}

/** A refusal and a target that does not answer are the same to the bus. */
function taken(send: () => Promise<void>): Promise<boolean> {
  return send().then(
    () => true,
    () => false,
  );
}

async function post(target: string, body: string): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(target, {
    method: 'POST',
    headers,
    body,
    signal: AbortSignal.timeout(timeoutMs),
  });
  await answer.arrayBuffer();
  if (!answer.ok) throw new Error(`${target} answered ${answer.status}`);
}
