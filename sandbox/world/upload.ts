import { newRole } from './identity.ts';
import { always } from './timeline.ts';
import { issueToken, type TokenCredential } from './tokens.ts';
import { type Account, newAccount, type WorldState } from './world-state.ts';

/** The account of Function Compute itself: owns the buckets that code is uploaded to. */
export const uploadAccount = '1000000000999999';

/** Where an account may put one code package. */
export interface Upload {
  credential: TokenCredential;
  bucket: string;
  /** key of the object, after the id of the account and a slash */
  object: string;
}

/** Seconds (assumption). */
const validFor = 3600;

const role = 'fc-temporary-code';
const policy = { name: 'fc-temporary-code', type: 'System' } as const;

/** Makes the place for one code package, which nobody but the account gets and where nothing else can be put. */
export function openUpload(
  world: WorldState,
  { id }: Account,
  region: string,
  from: { realNow: number; randomText(length: number): string },
): Upload {
  const owner = ownerIn(world);
  const bucket = `fc-temporary-code-${region}`;
  const { now } = world.clock;
  if (!owner.buckets.has(bucket)) {
    const plain = { versioning: 'none', acl: 'private', wormDays: null } as const;
    owner.buckets.set(bucket, {
      name: bucket,
      region,
      account: owner.id,
      created: now,
      ...plain,
      objects: new Map(),
    });
  }
  const object = from.randomText(32).toLowerCase();
  const only = allow('oss:PutObject', `acs:oss:*:*:${bucket}/${id}/${object}`);
  const wanted = { session: id, seconds: validFor, policy: only };
  const holder = owner.roles.get(role);
  if (!holder) throw new Error(`The account of uploads has no role ${role}.`);
  return { credential: issueToken(world, owner, holder, wanted, from), bucket, object };
}

function allow(action: string, resource: string): string {
  return JSON.stringify({
    Version: '1',
    Statement: [{ Effect: 'Allow', Action: action, Resource: resource }],
  });
}

function ownerIn(world: WorldState): Account {
  const known = world.accounts.get(uploadAccount);
  if (known) return known;
  const { now } = world.clock;
  const owner = newAccount(uploadAccount, now);
  const versions = [{ id: 'v1', document: allow('oss:PutObject', '*'), created: now }];
  const document = { description: '', created: now, updated: now, defaultVersion: 'v1', versions };
  owner.policies.set(`${policy.type}/${policy.name}`, { ...policy, ...document });
  const holder = newRole(role, '300000000000999999', '{}', now);
  holder.attached = always([{ policy: `${policy.type}/${policy.name}`, at: now }]);
  owner.roles.set(role, holder);
  world.accounts.set(owner.id, owner);
  return owner;
}
