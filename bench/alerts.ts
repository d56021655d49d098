import { emptyLedger, type Ledger } from '../shared/alerts/ledger.ts';
import { type Plan, type PlanInput, planNotices } from '../shared/alerts/plan.ts';
import { recordDelivery } from '../shared/alerts/record.ts';
import { parseConfig } from '../shared/config/load-config.ts';
import { CHECK_TITLES } from '../shared/present/check-titles.ts';
import { at, DAY, open, resource, view } from '../test/alerts/story.ts';
import { disturbed, OutboxWorld } from '../test/deliver/outbox-world.ts';
import { median } from './cloud.ts';

const CONFIG = parseConfig(
  'alerts: { channels: [{ type: console, name: a }, { type: console, name: b, minSeverity: high }] }',
  'bench',
  {},
  { checks: [] },
);
const SEVERITIES = ['critical', 'high', 'medium'] as const;

export interface PlanTimes {
  /** Milliseconds. */
  planMs: number;
  quietMs: number;
  /** Most messages for one channel. */
  notices: number;
  /** Of the ledger as JSON. */
  ledgerBytes: number;
}

/** Plans with so many open findings, of which some are new; and once more when everything is said. */
export function planMany(count: number, fresh: number, runs: number): PlanTimes {
  const finding = (index: number, minute: number) => {
    const id = `key-${index}`;
    const severity = SEVERITIES[index % SEVERITIES.length] ?? 'medium';
    return open(minute, { severity, resource: resource({ id }), clusters: [`c-${index}`] });
  };
  const old = Array.from({ length: count - fresh }, (_, index) => finding(index, -DAY));
  const young = Array.from({ length: fresh }, (_, index) => finding(count + index, 0));
  const input = (findings: typeof old): PlanInput => ({
    views: [view(0, { findings })],
    config: CONFIG,
    titles: CHECK_TITLES,
    storeTrouble: null,
  });
  const now = new Date(at(0));
  const settle = ({ ledger, notices }: Plan): Ledger =>
    notices.reduce(
      (told, planned) =>
        recordDelivery(told, planned, [{ channel: planned.channel, delivery: { kind: 'sent' } }], now),
      ledger,
    );
  const before = settle(planNotices(input(old), emptyLedger(now), now));
  const all = input([...old, ...young]);
  const plan = planNotices(all, before, now);
  const after = settle(plan);
  const sent = ['a', 'b'].map((name) => plan.notices.filter(({ channel }) => channel === name).length);
  return {
    planMs: timeOf(() => planNotices(all, before, now), runs),
    quietMs: timeOf(() => planNotices(all, after, now), runs),
    notices: Math.max(...sent),
    ledgerBytes: JSON.stringify(after).length,
  };
}

export interface AlertCalls {
  /** Calls of the store in a run of the timer without news. */
  quiet: number;
  /** In a run that compares everything, one account, and has nothing to say. */
  compared: number;
  /** More for each message, its removal later included. */
  perMessage: number;
}

/** Counts what the alerts ask of the store. */
export async function countAlertCalls(): Promise<AlertCalls> {
  const world = new OutboxWorld();
  const calls = async (force: boolean): Promise<number> => {
    const front = disturbed(world.store, () => null);
    await world.alert({ store: front.store, force });
    return front.calls();
  };
  await world.look();
  for (let run = 0; run < 3; run += 1) await calls(true);
  const compared = await calls(true);
  const quiet = await calls(false);
  world.break('one');
  world.break('other', 'medium');
  await world.look();
  const sending = await calls(true);
  const after = await calls(true);
  return { quiet, compared, perMessage: (sending + after - 2 * compared) / 4 }; // two channels, two messages each
}

function timeOf(work: () => unknown, runs: number): number {
  const took = Array.from({ length: runs + 2 }, () => {
    const begun = performance.now();
    work();
    return performance.now() - begun;
  });
  return Math.round(median(took.slice(2)));
}
