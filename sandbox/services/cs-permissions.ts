import { type Call, operation } from '../api/operation.ts';
import { text } from '../api/params.ts';
import type { ClusterGrant } from '../world/identity.ts';
import type { JsonObject } from '../world/json.ts';
import { Refusal } from '../world/refusal.ts';

interface Subject {
  isRole: boolean;
  grants: readonly ClusterGrant[];
}

function subjectOf({ account }: Call, uid: string): Subject {
  for (const user of account.users.values())
    if (user.id === uid) return { isRole: false, grants: user.grants };
  for (const role of account.roles.values())
    if (role.id === uid) return { isRole: true, grants: role.grants };
  // Status and code: assumption.
  throw new Refusal(404, 'ErrorUserNotFound', 'The user or role is not found.');
}

/** What somebody was granted in clusters, apart from RAM; the account itself has everything. */
export function grantsOf({ principal, account }: Call): readonly ClusterGrant[] {
  if (principal.kind === 'user') return account.users.get(principal.name)?.grants ?? [];
  if (principal.kind === 'role') return account.roles.get(principal.role.toLowerCase())?.grants ?? [];
  return [{ cluster: 'all', role: 'admin' }];
}

/** A RAM identity sees only what was granted in the clusters that it administers (documented). */
function isVisible(call: Call, { cluster }: ClusterGrant): boolean {
  return grantsOf(call).some(
    ({ cluster: where, role }) => role === 'admin' && (where === 'all' || where === cluster),
  );
}

function permissionsOf(call: Call, uid: string): JsonObject[] {
  const { isRole, grants } = subjectOf(call, uid);
  return grants
    .filter((grant) => isVisible(call, grant))
    .map(({ cluster, role }) => ({
      resource_id: cluster === 'all' ? 'all-clusters' : cluster,
      resource_type: cluster === 'all' ? 'console' : 'cluster',
      role_name: '',
      role_type: role,
      is_owner: 0,
      is_ram_role: Number(isRole),
    }));
}

/** The body is a list without a wrapper. */
const describeUserPermission = operation({
  name: 'DescribeUserPermission',
  actions: ['cs:DescribeUserPermission', 'cs:GetUserPermissions'],
  rate: 'cs',
  route: { method: 'GET', path: '/permissions/users/{uid}' },
  params: { uid: text({ max: 64 }) },
  run: (call, { uid }) => {
    subjectOf(call, uid);
    return null;
  },
  work: async (call, { params }) => ({
    status: 200,
    headers: { 'content-type': 'application/json;charset=utf-8' },
    body: Buffer.from(JSON.stringify(permissionsOf(call, params.get('uid') ?? ''))),
  }),
});

export const csPermissions = [describeUserPermission];
