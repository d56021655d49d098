import { jsonReply, type Reply } from '../gateway/answer.ts';
import { skewOf } from '../gateway/conduct.ts';
import type { Desk } from '../gateway/desk.ts';
import { hostOf, isLoopback } from '../gateway/host.ts';
import type { Turn } from '../gateway/turn.ts';
import type { Wire } from '../gateway/wire.ts';
import { Refusal } from '../world/refusal.ts';
import { type AppCall, appOperations, callerOf } from './app.ts';
import { sendToRobot } from './robot.ts';

const webhookPath = '/robot/send';

export function isDingTalkHost(host: string): boolean {
  return host === 'oapi.dingtalk.com' || host === 'api.dingtalk.com' || host === 'api.dingtalk.io';
}

/** Whether a request is for DingTalk: by its host, or under a loopback name by its path. */
export function isForDingTalk(wire: Pick<Wire, 'headers' | 'path'>): boolean {
  const host = hostOf(wire);
  if (isDingTalkHost(host)) return true;
  return isLoopback(host) && (wire.path === webhookPath || Object.hasOwn(appOperations, wire.path));
}

/** The gateway that bans an address answers without `errcode`. The status is an assumption. */
function ban(uuid: string): Reply {
  return jsonReply(200, {
    status: 1111,
    wait: 5,
    source: 'x5',
    punish: 'deny',
    uuid: uuid.replaceAll('-', ''),
  });
}

function isBanned({ world }: Desk): boolean {
  return world.clock.now < world.dingtalk.bannedUntil;
}

/** The webhook answers its refusals with HTTP 200; what faults do to it comes in the same form. */
function robotTurn(desk: Desk, wire: Wire, uuid: string): Turn {
  return {
    product: 'DingTalk',
    action: 'RobotSend',
    region: '',
    question: wire.body.toString('utf8'),
    throttled: () => new Refusal(200, '130101', 'send too fast, exceed 20 times per minute'),
    refused: ({ code, message }) =>
      /^-?\d+$/.test(code)
        ? jsonReply(200, { errcode: Number(code), errmsg: message })
        : jsonReply(200, { errcode: -1, errmsg: '系统繁忙' }),
    answer: (fault) => {
      if (isBanned(desk)) return ban(uuid);
      if (fault?.kind === 'deny') throw new Refusal(200, '300005', 'token is not exist');
      const { errcode, errmsg } = sendToRobot(desk.world, wire, desk.ambient.now() + skewOf(fault));
      if (errcode !== 0) throw new Refusal(200, String(errcode), errmsg); // so that it counts as failed
      return jsonReply(200, { errcode, errmsg });
    },
  };
}

function appTurn(desk: Desk, wire: Wire, uuid: string): Turn {
  const operation = appOperations[wire.path];
  const call: AppCall = { world: desk.world, wire, requestId: uuid, randomText: desk.ambient.randomText };
  return {
    product: 'DingTalk',
    action: operation?.name ?? wire.path,
    region: '',
    question: wire.body.toString('utf8'),
    throttled: () => new Refusal(403, 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi', 'qps limit'),
    refused: ({ status, code, message }) => jsonReply(status, { code, requestid: uuid, message }),
    answer: (fault) => {
      if (isBanned(desk)) return ban(uuid);
      if (fault?.kind === 'deny')
        throw new Refusal(403, 'Forbidden.AccessDenied.AccessTokenPermissionDenied', '没有调用该接口的权限');
      if (!operation || wire.method !== 'POST')
        throw new Refusal(404, 'InvalidAction.NotFound', '接口不存在');
      const caller = `${operation.name} ${callerOf(call)}`;
      if (desk.limited && !desk.limiter.take('dingtalk-app', caller, '', desk.ambient.now())) {
        throw new Refusal(403, 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi', 'qps limit');
      }
      return jsonReply(200, operation.run(call));
    },
  };
}

export function dingTalkTurn(desk: Desk, wire: Wire, uuid: string): Turn {
  return wire.path === webhookPath ? robotTurn(desk, wire, uuid) : appTurn(desk, wire, uuid);
}
