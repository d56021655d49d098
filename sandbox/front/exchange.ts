import { deniedRefusal } from '../api/authorise.ts';
import { invoke } from '../api/invoke.ts';
import type { RequestSource, Service } from '../api/operation.ts';
import { isForUpload, uploadTurn } from '../code-upload/turn.ts';
import { dingTalkTurn, isForDingTalk } from '../dingtalk/turn.ts';
import { type Answer, errorBody, type Reply, rawReply, reply, successBody } from '../gateway/answer.ts';
import { callFor } from '../gateway/call-for.ts';
import { conduct, skewOf } from '../gateway/conduct.ts';
import type { Desk } from '../gateway/desk.ts';
import type { FaultRule } from '../gateway/faults.ts';
import { hostOf } from '../gateway/host.ts';
import type { Turn } from '../gateway/turn.ts';
import { parametersOf, type Wire } from '../gateway/wire.ts';
import { isForOss } from '../oss/address.ts';
import { ossTurn } from '../oss/turn.ts';
import { isSlsHost, slsTurn } from '../sls/turn.ts';
import { Refusal } from '../world/refusal.ts';
import { authenticate } from './authenticate.ts';
import { faultAfter } from './fault-after.ts';
import { httpTriggerTurn, isFunctionHost } from './http-trigger.ts';
import { routeOf, type Target } from './route.ts';

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
  const { region, host } = target;
  const call = callFor(desk, wire, credential, { region, host, requestId });
  if (fault?.kind === 'deny') throw deniedRefusal(service, call, operation.actions[0] ?? '', 'denied');
  noteIgnored(desk, target);
  if (service.code === 'CS') await desk.world.doors?.open(call.account.clusters.values());
  const source: RequestSource = { params: target.params, body: wire.body.toString('utf8') };
  const done = invoke(service, operation, call, source);
  if (operation.work) {
    const request = { params: target.params, headers: wire.headers, body: wire.body };
    return rawReply(await operation.work(call, request), requestId);
  }
  const body = successBody(service, done, requestId);
  return reply(200, body && faultAfter(desk, target, call, source, body, fault), requestId);
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

/** A request of a product that is spoken to by parameters or path, and answers JSON. */
function turnFor(desk: Desk, wire: Wire, target: Target, requestId: string): Turn {
  const { service, operation, region, host } = target;
  return {
    product: service.code,
    action: operation.name,
    region,
    question: [...target.params].filter(([name]) => !commonParameters.has(name)).join('&'),
    throttled: () => service.throttled(),
    refused: (refusal) => reply(refusal.status, errorBody(service, refusal, { requestId, host }), requestId),
    answer: (fault) => answerCall(desk, target, wire, requestId, fault),
  };
}

/** Answers one request of the cloud. Whatever is wrong with it becomes an answer, not an exception. */
export async function exchange(desk: Desk, wire: Wire): Promise<Answer> {
  const requestId = desk.ambient.uuid().toUpperCase();
  if (isForDingTalk(wire)) return await conduct(desk, dingTalkTurn(desk, wire, requestId));
  if (isForOss(wire.headers)) return await conduct(desk, ossTurn(desk, wire, requestId));
  if (isSlsHost(hostOf(wire))) return await conduct(desk, slsTurn(desk, wire, requestId));
  if (isForUpload(wire)) return await conduct(desk, uploadTurn(desk, wire, requestId));
  if (isFunctionHost(hostOf(wire))) return await conduct(desk, httpTriggerTurn(desk, wire, requestId));
  const target = routed(desk, wire, requestId);
  if ('kind' in target) return target;
  return await conduct(desk, turnFor(desk, wire, target, requestId));
}
