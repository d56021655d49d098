import * as v from 'valibot';
import type { App, Robot } from '../world/dingtalk.ts';
import type { WorldState } from '../world/world-state.ts';
import { SpecProblem } from './problem.ts';

const text = v.pipe(v.string(), v.minLength(1));
const texts = v.optional(v.array(text), []);

export const robotSpec = v.strictObject({
  token: text,
  name: v.optional(text, 'robot'),
  secret: v.optional(v.string(), ''),
  keywords: texts,
  ips: texts,
  stopped: v.optional(v.boolean(), false),
  dismissed: v.optional(v.boolean(), false),
  overQuota: v.optional(v.boolean(), false),
  rejects: texts,
  forbids: texts,
});

export const appSpec = v.strictObject({
  appKey: text,
  appSecret: text,
  robotCode: text,
  published: v.optional(v.boolean(), true),
  conversations: texts,
  users: texts,
  /** known, but no message of the app reaches them */
  filtered: texts,
});

/** A robot must have at least one security setting, as when it is made in the group, and an address of its own. */
function checkRobot(
  { dingtalk }: WorldState,
  spec: Pick<Robot, 'token' | 'secret' | 'keywords' | 'ips'>,
  before: Robot | null,
): void {
  if (spec.secret === '' && spec.keywords.length === 0 && spec.ips.length === 0) {
    throw new SpecProblem('secret', 'A robot needs a secret, keywords or addresses.');
  }
  const known = dingtalk.robots.get(spec.token);
  if (known && known !== before) throw new SpecProblem('token', 'There already is a robot with this token.');
}

export function addRobot(world: WorldState, spec: v.InferOutput<typeof robotSpec>): Robot {
  checkRobot(world, spec, null);
  const robot: Robot = { ...spec, recent: [], blockedUntil: 0 };
  world.dingtalk.robots.set(spec.token, robot);
  return robot;
}

/** With another token it is reached under that one only. */
export function changeRobot(
  world: WorldState,
  robot: Robot,
  change: Partial<v.InferOutput<typeof robotSpec>>,
): void {
  checkRobot(world, { ...robot, ...change }, robot);
  world.dingtalk.robots.delete(robot.token);
  Object.assign(robot, change);
  world.dingtalk.robots.set(robot.token, robot);
}

export function addApp({ dingtalk }: WorldState, spec: v.InferOutput<typeof appSpec>): App {
  if (dingtalk.apps.has(spec.appKey))
    throw new SpecProblem('appKey', 'There already is an app with this key.');
  const app: App = { ...spec, tokens: new Map() };
  dingtalk.apps.set(spec.appKey, app);
  return app;
}
