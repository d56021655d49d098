import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CHANNELS } from '../../shared/notify/channels.ts';

const types = CHANNELS.map(({ type }) => type);

test('every type of channel has a name of its own', () => {
  expect(new Set(types).size).toBe(types.length);
});

test.each(types)('%s keeps what every channel promises', (type) => {
  expect(existsSync(new URL(`${type}/contract.test.ts`, import.meta.url))).toBe(true);
});
