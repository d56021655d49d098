import type { JsonObject } from '../world/json.ts';
import { recordEvent } from '../world/record.ts';
import { Refusal } from '../world/refusal.ts';
import { authorise } from './authorise.ts';
import type { Call, Operation, Prepared, RequestSource, Service } from './operation.ts';

function leavesEvent(service: Service, operation: Operation, call: Call): boolean {
  if (call.silent) return false;
  if (operation.kind !== 'read') return true;
  return service.code === 'Kms' && call.world.settings.recordReads && operation.name !== 'DescribeRegions';
}

function rwOf(operation: Operation, call: Call): 'Read' | 'Write' {
  if (operation.kind === 'crypto') return call.world.settings.cryptoEventRw;
  return operation.kind === 'change' ? 'Write' : 'Read';
}

function writeEvent(
  service: Service,
  operation: Operation,
  call: Call,
  prepared: Prepared,
  outcome: { body: JsonObject | null; error: Refusal | null },
): void {
  if (!leavesEvent(service, operation, call)) return;
  const { world, actor, host } = call;
  const region = service.global ? world.settings.globalEventsRegion : call.region;
  const where: JsonObject = service.global ? {} : { RegionId: call.region };
  if (service.echoesHost) where['AcsHost'] = host;
  recordEvent(world, call.account, {
    at: world.clock.now,
    service: service.code,
    name: operation.name,
    apiVersion: service.version,
    source: host,
    region,
    global: service.global,
    rw: rwOf(operation, call),
    actor,
    parameters: { ...where, ...prepared.echo },
    resource: prepared.touched(),
    response: outcome.error ? null : prepared.responseElements(outcome.body),
    error: outcome.error && { code: outcome.error.code, message: outcome.error.message },
    requestId: call.requestId,
    fields: {},
  });
}

/** Runs an operation and leaves its event: of what was done, and of what was tried and refused. */
export function invoke(
  service: Service,
  operation: Operation,
  call: Call,
  source: RequestSource,
): JsonObject | null {
  const prepared = operation.prepare(call, source);
  try {
    if (call.checked) authorise(service, operation, call, prepared);
    const body = prepared.run();
    writeEvent(service, operation, call, prepared, { body, error: null });
    return body;
  } catch (error) {
    if (error instanceof Refusal) writeEvent(service, operation, call, prepared, { body: null, error });
    throw error;
  }
}

/** Leaves the event of a refused attempt without trying. */
export function refuseAttempt(
  service: Service,
  operation: Operation,
  call: Call,
  source: RequestSource,
  error: Refusal,
): void {
  writeEvent(service, operation, call, operation.prepare(call, source), { body: null, error });
}
