import type { Sandbox } from '../../sandbox/start.ts';
import type { Config } from '../../shared/config/schema.ts';
import { handleEvents } from '../../shared/jobs/handle-events.ts';
import { silentLog } from '../../shared/model/log.ts';
import type { ObjectStore } from '../../shared/model/object-store.ts';
import { toolsFor } from '../../shared/run/tools.ts';
import { deliver, terminalLog } from './alerts.ts';
import { isGone, newAttempt } from './attempt.ts';
import { auditSourceOf } from './audit.ts';
import type { EventListener } from './event-listener.ts';
import type { Runtime } from './runtime.ts';

/**
 * Somebody disables a key, EventBridge posts the event, and what it says is looked at and told at once. Answers how
 * long it took from the call to the end of it, in milliseconds.
 */
export async function disableKeyAndSay(
  { world, events }: Sandbox,
  listener: EventListener,
  { config, store, runtime }: { config: Config; store: ObjectStore; runtime: Runtime },
): Promise<number> {
  const { clock, random, uuid, signal } = runtime;
  const source = auditSourceOf(runtime);
  listener.react((event) => {
    const attempt = newAttempt();
    return handleEvents({
      event,
      attempt,
      account: '',
      connection: { ...source, config, random, uuid, clock, signal, budgets: false },
      tools: toolsFor(store, config, { now: source.now, log: silentLog, isGone }),
      realNow: runtime.now,
      deliver: async () => deliver(config, store, runtime, await terminalLog(runtime, config.language)),
    });
  });
  const from = clock.now();
  world.disableKey({ key: 'hz-pay', by: 'alice' });
  await events.idle();
  return Math.round(clock.now() - from);
}
