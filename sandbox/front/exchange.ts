import { deniedRefusal } from '../api/authorise.ts';
import { invoke } from '../api/invoke.ts';
import type { Call, RequestSource, Service } from '../api/operation.ts';
import type { FunctionHost } from '../function-compute/host.ts';
import { actorOf } from '../world/actors.ts';
import type { Credential } from '../world/identity.ts';
import type { JsonObject } from '../world/json.ts';
import { Refusal } from '../world/refusal.ts';
import { accountOf, type WorldState } from '../world/world-state.ts';
import type { Ambient } from './ambient.ts';
import { type Answer, errorBody, type Reply, rawReply, reply, successBody } from './answer.ts';
import { authenticate } from './authenticate.ts';
import type { Calls } from './calls.ts';
import { faultAfter, faultBefore } from './fault-effects.ts';
import type { FaultRule, Faults } from './faults.ts';
import type { Limiter } from './limiter.ts';
import type { Nonces } from './nonces.ts';
import { hostOf, routeOf, type Target } from './route.ts';
import { parametersOf, type Wire } from './wire.ts';

/** Everything one sandbox needs to answer; lives as long as its server. */
export interface Desk {
  world: WorldState;
  ambient: Ambient;
  latencyMs: number;
  limited: boolean;
  nonces: Nonces;
  limiter: Limiter;
  calls: Calls;
  faults: Faults;
  functions: FunctionHost;
  /** last good answer of each action and region, kept while a fault wants to repeat it */
  lastBodies: Map<string, JsonObject>;
  /** puts a fresh world in place of this one, forgets counts and faults */
  restart(): void;
}

function callFor(desk: Desk, target: Target, wire: Wire, credential: Credential, requestId: string): Call {
  const account = accountOf(desk.world, credential.account);
  const agent = (wire.headers['user-agent'] ?? '').slice(0, 200);
  return {
    world: desk.world,
    account,
    region: target.region,
    host: target.host,
    principal: credential.principal,
    actor: { ...actorOf(account, credential.principal, credential.id), agent },
    sessionPolicy: credential.token?.policy ?? null,
    requestId,
    checked: true,
    silent: false,
    takes: null,
    realNow: desk.ambient.now(),
    randomText: desk.ambient.randomText,
    authorised: desk.calls.authorised,
  };
}

/** Parameters every RPC call may carry, and those of the signature. */
const commonParameters = new Set([
  'Action',
  'Version',
  'Format',
  'RegionId',
  'AccessKeyId',
  'SecurityToken',
  'Signature',
  'SignatureMethod',
  'SignatureVersion',
  'SignatureNonce',
  'SignatureType',
  'Timestamp',
]);

function noteIgnored(desk: Desk, { service, operation, params }: Target): void {
  for (const name of params.keys()) {
    const known = commonParameters.has(name) || operation.paramNames.includes(name.split('.')[0] ?? name);
    if (!known) desk.calls.ignored(`${service.code}:${operation.name}`, name);
  }
}

async function answerCall(
  desk: Desk,
  target: Target,
  wire: Wire,
  requestId: string,
  fault: FaultRule | null,
): Promise<Reply> {
  const { service, operation } = target;
  const now = desk.ambient.now();
  const credential = authenticate(desk.world, wire, desk.nonces, now + skewOf(fault));
  if (desk.limited && !desk.limiter.take(operation.rate, credential.account, target.region, now)) {
    throw service.throttled();
  }
  const call = callFor(desk, target, wire, credential, requestId);
  if (fault?.kind === 'deny') throw deniedRefusal(service, call, operation.actions[0] ?? '', 'denied');
  noteIgnored(desk, target);
  const source: RequestSource = { params: target.params, body: wire.body.toString('utf8') };
  const done = invoke(service, operation, call, source);
  if (operation.work) {
    const request = { params: target.params, headers: wire.headers, body: wire.body };
    return rawReply(await operation.work(call, request, desk.functions), requestId);
  }
  const body = successBody(service, done, requestId);
  return reply(200, body && faultAfter(desk, target, call, source, body, fault), requestId);
}

function isThrottling(refusal: unknown): boolean {
  return refusal instanceof Refusal && /Throttl/.test(refusal.code);
}

/** The target of a request, or the answer to one that has none. */
function routed(desk: Desk, wire: Wire, requestId: string): Target | Answer {
  let service: Service | null = null;
  try {
    return routeOf(desk.world, wire, (known) => {
      service = known;
    });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const action = wire.headers['x-acs-action'] ?? parametersOf(wire).get('Action') ?? wire.path;
    const call = { product: 'unknown', action, region: '', question: '' };
    desk.calls.begin(call).end({ throttled: false, failed: true });
    return reply(error.status, errorBody(service, error, { requestId, host: hostOf(wire) }), requestId);
  }
}

/** Answers one request of the cloud. Whatever is wrong with it becomes an answer, not an exception. */
export async function exchange(desk: Desk, wire: Wire): Promise<Answer> {
  const requestId = desk.ambient.uuid().toUpperCase();
  const target = routed(desk, wire, requestId);
  if ('kind' in target) return target;
  return await exchangeWith(desk, wire, target, { requestId, host: target.host });
}

/** How far the cloud's idea of the time is off, in milliseconds. */
function skewOf(fault: FaultRule | null): number {
  return fault?.kind === 'clockSkew' ? fault.skewSeconds * 1000 : 0;
}

/** A cloud with a wrong clock says so in the Date of its answers. */
function dated(desk: Desk, fault: FaultRule | null, answer: Reply): Reply {
  const skew = skewOf(fault);
  if (skew !== 0) answer.headers['date'] = new Date(desk.ambient.now() + skew).toUTCString();
  return answer;
}

async function exchangeWith(
  desk: Desk,
  wire: Wire,
  target: Target,
  where: { requestId: string; host: string },
): Promise<Answer> {
  const { service, operation, region } = target;
  const question = [...target.params].filter(([name]) => !commonParameters.has(name)).join('&');
  const ongoing = desk.calls.begin({ product: service.code, action: operation.name, region, question });
  const fault = desk.faults.next(service.code, operation.name, region);
  let refusal: unknown = null;
  let failed = true;
  try {
    const delay = desk.latencyMs + (fault?.kind === 'slow' ? fault.delayMs : 0);
    if (delay > 0) await desk.ambient.sleep(delay);
    const struck = fault && faultBefore(service, fault, where);
    if (struck) {
      refusal = struck.refusal;
      return struck.answer;
    }
    const answer = dated(desk, fault, await answerCall(desk, target, wire, where.requestId, fault));
    failed = fault?.kind === 'truncate';
    return failed ? { ...answer, cutAt: Math.floor(Buffer.byteLength(answer.body) / 2) } : answer;
  } catch (error) {
    refusal = error;
    if (!(error instanceof Refusal)) throw error;
    return dated(desk, fault, reply(error.status, errorBody(service, error, where), where.requestId));
  } finally {
    ongoing.end({ throttled: isThrottling(refusal), failed });
  }
}
