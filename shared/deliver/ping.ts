import type { Config } from '../config/schema.ts';
import { within } from '../model/deadline.ts';
import type { Log } from '../model/log.ts';

/**
 * Asks the address that has to be asked after each healthy run, so that something outside notices when the watcher dies. A
 * failure is only logged: whoever waits there notices by itself. The address may hold a token and is never logged.
 */
export function pinger({ alerts, limits }: Config, ask: typeof fetch, log: Log): () => Promise<void> {
  return async () => {
    const url = alerts.pingUrl?.reveal();
    if (url === undefined || alerts.brokenChannels.length > 0) return; // it would say that all is well
    try {
      const ms = limits.callTimeoutSeconds * 1000;
      const { ok, status } = await within(ms, async (signal) => {
        const answer = await ask(url, { signal, redirect: 'error' });
        await answer.body?.cancel();
        return answer;
      });
      if (!ok) log.warn('ping failed', { cause: `HTTP ${status}` });
    } catch (error) {
      log.warn('ping failed', { cause: error instanceof Error ? error.name : 'unknown' });
    }
  };
}
