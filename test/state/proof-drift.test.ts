import { expect, test } from 'vitest';
import { seen, unseen } from '../../shared/model/observation.ts';
import type { ApiServerMetrics, ProvenCluster } from '../../shared/model/proof.ts';
import { compareFacts } from '../../shared/state/compare-facts.ts';
import { factsOf } from '../../shared/state/facts.ts';
import { ACCOUNT, cluster, days } from '../builders.ts';
import { hash, NONE, namedKey, proof, server } from '../checks/proof-builders.ts';

const clusters = seen([cluster()], days(0));
const facts = (proofs: readonly ProvenCluster[], at: string) =>
  factsOf({ account: ACCOUNT, parts: { proofs: seen(proofs, at) } }, at);
const of = (...servers: readonly ApiServerMetrics[]) => [proof(servers)];

/** The kinds of what is different between two looks. */
function drift(before: readonly ProvenCluster[], now: readonly ProvenCluster[]) {
  const baseline = { facts: facts(before, days(-1)), since: days(-2), regions: [] };
  const { drifts, facts: kept } = compareFacts(
    baseline,
    facts(now, days(0)),
    { parts: { clusters, proofs: seen(now, days(0)) } },
    days(0),
    [],
  );
  return { kinds: drifts.map(({ kind }) => kind), kept };
}

const plain = server({ read: { ...NONE, plain: 3, v2: 412 } });
const config = (name: string) => server({ configHash: hash(name) });

test.each<[string, readonly ProvenCluster[], readonly ProvenCluster[], string[]]>([
  ['nothing', of(server()), of(server({ read: { ...NONE, v2: 900 } })), []],
  ['plain text appeared', of(server()), of(plain), ['secrets-plain-appeared']],
  ['plain text is gone', of(plain), of(server()), []],
  [
    'a second key',
    of(server()),
    of(server({ keys: [namedKey('key-1'), namedKey('key-2')] })),
    ['sealing-key-appeared'],
  ],
  ['another key', of(server()), of(server({ keys: [namedKey('key-2')] })), ['sealing-key-appeared']],
  ['one key less', of(server({ keys: [namedKey('key-1'), namedKey('key-2')] })), of(server()), []],
  ['another configuration', of(config('a')), of(config('b')), ['encryption-config-changed']],
  ['servers that do not agree yet', of(config('a')), of(config('a'), { ...config('b'), id: 'b' }), []],
  ['counters that are gone', of(server()), of(server({ read: null, keys: [] })), []],
])('%s', (_what, before, now, kinds) => {
  expect(drift(before, now).kinds).toEqual(kinds);
});

test('what was not seen this time is compared the next time', () => {
  const blind = [proof([], { servers: unseen('unreachable', 'no answer') })];
  const { kept } = drift(of(server()), blind);
  expect(Object.keys(kept)).toEqual(Object.keys(facts(of(server()), days(-1))));
});
