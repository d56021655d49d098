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
});

/** A robot must have at least one security setting, as when it is made in the group. */
export function addRobot({ dingtalk }: WorldState, spec: v.InferOutput<typeof robotSpec>): Robot {
  if (spec.secret === '' && spec.keywords.length === 0 && spec.ips.length === 0) {
    throw new SpecProblem('secret', 'A robot needs a secret, keywords or addresses.');
  }
  const robot: Robot = { ...spec, recent: [], blockedUntil: 0 };
  dingtalk.robots.set(spec.token, robot);
  return robot;
}

export function addApp({ dingtalk }: WorldState, spec: v.InferOutput<typeof appSpec>): App {
  const app: App = { ...spec, tokens: new Map() };
  dingtalk.apps.set(spec.appKey, app);
  return app;
}
