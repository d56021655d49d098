import * as v from 'valibot';
import { json } from '../specs/basics.ts';
import type { Json } from '../world/json.ts';
import { matches } from '../world/policy.ts';

export const faultKinds = [
  'throttle',
  'error5xx',
  'reset',
  'hang',
  'hangAfter',
  'truncate',
  'wrongType',
  'emptyPageWithToken',
  'repeatPage',
  'clockSkew',
  'deny',
  'slow',
  'htmlBody',
  'retryAfter',
  'successFalse',
] as const;

export type FaultKind = (typeof faultKinds)[number];

const count = v.pipe(v.number(), v.integer(), v.minValue(1));

const rule = v.strictObject({
  kind: v.picklist(faultKinds, `Expected one of ${faultKinds.join(', ')}`),
  /** operation, or product:operation; * and ? are wildcards */
  action: v.optional(v.string(), '*'),
  region: v.optional(v.string(), '*'),
  /** which of the calls that match, counted from 1; without it all */
  nth: v.optional(v.union([count, v.array(count)])),
  /** from which of them on */
  from: v.optional(count, 1),
  /** how often at most */
  times: v.optional(count),
  probability: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1)), 1),
  seed: v.optional(v.number(), 1),
  /** answer of error5xx and htmlBody */
  status: v.optional(v.pipe(v.number(), v.integer(), v.minValue(200), v.maxValue(599))),
  /** of throttle, retryAfter, error5xx and successFalse */
  code: v.optional(v.string()),
  /** seconds, for throttle, error5xx and retryAfter */
  retryAfter: v.optional(v.pipe(v.number(), v.minValue(0))),
  /** for slow */
  delayMs: v.optional(v.pipe(v.number(), v.minValue(0)), 1000),
  /** for clockSkew: how far the cloud's clock is ahead */
  skewSeconds: v.optional(v.number(), 3600),
  /** for wrongType: path of the field (`page_info.total_count`) and what stands there instead */
  field: v.optional(v.string()),
  value: v.optional(json),
});

export const faultRules = v.union([
  v.array(rule),
  v.pipe(
    rule,
    v.transform((one) => [one]),
  ),
]);

export type FaultRule = v.InferOutput<typeof rule>;

interface ActiveRule {
  rule: FaultRule;
  seen: number;
  done: number;
  chance: number;
}

export interface Faults {
  set(rules: readonly FaultRule[]): void;
  /** the fault that befalls this call, if any; counts the call for every rule that matches */
  next(product: string, action: string, region: string): FaultRule | null;
  /** whether any rule is of this kind */
  plan(kind: FaultKind): boolean;
  list(): Json[];
}

/** A small generator (mulberry32), so that a seed gives the same faults again. */
function draw(active: ActiveRule): number {
  active.chance = (active.chance + 0x6d2b79f5) >>> 0;
  let mixed = Math.imul(active.chance ^ (active.chance >>> 15), active.chance | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
}

function strikes(active: ActiveRule): boolean {
  const { nth, from, times, probability } = active.rule;
  active.seen += 1;
  if (active.seen < from || (times !== undefined && active.done >= times)) return false;
  if (nth !== undefined && !(Array.isArray(nth) ? nth : [nth]).includes(active.seen)) return false;
  return probability >= 1 || draw(active) < probability;
}

export function planFaults(): Faults {
  let active: ActiveRule[] = [];
  return {
    set: (rules) => {
      active = rules.map((one) => ({ rule: one, seen: 0, done: 0, chance: one.seed }));
    },
    next: (product, action, region) => {
      let found: ActiveRule | null = null;
      for (const one of active) {
        const wanted = one.rule.action.includes(':') ? `${product}:${action}` : action;
        if (!matches(one.rule.action, wanted) || !matches(one.rule.region, region)) continue;
        if (strikes(one)) found ??= one;
      }
      if (found) found.done += 1;
      return found?.rule ?? null;
    },
    plan: (kind) => active.some((one) => one.rule.kind === kind),
    list: () => active.map(({ rule: one, seen, done }): Json => ({ ...one, seen, done })),
  };
}
