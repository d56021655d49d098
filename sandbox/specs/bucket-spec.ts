import * as v from 'valibot';
import { type Bucket, bucketAcls, versioningStates } from '../world/bucket.ts';
import { day } from '../world/time.ts';
import { type Account, bucketNamed, type WorldState } from '../world/world-state.ts';
import { duration, oneOf, region } from './basics.ts';
import { SpecProblem } from './problem.ts';

export const bucketSpec = v.strictObject({
  /** https://www.alibabacloud.com/help/en/oss/user-guide/bucket-naming-conventions */
  name: v.pipe(
    v.string(),
    v.regex(
      /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
      'Expected 3 to 63 lower-case letters, digits or -, which is not first or last',
    ),
  ),
  region,
  versioning: v.optional(oneOf(versioningStates), 'none'),
  acl: v.optional(oneOf(bucketAcls), 'private'),
  /** a locked retention policy of so many days */
  worm: v.optional(
    v.pipe(
      duration,
      v.check((length) => length % day === 0, 'Expected whole days such as P30D'),
    ),
  ),
});

export type BucketSpec = v.InferOutput<typeof bucketSpec>;

export function addBucket(world: WorldState, account: Account, spec: BucketSpec): Bucket {
  const { name, versioning, acl, worm } = spec;
  if (bucketNamed(world, name)) throw new SpecProblem('name', `There is already a bucket ${name}.`);
  // Documented: a retention policy needs versioning that is enabled or was never on; before 2025 the latter.
  if (worm !== undefined && versioning === 'Suspended') {
    throw new SpecProblem('worm', 'A bucket whose versioning is suspended has no retention policy.');
  }
  const bucket: Bucket = {
    name,
    region: spec.region,
    account: account.id,
    created: world.clock.now,
    versioning,
    acl,
    wormDays: worm === undefined ? null : worm / day,
    objects: new Map(),
  };
  account.buckets.set(name, bucket);
  return bucket;
}
