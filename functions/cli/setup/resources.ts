import policyTemplate from '../../../docs/ram/function-role-policy.json' with { type: 'json' };
import trust from '../../../docs/ram/function-role-trust.json' with { type: 'json' };
import { type Role, type RoleState, roleState } from '../../../shared/setup/role.ts';
import { hasBucket, hasFunction } from '../../../shared/setup/target.ts';
import { bucketFor } from '../open-store.ts';
import { FUNCTIONS, type Setup } from './open-setup.ts';
import { type Deed, KINDS, type Planned } from './plan.ts';

/** What there is before a deployment. */
export interface Found {
  /** Null: the role is somebody else's. */
  role: RoleState | null;
  bucket: { name: string; exists: boolean; store: NonNullable<ReturnType<typeof bucketFor>> } | null;
  /** By name. */
  functions: readonly { name: string; exists: boolean }[];
}

/** The role with the documented rights, on this account, bucket and these functions; null when it is somebody else's. */
export function roleOf({ role, account, config, prefix }: Setup): Role | null {
  if (role === null) return null;
  const bucket = 'oss' in config.store ? config.store.oss.bucket : '';
  const policy: object = JSON.parse(
    JSON.stringify(policyTemplate)
      .replaceAll('1000000000000001', account)
      .replaceAll('sealwatch-evidence', bucket)
      .replaceAll('functions/sealwatch-', `functions/${prefix}-`),
  );
  return { name: role, trust, policy };
}

/** Throws `AppError` SetupRefused, and what the store throws. */
export async function lookAround(setup: Setup): Promise<Found> {
  const { cloud, config, runtime, region, prefix } = setup;
  const role = roleOf(setup);
  const store = bucketFor(config, runtime);
  const name = 'oss' in config.store ? config.store.oss.bucket : '';
  const names = FUNCTIONS.map((own) => `${prefix}-${own}`);
  const [state, exists, there] = await Promise.all([
    role ? roleState(cloud, role) : null,
    store ? hasBucket(store) : false,
    Promise.all(names.map((one) => hasFunction(cloud, region, one))),
  ]);
  return {
    role: state,
    bucket: store ? { name, exists, store } : null,
    functions: names.map((one, index) => ({ name: one, exists: there[index] === true })),
  };
}

const POLICY: Readonly<Record<RoleState['policy'], Deed>> = {
  absent: 'create',
  there: 'keep',
  other: 'differs',
};

/** What a deployment does. */
export function planOf({ role: name, region }: Setup, { role, bucket, functions }: Found): Planned[] {
  const planned: Planned[] = [];
  if (role && name !== null) {
    planned.push({ deed: role.role === 'absent' ? 'create' : 'keep', what: KINDS.role, name });
    planned.push({ deed: POLICY[role.policy], what: KINDS.policy, name });
  }
  if (bucket) {
    const note = { en: `private, in ${region}`, zh: `私有，${region}` };
    planned.push({ deed: bucket.exists ? 'keep' : 'create', what: KINDS.bucket, name: bucket.name, note });
  }
  for (const { name: one, exists } of functions)
    planned.push({ deed: exists ? 'update' : 'create', what: KINDS.function, name: one });
  return planned;
}
