import * as v from 'valibot';
import { fingerprint } from '../world/ids.ts';
import type { Instance } from '../world/instance.ts';
import { parseMoment } from '../world/time.ts';
import { always } from '../world/timeline.ts';
import type { Account, WorldState } from '../world/world-state.ts';
import { moment, oneOf, region } from './basics.ts';
import { SpecProblem } from './problem.ts';

export const instanceSpec = v.strictObject({
  name: v.pipe(v.string(), v.minLength(1)),
  id: v.optional(
    v.pipe(v.string(), v.regex(/^kst-[a-z0-9]+$/, 'Expected an id such as kst-hzz0000000000000001')),
  ),
  region,
  kind: v.optional(oneOf(['software', 'hardware']), 'software'),
  charge: v.optional(oneOf(['PREPAY', 'POSTPAY']), 'PREPAY'),
  created: v.optional(moment, '-P200D'),
  /** end of a subscription */
  ends: v.optional(moment, 'P165D'),
  deletionProtection: v.optional(v.boolean(), true),
  status: v.optional(
    oneOf(['Uninitialized', 'Connecting', 'Connected', 'Disconnected', 'Error']),
    'Connected',
  ),
});

export type InstanceSpec = v.InferOutput<typeof instanceSpec>;

/** Ids as KMS gives them: a mark of the region, then letters and digits. */
export function inventedId(world: WorldState, lead: string, spec: { region: string; name: string }): string {
  const mark = fingerprint(spec.region).slice(0, 3);
  return `${lead}${mark}${fingerprint(world.name, lead, spec.region, spec.name).slice(0, 18)}`;
}

export function addInstance(world: WorldState, account: Account, spec: InstanceSpec): Instance {
  const start = world.clock.now;
  const id = spec.id ?? inventedId(world, 'kst-', spec);
  if (account.instances.has(id)) throw new SpecProblem('id', `There is already an instance ${id}.`);
  const instance: Instance = {
    id,
    label: spec.name,
    name: spec.name,
    region: spec.region,
    account: account.id,
    version: spec.kind === 'software' ? '3' : '1',
    charge: spec.charge,
    created: parseMoment(spec.created, start) ?? start,
    ends: spec.charge === 'PREPAY' ? parseMoment(spec.ends, start) : null,
    deletionProtection: spec.deletionProtection,
    status: always(spec.status),
  };
  account.instances.set(id, instance);
  if (instance.ends !== null)
    account.billing.orders.push({ at: instance.created, until: instance.ends, instance: id });
  return instance;
}
