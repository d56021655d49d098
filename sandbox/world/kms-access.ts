import type { Cluster } from './cluster.ts';
import { ackCanAssume, roleArn, roleMay } from './grants.ts';
import { acsRoleName, type Role, serviceRoleName } from './identity.ts';
import { keyArn } from './key.ts';
import { type KmsCode, kmsRefusal } from './kms-refusals.ts';
import { closedCode, cryptoCode, findKey } from './serving.ts';
import { minute, second } from './time.ts';
import { valueAt } from './timeline.ts';
import type { Account, WorldState } from './world-state.ts';

/** Why the KMS plugin of a cluster cannot use its key, as the cloud tells the plugin. */
export interface KmsTrouble {
  code: string;
  message: string;
}

function trouble(code: KmsCode): KmsTrouble {
  return { code, message: kmsRefusal(code).message };
}

function roleOf(account: Account, cluster: Cluster): Role | undefined {
  const name = cluster.profile.toLowerCase() === 'acs' ? acsRoleName : serviceRoleName;
  return account.roles.get(name.toLowerCase());
}

/** What an Encrypt and a Decrypt of the service role meet at this moment; null: both work, or there is no key to use. */
export function kmsTrouble(
  world: WorldState,
  account: Account,
  cluster: Cluster,
  at: number,
): KmsTrouble | null {
  const { key: name } = valueAt(cluster.encryption, at);
  if (name === '') return null;
  const role = roleOf(account, cluster);
  if (!ackCanAssume(role, at)) {
    // Text: assumption; that the plugin gets no credentials then is documented.
    return { code: 'EntityNotExist.Role', message: 'The specified Role not exists.' };
  }
  const closed = closedCode(world, account, cluster.region, at);
  if (closed) return trouble(closed);
  const key = findKey(account, cluster.region, name, at);
  if (typeof key === 'string') return trouble(key);
  for (const action of ['kms:Encrypt', 'kms:Decrypt']) {
    if (!roleMay(account, role, { action, resource: keyArn(key) }, at))
      return trouble('Forbidden.NoPermission');
    const code = cryptoCode(world, account, key, {
      action,
      principal: roleArn(account, role),
      byService: true,
      at,
    });
    if (code) return trouble(code);
  }
  return null;
}

/** Measured: readyz fails within 15 s, and answers ok again 3 s after the last refusal while it is asked. */
const untilFailing = 15 * second;
const untilWell = 3 * second;
/** Measured: under KMS v2 writes go on with the seed in memory for 176 s. */
const coasting = 2 * minute + 56 * second;

/** What the health check of the KMS provider says: it hears of trouble late, and of its end. */
export function providerTrouble(
  world: WorldState,
  account: Account,
  cluster: Cluster,
  at: number,
): KmsTrouble | null {
  const late = kmsTrouble(world, account, cluster, at - untilWell);
  return late && kmsTrouble(world, account, cluster, at - untilFailing) ? late : null;
}

/** Whether a value can be sealed now: under v2 as long as the seed lasts, under v1 only with KMS. */
export function canSeal(
  world: WorldState,
  account: Account,
  cluster: Cluster,
  at: number,
  byV2: boolean,
): boolean {
  if (!kmsTrouble(world, account, cluster, at)) return true;
  return byV2 && kmsTrouble(world, account, cluster, at - coasting) === null;
}
