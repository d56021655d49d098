import type { Service } from '../api/operation.ts';
import { actorOf, principalFrom } from '../world/actors.ts';
import type { EventRecord } from '../world/event.ts';
import type { JsonObject } from '../world/json.ts';
import { recordEvent } from '../world/record.ts';
import type { Account, WorldState } from '../world/world-state.ts';
import type { Doer } from './command.ts';

/** Leaves the event of something the sandbox has no operation for. */
export function leaveEvent(
  world: WorldState,
  account: Account,
  by: Doer,
  what: {
    service: Service;
    name: string;
    region: string;
    parameters: JsonObject;
    resource: EventRecord['resource'];
  },
): void {
  if (by.silent) return;
  const actor = actorOf(account, principalFrom(by.by), '');
  const { service, name, region, parameters, resource } = what;
  recordEvent(world, account, {
    at: world.clock.now,
    service: service.code,
    name,
    apiVersion: service.version,
    source: service.hostFor(region),
    region,
    global: false,
    rw: 'Write',
    actor: { ...actor, ip: by.ip ?? actor.ip, agent: by.userAgent ?? actor.agent },
    parameters: { RegionId: region, ...parameters },
    resource,
    response: null,
    error: by.refused === undefined ? null : { code: by.refused, message: 'The request was refused.' },
    fields: {},
  });
}
