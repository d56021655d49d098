import type { Wire } from '../gateway/wire.ts';
import type { App } from '../world/dingtalk.ts';
import { isObject, type JsonObject, parseJson } from '../world/json.ts';
import { Refusal } from '../world/refusal.ts';
import { second, utc } from '../world/time.ts';
import type { WorldState } from '../world/world-state.ts';

const tokenSeconds = 7200;
const paramLimit = 15_000;
const peopleLimit = 20;
export interface AppCall {
  world: WorldState;
  wire: Wire;
  requestId: string;
  randomText(length: number): string;
}

type Body = Record<string, unknown>;

function missing(name: string): Refusal {
  return new Refusal(400, `invalidParameter.${name}.empty`, `参数 ${name} 不能为空`);
}

function given(body: Body, name: string): string {
  const value = body[name];
  if (typeof value !== 'string' || value === '') throw missing(name);
  return value;
}

function list(body: Body, name: string): string[] {
  const value = body[name];
  if (!Array.isArray(value) || value.length === 0) throw missing(name);
  if (value.length > peopleLimit)
    throw new Refusal(400, `invalidParameter.${name}.tooMany`, `${name} 超过 ${peopleLimit} 个`);
  return value.map(String);
}

function bodyOf(wire: Wire): Body {
  const body = parseJson(wire.body.toString('utf8'));
  if (!isObject(body)) throw new Refusal(400, 'invalidParameter.body', '请求体不是 JSON');
  return body;
}

function accessToken({ world, wire, randomText }: AppCall): JsonObject {
  const body = bodyOf(wire);
  const app = world.dingtalk.apps.get(given(body, 'appKey'));
  if (!app || app.appSecret !== given(body, 'appSecret')) {
    throw new Refusal(400, 'invalidClientIdOrSecret', '无效的clientId或者clientSecret');
  }
  const text = randomText(32);
  app.tokens.set(text, world.clock.now + tokenSeconds * second);
  return { accessToken: text, expireIn: tokenSeconds };
}

function withToken({ world, wire }: AppCall): App | undefined {
  const token = wire.headers['x-acs-dingtalk-access-token'] ?? '';
  return [...world.dingtalk.apps.values()].find(({ tokens }) => world.clock.now < (tokens.get(token) ?? 0));
}

/** The app whose token the request carries. */
function appOf(call: AppCall): App {
  const app = withToken(call);
  if (!app) throw new Refusal(401, 'InvalidAuthentication', '不合法的access_token');
  return app;
}

/** Whom the rate of an interface counts for: the app, whichever of its tokens is used; '' when nobody knows it. */
export function callerOf(call: AppCall): string {
  const body = parseJson(call.wire.body.toString('utf8'));
  return withToken(call)?.appKey ?? (isObject(body) ? String(body['appKey'] ?? '') : '');
}

function robotOf(call: AppCall, body: Body): App {
  const app = appOf(call);
  if (given(body, 'robotCode') !== app.robotCode || !app.published) {
    throw new Refusal(400, 'invalidParameter.robotCode.notExsit', '机器人不存在');
  }
  return app;
}

function paramOf(body: Body, limit: number): JsonObject {
  const text = given(body, 'msgParam');
  if (Buffer.byteLength(text) > limit)
    throw new Refusal(400, 'invalidParameter.msgParam.tooLong', 'msgParam 过长');
  const param = parseJson(text);
  if (!isObject(param)) throw new Refusal(400, 'invalidParameter.msgParam.invalid', 'msgParam 不是 JSON');
  return param as JsonObject;
}

function keep({ world }: AppCall, app: App, kind: string, message: JsonObject): void {
  world.dingtalk.outbox.push({ at: utc(world.clock.now), to: app.robotCode, kind, ...message });
}

function messageOf(body: Body, param: JsonObject): JsonObject {
  const { title = '', text = param['content'] ?? '' } = param;
  return { msgtype: given(body, 'msgKey'), title, text, raw: param };
}

function groupSend(call: AppCall): JsonObject {
  const body = bodyOf(call.wire);
  const app = robotOf(call, body);
  const conversation = given(body, 'openConversationId');
  if (!app.conversations.includes(conversation)) {
    throw new Refusal(400, 'invalidParameter.openConversationId.notExist', '群不存在');
  }
  keep(call, app, 'group', { ...messageOf(body, paramOf(body, paramLimit)), conversation });
  return { processQueryKey: call.requestId };
}

function peopleSend(call: AppCall): JsonObject {
  const body = bodyOf(call.wire);
  const app = robotOf(call, body);
  const wanted = list(body, 'userIds');
  const known = wanted.filter((user) => app.users.includes(user));
  const reached = known.filter((user) => !app.filtered.includes(user));
  const message = messageOf(body, paramOf(body, paramLimit));
  if (reached.length > 0) keep(call, app, 'oto', { ...message, users: reached });
  return {
    processQueryKey: call.requestId,
    invalidStaffIdList: wanted.filter((user) => !known.includes(user)),
    filteredStaffIdList: known.filter((user) => !reached.includes(user)),
    flowControlledStaffIdList: [],
  };
}

function dingSend(call: AppCall): JsonObject {
  const body = bodyOf(call.wire);
  const app = robotOf(call, body);
  const { remindType } = body;
  if (remindType !== 1 && remindType !== 2 && remindType !== 3) throw missing('remindType');
  const wanted = list(body, 'receiverUserIdList');
  const known = wanted.filter((user) => app.users.includes(user) && !app.filtered.includes(user));
  const message = { text: given(body, 'content'), remindType };
  if (known.length > 0) keep(call, app, 'ding', { ...message, users: known });
  const failed = wanted.filter((user) => !known.includes(user));
  return {
    openDingId: call.requestId,
    failedList: Object.fromEntries(failed.map((user) => [user, 'invalid'])),
  };
}

/** The operations by path; all are POST. */
export const appOperations: Readonly<Record<string, { name: string; run(call: AppCall): JsonObject }>> = {
  '/v1.0/oauth2/accessToken': { name: 'GetAccessToken', run: accessToken },
  '/v1.0/robot/groupMessages/send': { name: 'OrgGroupSend', run: groupSend },
  '/v1.0/robot/oToMessages/batchSend': { name: 'BatchSendOTO', run: peopleSend },
  '/v1.0/robot/ding/send': { name: 'RobotSendDing', run: dingSend },
};
