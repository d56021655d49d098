import type { JsonObject } from '../world/json.ts';

interface Count {
  product: string;
  action: string;
  region: string;
  count: number;
  throttled: number;
  failed: number;
}

export interface Ongoing {
  /** counts the answer; `failed` is anything but a success */
  end(result: { throttled: boolean; failed: boolean }): void;
}

/** What the clients of this sandbox have asked so far. */
export interface Calls {
  begin(call: { product: string; action: string; region: string; question: string }): Ongoing;
  ignored(action: string, parameter: string): void;
  /** counts a RAM action that a call needed and was allowed */
  authorised(action: string): void;
  summary(): JsonObject;
  reset(): void;
}

/** Failed questions remembered, to notice when one is asked again. */
const rememberedFailures = 5000;

function noTotals(
  inFlight: number,
): Record<'total' | 'throttled' | 'failed' | 'retried' | 'maxInFlight', number> {
  return { total: 0, throttled: 0, failed: 0, retried: 0, maxInFlight: inFlight };
}

export function countCalls(): Calls {
  const counts = new Map<string, Count>();
  const failures = new Set<string>();
  const ignored = new Map<string, Set<string>>();
  const ramActions = new Map<string, number>();
  let totals = noTotals(0);
  let inFlight = 0;
  return {
    begin: ({ product, action, region, question }) => {
      const place = `${product} ${action} ${region}`;
      const count = counts.get(place) ?? { product, action, region, count: 0, throttled: 0, failed: 0 };
      counts.set(place, count);
      inFlight += 1;
      totals.total += 1;
      count.count += 1;
      totals.maxInFlight = Math.max(totals.maxInFlight, inFlight);
      if (failures.delete(`${place} ${question}`)) totals.retried += 1;
      return {
        end: ({ throttled, failed }) => {
          inFlight -= 1;
          for (const tally of [totals, count]) {
            tally.throttled += Number(throttled);
            tally.failed += Number(failed);
          }
          if (failed && failures.size < rememberedFailures) failures.add(`${place} ${question}`);
        },
      };
    },
    ignored: (action, parameter) => {
      ignored.set(action, (ignored.get(action) ?? new Set()).add(parameter));
    },
    authorised: (action) => {
      ramActions.set(action, (ramActions.get(action) ?? 0) + 1);
    },
    summary: () => ({
      ...totals,
      inFlight,
      actions: byAction(counts.values()),
      ramActions: Object.fromEntries(ramActions),
      calls: [...counts.values()].map((count) => ({ ...count })),
      ignoredParameters: Object.fromEntries([...ignored].map(([action, names]) => [action, [...names]])),
    }),
    reset: () => {
      counts.clear();
      failures.clear();
      ignored.clear();
      ramActions.clear();
      totals = noTotals(inFlight);
    },
  };
}

/** `{ DescribeKey: { total: 3, regions: { cn-hangzhou: 3 } } }` */
function byAction(counts: Iterable<Count>): JsonObject {
  const actions: Record<string, { total: number; regions: Record<string, number> }> = {};
  for (const { action, region, count } of counts) {
    const entry = actions[action] ?? { total: 0, regions: {} };
    actions[action] = entry;
    entry.total += count;
    entry.regions[region] = (entry.regions[region] ?? 0) + count;
  }
  return actions;
}
