import { createHash } from 'node:crypto';
import type { Cluster } from '../world/cluster.ts';
import type { ClusterGrant } from '../world/identity.ts';
import type { InsideRight } from '../world/inside.ts';
import type { Account } from '../world/world-state.ts';

/** Who asks: by a certificate of the cluster's own authority, by a token, or nobody known. */
export interface Who {
  /** as refusals name them */
  name: string;
  may: ReadonlySet<InsideRight>;
}

export const anonymous: Who = { name: 'system:anonymous', may: new Set() };

interface Person {
  name: string;
  grants: readonly ClusterGrant[];
}

/** Certificates name people `<uid>-<time>`; the account itself may do everything. */
function personOf(account: Account, commonName: string): Person | 'root' | null {
  const uid = commonName.split('-')[0] ?? '';
  if (uid === account.id) return 'root';
  for (const user of account.users.values()) if (user.id === uid) return user;
  for (const role of account.roles.values()) if (role.id === uid) return role;
  return null;
}

/** Assumption: administrators of a cluster may read everything in it, other predefined roles neither metrics nor Secrets. */
export function byCertificate(account: Account, cluster: Cluster, commonName: string): Who {
  const person = personOf(account, commonName);
  const may = new Set<InsideRight>();
  const isAdmin =
    person === 'root' ||
    (person?.grants.some(
      ({ cluster: where, role }) => role === 'admin' && (where === 'all' || where === cluster.id),
    ) ??
      false);
  if (isAdmin) for (const right of ['monitoring', 'secrets'] as const) may.add(right);
  const name = person === 'root' ? 'root' : (person?.name ?? '');
  for (const { who, may: rights } of cluster.inside.bindings) {
    if (who === '*' || who === name) for (const right of rights) may.add(right);
  }
  return { name: commonName, may };
}

/** Null: nobody has this token. */
export function byToken(cluster: Cluster, token: string): Who | null {
  const may = cluster.inside.serviceAccounts.get(token);
  if (!may) return null;
  const suffix = createHash('sha256').update(token).digest('hex').slice(0, 4);
  return { name: `system:serviceaccount:sealwatch:proof-${suffix}`, may: new Set(may) };
}
