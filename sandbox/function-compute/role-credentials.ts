import { trusts } from '../world/grants.ts';
import { Refusal } from '../world/refusal.ts';
import { hour, minute } from '../world/time.ts';
import { valueAt } from '../world/timeline.ts';
import { issueToken } from '../world/tokens.ts';
import { accountOf, type WorldState } from '../world/world-state.ts';
import type { InstanceCredentials } from './messages.ts';
import type { CheckedSpec } from './spec.ts';

/** https://www.alibabacloud.com/help/zh/fc/context-3 */
const validSeconds = (36 * hour) / 1000;

/** Tokens are replaced this long before they expire (assumption). */
const renewBefore = 15 * minute;

/** Status, code and text are assumptions. */
function notAssumable(role: string, why: string): Refusal {
  return new Refusal(403, 'AccessDenied', `Function Compute cannot assume the role ${role}: ${why}.`);
}

/**
 * Tokens of function roles, as AssumeRole issues them: one per function for as long as it is good. Throws the refusal
 * when the role is not there or does not trust the service.
 */
export function roleCredentials(
  world: () => WorldState,
  from: { now(): number; randomText(length: number): string },
): (spec: CheckedSpec, accountId: string) => InstanceCredentials {
  const issued = new Map<string, string>();
  return ({ name, region, role: roleName }, accountId) => {
    if (roleName === '') return { accessKeyId: '', accessKeySecret: '', securityToken: '' };
    const account = accountOf(world(), accountId);
    const role = account.roles.get(roleName.toLowerCase());
    const { now } = world().clock;
    if (!role || !valueAt(role.exists, now)) throw notAssumable(roleName, 'it does not exist');
    if (!trusts(valueAt(role.trust, now), { service: 'fc.aliyuncs.com' })) {
      throw notAssumable(roleName, 'it does not trust fc.aliyuncs.com');
    }
    const realNow = from.now();
    const holder = `${accountId} ${region} ${name} ${role.id}`;
    const before = world().credentials.get(issued.get(holder) ?? '');
    const good = before?.token && before.token.expires - realNow > renewBefore ? before : null;
    const wanted = { session: name, seconds: validSeconds, policy: null };
    const credential = good ?? issueToken(world(), account, role, wanted, { ...from, realNow });
    issued.set(holder, credential.id);
    return {
      accessKeyId: credential.id,
      accessKeySecret: credential.secret,
      securityToken: credential.token?.text ?? '',
    };
  };
}
