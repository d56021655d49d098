import { expect, test } from 'vitest';
import { listeningChannels } from '../../shared/alerts/channels.ts';
import { emptyLedger } from '../../shared/alerts/ledger.ts';
import { routeOf } from '../../shared/alerts/route.ts';
import { NOW } from '../builders.ts';
import { config } from './story.ts';

/** The names that are asked one after the other, from the first channel on. */
function routeFrom(fallbacks: Readonly<Record<string, string>>, names: readonly string[]): string[] {
  const list = names.map((name) => {
    const fallback = fallbacks[name];
    return `{ type: console, name: ${name}${fallback === undefined ? '' : `, fallback: ${fallback}`} }`;
  });
  const channels = listeningChannels(config(`alerts: { channels: [${list.join(', ')}] }`).alerts);
  const [first] = channels;
  if (!first) throw new Error('no channel');
  return routeOf(first, channels, emptyLedger(NOW), NOW);
}

test.each([
  { what: 'without a fallback', fallbacks: {}, route: ['a'] },
  { what: 'with one', fallbacks: { a: 'b' }, route: ['a', 'b'] },
  { what: 'with one that has one', fallbacks: { a: 'c', c: 'b' }, route: ['a', 'c', 'b'] },
  { what: 'that end where they began', fallbacks: { a: 'b', b: 'a' }, route: ['a', 'b'] },
  { what: 'that turn in a circle', fallbacks: { a: 'b', b: 'c', c: 'b' }, route: ['a', 'b', 'c'] },
])('each channel is asked once: $what', ({ fallbacks, route }) => {
  expect(routeFrom(fallbacks, ['a', 'b', 'c'])).toEqual(route);
});
