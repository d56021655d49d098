import { afterEach, beforeEach, expect, test } from 'vitest';
import { type EventListener, listenForEvents } from '../../functions/cli/event-listener.ts';

let listener: EventListener;

beforeEach(async () => {
  listener = await listenForEvents();
});
afterEach(() => listener.close());

const post = async (body: string) => (await fetch(listener.url, { method: 'POST', body })).status;

test('events before anybody reacts are dropped', async () => {
  expect(await post('{}')).toBe(200);
});

test('an event is passed on as it came', async () => {
  const received: string[] = [];
  listener.react(async (payload) => received.push(Buffer.from(payload).toString()));
  expect(await post('{"name":"键"}')).toBe(200);
  expect(received).toEqual(['{"name":"键"}']);
});

test('an event that cannot be dealt with is refused, so that it comes again', async () => {
  listener.react(async () => {
    throw new Error('busy');
  });
  expect(await post('{}')).toBe(500);
});
