import { describe, expect, test } from 'vitest';
import type { Channel, Notice } from '../../shared/model/notice.ts';
import type { ObjectStore } from '../../shared/model/object-store.ts';
import { play } from './play.ts';
import type { Breaks } from './product.ts';
import { type Action, type Incident, type Script, scriptOf } from './script.ts';
import { shrink } from './shrink.ts';

const disabled: Incident = {
  what: 'incident',
  kind: 'key-disabled',
  at: 1500,
  lasts: 400,
  of: 'pay',
  by: 'alice',
};

function scriptWith(...actions: Action[]): Script {
  return { seed: 1, days: 3, idleHours: 24, evidenceDays: 3, knowsDead: false, upgrade: false, actions };
}

/** The promises that the oracle says were broken. */
async function broken(script: Script, breaks: Breaks = {}): Promise<string[]> {
  const { complaints } = await play(script, breaks);
  return [...new Set(complaints.map(({ promise }) => promise))];
}

/** A channel that does something else with a message that tells of the key. */
function channelThat(act: (channel: Channel, notice: Notice) => ReturnType<Channel['deliver']>): Breaks {
  const isAbout = ({ items }: Notice, state: string) =>
    items.some((item) => item.check === 'key-state' && item.state === state);
  return {
    channel: (channel) => ({
      name: channel.name,
      deliver: (notice) => (isAbout(notice, 'new') ? act(channel, notice) : channel.deliver(notice)),
    }),
  };
}

/** A store in which somebody rewrites a file of the evidence right after it was written. */
const forged: Breaks = {
  store: (store: ObjectStore): ObjectStore => ({
    get: (key) => store.get(key),
    list: (prefix, after) => store.list(prefix, after),
    delete: (key) => store.delete(key),
    put: (key, body) => store.put(key, body),
    putIfAbsent: (key, body) => {
      const isFindings = key.includes('-keys-') && key.endsWith('findings.json');
      return store.putIfAbsent(key, isFindings ? Buffer.concat([body, Buffer.from(' ')]) : body);
    },
  }),
};

test('a product that works keeps every promise', async () => {
  expect(await broken(scriptWith(disabled))).toEqual([]);
});

describe('the oracle can fail', () => {
  test('an alert that is dropped', async () => {
    const drops = channelThat(async () => ({ kind: 'sent' }));
    expect(await broken(scriptWith(disabled), drops)).toContain('in time');
  });

  test('an alert that is sent twice', async () => {
    const repeats = channelThat(async (channel, notice) => {
      await channel.deliver(notice);
      return channel.deliver(notice);
    });
    expect(await broken(scriptWith(disabled), repeats)).toEqual(['once']);
  });

  test('a pass that was not earned', async () => {
    const blind = { config: 'policy: { severity: { key-state: "off", kms-call-failures: "off" } }\n' };
    expect(await broken(scriptWith(disabled), blind)).toEqual(
      expect.arrayContaining(['false pass', 'in time']),
    );
  });

  test('another author than the one who did it', async () => {
    const framed: Breaks = { as: (incident) => ({ ...incident, by: 'bob' }) };
    expect(await broken(scriptWith(disabled), framed)).toEqual(['author']);
  });

  test('evidence that somebody changed', async () => {
    expect(await broken(scriptWith(disabled), forged)).toContain('evidence');
  });
});

test('a script that fails shrinks to what makes it fail, and a seed tells the same story twice', async () => {
  const other: Incident = { ...disabled, kind: 'trail-stopped', at: 1600, of: 'pay-prod' };
  const drops = channelThat(async () => ({ kind: 'sent' }));
  const script = scriptWith(other, disabled);
  const { complaints } = await play(script, drops);
  const [first] = complaints;
  if (!first) throw new Error('nothing was dropped');
  expect((await shrink(script, first, drops, 8)).actions).toEqual([disabled]);
  expect(scriptOf(7, 60)).toEqual(scriptOf(7, 60));
  const seeded = scriptOf(3, 4);
  expect((await play(seeded)).story).toEqual((await play(seeded)).story);
});
