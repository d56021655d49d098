import { arrearsAt } from './arrears.ts';
import { instanceAt } from './instance.ts';
import { type Key, keyArn } from './key.ts';
import { type KmsCode, kmsRefusal } from './kms-refusals.ts';
import { ledgerOf } from './ledger.ts';
import { applies, matchesAny, readPolicy } from './policy.ts';
import type { Refusal } from './refusal.ts';
import { valueAt } from './timeline.ts';
import type { Account, KmsStatus, WorldState } from './world-state.ts';

/** A status that was stated wins over what the debt of the account would make of it. */
export function kmsStatusAt(world: WorldState, account: Account, region: string, at: number): KmsStatus {
  const stated = account.kmsStatus.get(region);
  if (stated) return valueAt(stated, at);
  const arrears = arrearsAt(ledgerOf(world, account, at), at);
  if (arrears === 'none') return 'Enabled';
  return arrears === 'overdue' ? 'InDebt' : 'Suspended';
}

/**
 * Why KMS as a whole refuses the account in this region, or null. Key data stays while an account is suspended, but
 * access is refused (KMS 1.0, overdue payments); how that is for free default keys today is an assumption.
 */
export function closedCode(world: WorldState, account: Account, region: string, at: number): KmsCode | null {
  const status = kmsStatusAt(world, account, region, at);
  if (status === 'Suspended') return 'Forbidden.InDebtOverdue';
  return status === 'NotEnabled' ? 'Forbidden.KmsServiceNotEnabled' : null;
}

function keyById(account: Account, region: string, id: string, at: number): Key | null {
  const key = account.keys.get(id);
  if (!key || key.region !== region || key.created > at || valueAt(key.state, at) === 'Gone') return null;
  const instance = account.instances.get(key.instance);
  return instance && instanceAt(instance, at).released ? null : key;
}

function keyByAlias(account: Account, region: string, alias: string, at: number): Key | null {
  for (const key of account.keys.values()) {
    if (key.aliases.includes(alias) && keyById(account, region, key.id, at)) return key;
  }
  return null;
}

/**
 * The key an id, alias or ARN names in this region. Regions are independent: a key of another region is not found.
 * https://www.alibabacloud.com/help/en/kms/developer-reference/api-kms-2016-01-20-describekey
 */
export function findKey(account: Account, region: string, name: string, at: number): Key | KmsCode {
  const arn = /^acs:kms:([^:]*):([^:]*):(?:key\/(.+)|(alias\/.+))$/.exec(name);
  if (arn && (arn[1] !== region || arn[2] !== account.id)) return 'Forbidden.KeyNotFound';
  const alias = arn ? arn[4] : name.startsWith('alias/') && name;
  if (alias) return keyByAlias(account, region, alias, at) ?? 'Forbidden.AliasNotFound';
  return keyById(account, region, arn?.[3] ?? name, at) ?? 'Forbidden.KeyNotFound';
}

function keyPolicyAllows(key: Key, action: string, principal: string, at: number): boolean {
  if (!key.policy) return true;
  let allowed = false;
  for (const statement of readPolicy(valueAt(key.policy, at))) {
    const { ram } = statement.principals;
    if (!matchesAny(ram, principal) && !ram.includes(`acs:ram::${key.account}:root`)) continue;
    if (!applies(statement, { action, resource: keyArn(key) })) continue;
    if (!statement.allow) return false;
    allowed = true;
  }
  return allowed;
}

/** Why a cryptographic call to this key is refused at this moment, or null. */
export function cryptoCode(
  world: WorldState,
  account: Account,
  key: Key,
  call: { action: string; principal: string; byService: boolean; at: number },
): KmsCode | null {
  const { at } = call;
  if (kmsStatusAt(world, account, key.region, at) === 'InDebt' && world.settings.inDebtRefusesCrypto) {
    return 'Forbidden.InDebt';
  }
  const bound = !call.byService || world.settings.keyPolicyBindsServiceRole;
  if (bound && !keyPolicyAllows(key, call.action, call.principal, at)) return 'Forbidden.NoPermission';
  const instance = account.instances.get(key.instance);
  if (instance) {
    const { status, saleStatus } = instanceAt(instance, at);
    if (saleStatus === 'Expired') return world.settings.expiredInstanceCode;
    if (status !== 'Connected') return 'Forbidden.DKMSInstanceStateInvalid';
  }
  const state = valueAt(key.state, at);
  if (state === 'Enabled') return null;
  return state === 'Gone' ? 'Forbidden.KeyNotFound' : `Rejected.${state}`;
}

export function refuse(code: KmsCode | null): Refusal | null {
  return code === null ? null : kmsRefusal(code);
}
