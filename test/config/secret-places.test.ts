import type * as v from 'valibot';
import { expect, test } from 'vitest';
import { parseConfig } from '../../shared/config/load-config.ts';
import { configSchema } from '../../shared/config/schema.ts';
import { isMarkedSecret } from '../../shared/model/setting.ts';

/** A place of the configuration, and a configuration in which something stands there. */
interface Place {
  path: string;
  with: (value: unknown) => unknown;
}

const isSchema = (value: unknown): value is v.GenericSchema =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'schema';

/** Every place of a secret below a schema. */
function secretsIn(schema: unknown): Place[] {
  if (!isSchema(schema)) return [];
  if (isMarkedSecret(schema)) return [{ path: '', with: (value) => value }];
  if ('wrapped' in schema) return secretsIn(schema.wrapped);
  if ('options' in schema && Array.isArray(schema.options)) return schema.options.flatMap(secretsIn);
  if ('item' in schema) return secretsIn(schema.item).map((place) => within('0', place, (one) => [one]));
  if (!('entries' in schema) || typeof schema.entries !== 'object') return [];
  const entries: [string, unknown][] = Object.entries({ ...schema.entries });
  const fixed = Object.fromEntries(
    entries.flatMap(([key, entry]) => (isSchema(entry) && 'literal' in entry ? [[key, entry.literal]] : [])),
  );
  const named = Object.values(fixed).map((literal) => `(${literal})`);
  return entries.flatMap(([key, entry]) =>
    secretsIn(entry).map((place) =>
      within([key, ...named].join(' '), place, (one) => ({ ...fixed, [key]: one })),
    ),
  );
}

function within(key: string, place: Place, wrap: (value: unknown) => unknown): Place {
  const path = place.path === '' ? key : `${key}.${place.path}`;
  return { path, with: (value) => wrap(place.with(value)) };
}

const places = secretsIn(configSchema);

test('the secrets of the file and of every channel are known', () => {
  expect(places.map(({ path }) => path)).toEqual(
    expect.arrayContaining([
      'alerts.channels.0.webhook (dingtalk-robot)',
      'alerts.channels.0.secret (dingtalk-robot)',
      'alerts.channels.0.appSecret (dingtalk-app)',
      'alerts.channels.0.url (webhook)',
      'alerts.channels.0.secret (webhook)',
      'alerts.pingUrl',
      'report.tokens.0',
      'report.tokens.0.token',
      'report.linkSecrets.0',
    ]),
  );
});

function mistakesOf(config: unknown): string {
  try {
    const { alerts } = parseConfig(JSON.stringify(config), 'sealwatch.yaml', {}, { checks: [] });
    return JSON.stringify(alerts.brokenChannels);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const VALUES = ['hide me 4711', 4711, ['hide me 4711'], { token: 'hide me 4711' }, [['hide me 4711']]];

test.each(places)('nothing that stands at $path is repeated', (place) => {
  for (const value of VALUES) {
    const mistakes = mistakesOf(place.with(value));
    expect(mistakes).toMatch(/expected|is required/);
    expect(mistakes).not.toContain('4711');
  }
});

/** Somebody writes the address or token where the map or list around it belongs. */
test.each([
  ['alerts', { alerts: 'hide4711' }],
  ['the channels', { alerts: { channels: 'hide4711' } }],
  ['a channel', { alerts: { channels: ['https://oapi.dingtalk.com/robot/send?access_token=hide4711'] } }],
  ['the report', { report: 4711 }],
  ['the tokens', { report: { tokens: 'hide4711' } }],
])('a secret in place of %s is not repeated', (_what, config) => {
  const mistakes = mistakesOf(config);
  expect(mistakes).toContain('what was found may be a secret');
  expect(mistakes).not.toContain('4711');
});

test.each([
  ['an alias', 'report: { linkSecrets: [*hide4711] }', 'Unresolved alias'],
  ['the head of a block', 'report:\n  tokens:\n    - |hide4711', 'Block scalar header'],
])('a secret that YAML takes for %s is not repeated', (_what, text, expected) => {
  let message = '';
  try {
    parseConfig(text, 'sealwatch.yaml', {}, { checks: [] });
  } catch (error) {
    message = String(error);
  }
  expect(message).toContain(expected);
  expect(message).not.toContain('4711');
});

test('what is no secret is still told', () => {
  expect(mistakesOf({ site: 'mars', alerts: { top: 'ten', channels: [{ type: 'pigeon' }] } })).toMatch(
    /found mars.*found ten.*found pigeon/s,
  );
  expect(mistakesOf({ alerts: null })).toContain('found null');
});
