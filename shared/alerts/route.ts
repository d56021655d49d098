import type { NamedChannel } from './channels.ts';
import { channelOf, type Ledger } from './ledger.ts';

/** The channel itself, then those that take over when it fails; without those that must not be asked now. */
export function routeOf(
  channel: NamedChannel,
  channels: readonly NamedChannel[],
  ledger: Ledger,
  now: Date,
): string[] {
  const chain: NamedChannel[] = [];
  let next: NamedChannel | undefined = channel;
  while (next && !chain.includes(next)) {
    chain.push(next);
    const { fallback }: { fallback?: string | undefined } = next.config;
    next = channels.find(({ name }) => name === fallback);
  }
  const at = now.toISOString();
  return chain.map(({ name }) => name).filter((name) => (channelOf(ledger, name).notBefore ?? '') <= at);
}
