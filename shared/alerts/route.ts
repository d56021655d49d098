import type { ListeningChannel } from './channels.ts';
import { channelOf, type Ledger } from './ledger.ts';

/** The channel itself, then those that take over when it fails; without broken ones, and those that must not be asked now. */
export function routeOf(
  channel: ListeningChannel,
  channels: readonly ListeningChannel[],
  ledger: Ledger,
  now: Date,
): string[] {
  const chain: ListeningChannel[] = [];
  let next: ListeningChannel | undefined = channel;
  while (next && !chain.includes(next)) {
    chain.push(next);
    const { fallback }: { fallback?: string | undefined } = next.config;
    next = channels.find(({ name }) => name === fallback);
  }
  const route = chain.filter(({ isBroken }) => !isBroken).map(({ name }) => name);
  return openRoute({ route }, ledger, now);
}

/** The channels of a route that may be asked now; one that asked for a pause a moment ago gets it. */
export function openRoute({ route }: { route: readonly string[] }, ledger: Ledger, now: Date): string[] {
  return route.filter(
    (name) => Date.parse(channelOf(ledger, name).notBefore ?? '1970-01-01') <= now.getTime(),
  );
}
