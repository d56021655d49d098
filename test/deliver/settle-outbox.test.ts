import { expect, test } from 'vitest';
import type { PlannedNotice } from '../../shared/alerts/build-notice.ts';
import { emptyLedger, withChannel } from '../../shared/alerts/ledger.ts';
import { parseConfig } from '../../shared/config/load-config.ts';
import { Outbox } from '../../shared/deliver/outbox.ts';
import { settleOutbox } from '../../shared/deliver/settle-outbox.ts';
import type { Log } from '../../shared/model/log.ts';
import { toolsFor } from '../../shared/run/tools.ts';
import { memoryStore } from '../../shared/store/memory.ts';
import { alert, FACTS } from '../notify/notices.ts';

const NOW = new Date('2026-11-25T01:00:00.000Z');
const ID = 'fedcba9876543210';
const sentOn = (date: string) => ({ date, facts: FACTS });

/** A message that notes the digest of a day. */
const digestOf = (date: string): PlannedNotice => ({
  ...{ channel: 'ops', route: ['ops'], notice: alert({ id: ID, kind: 'digest', items: [], facts: FACTS }) },
  updates: [{ kind: 'digest', sent: sentOn(date) }],
});

async function settled(known: 'done' | 'owed' | null, fence: number) {
  const store = memoryStore();
  await new Outbox(store, { fence, attempt: 'earlier' }).intend(digestOf('2026-11-24'));
  const logs: string[] = [];
  const note = (message: string): void => void logs.push(message);
  const log: Log = { info: note, warn: note, error: note };
  const tools = toolsFor(store, parseConfig('', 'test', {}, { checks: [] }), {
    ...{ now: () => NOW, log, isGone: () => false },
  });
  const ledger = withChannel(emptyLedger(NOW), 'ops', { digest: sentOn('2026-11-25') });
  const outbox = known === null ? {} : { [ID]: known };
  const stored = { ledger, seen: '', quietUntil: '', healthy: true, fence: 7, outbox };
  const { owed, over, ledger: after } = await settleOutbox(tools, stored);
  return { owed: owed.length, over: over.length, digest: after.channels['ops']?.digest?.date, logs };
}

test.each<{
  what: string;
  known: 'done' | 'owed' | null;
  fence: number;
  tells: { owed: number; over: number; digest: string; logs: string[] };
}>([
  {
    what: 'done, whoever wrote it',
    ...{ known: 'done', fence: 9 },
    tells: { owed: 0, over: 1, digest: '2026-11-25', logs: [] },
  },
  {
    what: 'done long ago, without a word about it',
    ...{ known: 'done', fence: 3 },
    tells: { owed: 0, over: 1, digest: '2026-11-25', logs: [] },
  },
  {
    what: 'owed since an earlier run, which is noted and not noted once more',
    ...{ known: 'owed', fence: 3 },
    tells: { owed: 1, over: 0, digest: '2026-11-25', logs: [] },
  },
  {
    what: 'of a run that could not write the ledger any more',
    ...{ known: null, fence: 8 },
    tells: { owed: 1, over: 0, digest: '2026-11-24', logs: [] },
  },
  {
    what: 'of a run that was overtaken',
    ...{ known: null, fence: 3 },
    tells: { owed: 0, over: 1, digest: '2026-11-25', logs: ['message came late'] },
  },
])('a message in the outbox that is $what', async ({ known, fence, tells }) => {
  expect(await settled(known, fence)).toEqual(tells);
});

test('what was sent, or belongs to a run that has taken over, is answered and not written anew', async () => {
  const store = memoryStore();
  const [early, late] = [3, 8].map((fence) => new Outbox(store, { fence, attempt: `run-${fence}` }));
  if (!early || !late) throw new Error('two runs');
  const intent = await late.intend(digestOf('2026-11-24'));
  expect(await early.intend(digestOf('2026-11-24'))).toEqual(intent);
  await late.noteSent(intent, { at: NOW.toISOString(), attempts: [], memories: {} });
  const next = await new Outbox(store, { fence: 9, attempt: 'run-9' }).intend(digestOf('2026-11-24'));
  expect([next.fence, next.outcome]).toEqual([8, expect.anything()]);
});

test('what an earlier run meant to send and never noted is counted as tried', async () => {
  const store = memoryStore();
  await new Outbox(store, { fence: 3, attempt: 'run-3' }).intend(digestOf('2026-11-24'));
  const again = await new Outbox(store, { fence: 4, attempt: 'run-4' }).intend(digestOf('2026-11-24'));
  expect([again.fence, again.tries]).toEqual([4, 2]);
});
