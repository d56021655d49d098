import type { Call } from '../api/operation.ts';
import { actorOf } from '../world/actors.ts';
import type { Credential } from '../world/identity.ts';
import { accountOf } from '../world/world-state.ts';
import type { Desk } from './desk.ts';
import type { Wire } from './wire.ts';

/** What an authenticated request is to the services. */
export function callFor(
  desk: Desk,
  wire: Wire,
  credential: Credential,
  where: { region: string; host: string; requestId: string },
): Call {
  const account = accountOf(desk.world, credential.account);
  const agent = (wire.headers['user-agent'] ?? '').slice(0, 200);
  return {
    world: desk.world,
    account,
    ...where,
    principal: credential.principal,
    actor: { ...actorOf(account, credential.principal, credential.id), agent },
    sessionPolicy: credential.token?.policy ?? null,
    checked: true,
    silent: false,
    takes: null,
    realNow: desk.ambient.now(),
    randomText: desk.ambient.randomText,
    authorised: desk.calls.authorised,
    functions: desk.functions,
  };
}
