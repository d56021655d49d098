import * as v from 'valibot';
import {
  encryptionConfigs,
  type Inside,
  type InsideRight,
  insideRights,
  serverCertificates,
} from '../world/inside.ts';
import { parseMoment } from '../world/time.ts';
import { always, type Timeline } from '../world/timeline.ts';
import { moment, oneOf } from './basics.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(20_000));

export const insideRightsSpec = v.array(oneOf(insideRights));

export const bindingsSpec = v.array(
  v.strictObject({ who: v.pipe(v.string(), v.minLength(1)), may: insideRightsSpec }),
  'Expected [{ who: sealwatch, may: [monitoring] }]',
);

export const apiServersSpec = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(9));

/** What the cloud does not show of a cluster: its Secrets and its API servers. */
export const insideSpec = v.strictObject({
  /** Secrets at the start of the clock */
  secrets: v.optional(count, 40),
  /** when all that were there were written again */
  rewritten: v.optional(moment),
  apiServers: v.optional(apiServersSpec, 2),
  /** what they make of the flag */
  config: v.optional(oneOf(encryptionConfigs), 'asFlagged'),
  /** since when; default: always */
  configSince: v.optional(moment),
  restarted: v.optional(v.array(moment), []),
  anonymous: v.optional(v.boolean(), true),
  bindings: v.optional(bindingsSpec, []),
  publicEndpoint: v.optional(v.boolean(), true),
  certificate: v.optional(oneOf(serverCertificates), 'valid'),
});

export type InsideSpec = v.InferInput<typeof insideSpec>;

interface Life {
  created: number;
  start: number;
  version: string;
  initVersion: string;
  /** when the version took the place of the first one */
  since: number;
}

function timelineOf<T>(first: T, then: T, since: number | null): Timeline<T> {
  const timeline = always(since === null ? then : first);
  if (since !== null && first !== then) timeline.steps.push({ from: since, value: then });
  return timeline;
}

export function insideOf(given: InsideSpec, life: Life): Inside {
  const spec = v.parse(insideSpec, given);
  const { start } = life;
  const at = (text: string): number => parseMoment(text, start) ?? start;
  const rewritten = spec.rewritten === undefined ? [] : [at(spec.rewritten)];
  const since = spec.configSince === undefined ? null : at(spec.configSince);
  return {
    versions: timelineOf(life.initVersion, life.version, life.since),
    config: timelineOf('asFlagged', spec.config, since),
    secrets: { count: spec.secrets, start },
    batches: rewritten.map((when) => ({ at: when, kind: 'rewrite', count: spec.secrets })),
    apiServers: spec.apiServers,
    restarts: spec.restarted.map(at),
    anonymous: spec.anonymous,
    bindings: spec.bindings.map(({ who, may }) => ({ who, may })),
    publicEndpoint: spec.publicEndpoint,
    certificate: spec.certificate,
    serviceAccounts: new Map<string, readonly InsideRight[]>(),
  };
}
