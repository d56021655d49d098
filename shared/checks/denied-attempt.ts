import type { ChangeEvent } from '../model/change.ts';
import { keysInUse } from '../model/key.ts';
import { defineCheck, fail, pass, type Verdict } from './define-check.ts';

export const deniedAttempt = defineCheck({
  id: 'denied-attempt',
  order: 230,
  title: 'No denied attempts to tamper with keys, role, encryption or trails',
  headline: 'denied attempts to tamper',
  severity: 'low',
  job: 'activity',
  resource: 'key',
  reads: ['refusals', 'clusters'],
  sources: ['events'],
  supports: ['mlps-level-3:8.1.4.3', 'pci-dss-4.0.1:3.6'],
  why: 'Nothing changed, but somebody tried an action that would stop a cluster or hide its author.',
  judged:
    'Fails while ActionTrail shows a denied call of the last 7 days that would have changed a key in use, the service role, the Secret encryption of a cluster or a trail. It closes automatically.',
  remedy: 'Ask the caller about the purpose; if nobody can explain it, treat the credentials as stolen.',
  page: 'events',
  silence: 'No denied change in the last 7 days.',
  evaluate: ({ refusals, clusters }) => {
    const users = new Map(keysInUse(clusters).map((key) => [`${key.region} ${key.id}`, key.clusters]));
    const names = new Map(clusters.map(({ id, name }) => [id, name]));
    const byTarget = new Map<string, ChangeEvent[]>();
    for (const refusal of refusals) {
      const { type, region, id } = refusal.target;
      const known = byTarget.get(`${type} ${region} ${id}`) ?? [];
      byTarget.set(`${type} ${region} ${id}`, [...known, refusal]);
    }
    const untried = keysInUse(clusters).filter(({ region, id }) => !byTarget.has(`key ${region} ${id}`));
    return [
      ...[...byTarget.values()].flatMap((calls) => judge(calls, users, names)),
      ...untried.map((key) => pass(key, 'No denied change in the last 7 days.')),
    ];
  },
});

/** The calls are about one thing, newest first. */
function judge(
  calls: readonly ChangeEvent[],
  users: ReadonlyMap<string, readonly string[]>,
  names: ReadonlyMap<string, string>,
): Verdict[] {
  const [last] = calls;
  if (!last) return [];
  const { target, name: call, errorCode: code, at, eventId, actor } = last;
  const { type, id, region } = target;
  const clusters = type === 'cluster' ? [id] : (users.get(`${region} ${id}`) ?? []);
  const facts = { actor: actor.name || actor.type, call, code, at, eventId, count: calls.length };
  const sentence = '{actor} tried {call}; denied ({code}), last on {at}; {count} denied in 7 days.';
  return [fail({ id, region, name: names.get(id) ?? '', clusters }, sentence, facts, { type })];
}
