import { createHmac } from 'node:crypto';
import { sameText } from '../gateway/signatures.ts';
import type { Wire } from '../gateway/wire.ts';
import type { Robot } from '../world/dingtalk.ts';
import { parseJson } from '../world/json.ts';
import { hour, minute, utc } from '../world/time.ts';
import type { WorldState } from '../world/world-state.ts';
import { isMessageType, readMessage, wordsOf } from './message.ts';

const bodyLimit = 20_000;
const perMinute = 20;
const blockedFor = 10 * minute;

export interface RobotAnswer {
  errcode: number;
  errmsg: string;
}

function refusal(errcode: number, errmsg: string): RobotAnswer {
  return { errcode, errmsg };
}

/** Refusals of the security settings end with a link to their page. */
function settings(why: string): RobotAnswer {
  return refusal(310000, `${why}, more: [https://ding-doc.dingtalk.com/doc#/serverapi2/qf2nxq]`);
}

/** Base64 HMAC-SHA256 with the secret as key, over the time stamp and the secret. */
export function signOf(timestamp: string, secret: string): string {
  return createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64');
}

/** The security settings of a robot; all of them must be met. The signature is held against real time. */
function unsafe(
  robot: Robot,
  query: ReadonlyMap<string, string>,
  words: string,
  realNow: number,
): RobotAnswer | null {
  if (robot.secret !== '') {
    const timestamp = query.get('timestamp') ?? '';
    if (!/^\d+$/.test(timestamp) || Math.abs(realNow - Number(timestamp)) > hour)
      return settings('invalid timestamp');
    if (!sameText(signOf(timestamp, robot.secret), query.get('sign') ?? ''))
      return settings('sign not match');
  }
  if (robot.keywords.length > 0 && !robot.keywords.some((word) => words.includes(word))) {
    return settings('keywords not in content');
  }
  if (robot.ips.length > 0 && !robot.ips.includes('127.0.0.1'))
    return settings('ip 127.0.0.1 not in whitelist');
  return null;
}

/** Over 20 messages a minute the robot is blocked for ten minutes, by the clock of the world. */
function tooFast(robot: Robot, now: number): boolean {
  if (now < robot.blockedUntil) return true;
  robot.recent = robot.recent.filter((at) => at > now - minute);
  robot.recent.push(now);
  if (robot.recent.length <= perMinute) return false;
  robot.blockedUntil = now + blockedFor;
  return true;
}

function requestProblem(wire: Wire): RobotAnswer | null {
  if (wire.method !== 'POST') return refusal(43002, '需要POST请求');
  if (!/^application\/json\b/i.test(wire.headers['content-type'] ?? ''))
    return refusal(43004, '无效的HTTP HEADER Content-Type');
  if (wire.body.length > bodyLimit) return refusal(460101, 'message too long, exceed 20000 bytes');
  return null;
}

function stateProblem(robot: Robot): RobotAnswer | null {
  if (robot.stopped) return refusal(400102, '机器人已停用');
  if (robot.dismissed) return refusal(400013, '群已被解散');
  return robot.overQuota ? refusal(90030, 'webhook over limit') : null;
}

function contentProblem({ rejects, forbids }: Robot, type: string, words: string): RobotAnswer | null {
  if (forbids.some((word) => words.includes(word))) return refusal(430104, '含有不合适的内容');
  const isRejected = type !== 'text' && rejects.some((word) => words.includes(word));
  return isRejected ? refusal(430102, '含有不合适的文本') : null;
}

/** `POST /robot/send?access_token=...`; every answer is HTTP 200. */
export function sendToRobot(world: WorldState, wire: Wire, realNow: number): RobotAnswer {
  const query = new Map(wire.query);
  const problem = requestProblem(wire);
  if (problem) return problem;
  const token = query.get('access_token') ?? '';
  if (token === '') return refusal(40035, '缺少参数 access_token');
  const robot = world.dingtalk.robots.get(token);
  if (!robot) return refusal(300005, 'token is not exist');
  const down = stateProblem(robot);
  if (down) return down;
  const body = parseJson(wire.body.toString('utf8'));
  const type = typeof body === 'object' && body !== null && 'msgtype' in body ? body.msgtype : undefined;
  if (type === undefined) return refusal(40035, '缺少参数 msgtype');
  if (!isMessageType(type)) return refusal(400105, '不支持的消息类型');
  const message = readMessage(type, body);
  if ('missing' in message) return refusal(40035, `缺少参数 ${String(message['missing'])}`);
  const words = wordsOf(type, body);
  const denied = unsafe(robot, query, words, realNow) ?? contentProblem(robot, type, words);
  if (denied) return denied;
  const { now } = world.clock;
  if (tooFast(robot, now)) return refusal(130101, 'send too fast, exceed 20 times per minute');
  world.dingtalk.outbox.push({ at: utc(now), to: robot.name, kind: 'webhook', ...message });
  return refusal(0, 'ok');
}
