import { expect, test } from 'vitest';
import { parseConfig } from '../../shared/config/load-config.ts';
import type { PushedProof } from '../../shared/model/proof.ts';
import { countedServers } from '../../shared/observe/counted-servers.ts';
import { lookAtCluster } from '../../shared/observe/look-at-cluster.ts';
import { ACCOUNT, cluster, days, NOW } from '../builders.ts';
import { proof, server } from '../checks/proof-builders.ts';
import { cloudOf } from '../sandbox-cloud.ts';

/** Nobody is asked: the cluster has no address. */
const look = (post: PushedProof | string, counted: ReturnType<typeof countedServers>, level = 'metrics') => {
  const caller = {
    url: 'http://127.0.0.1:1',
    accessKeyId: 'LTAInobody01',
    accessKeySecret: 'x',
    now: () => NOW,
  };
  const config = parseConfig(`proof: { enabled: true, level: ${level} }`, 'test', {}, { checks: [] });
  return lookAtCluster(
    { account: ACCOUNT, cloud: cloudOf(caller), config, now: () => NOW },
    cluster(),
    typeof post === 'string' ? { kind: 'corrupt', why: post, remains: null } : { kind: 'ok', value: post },
    counted,
  );
};

const posted = (ago: number): PushedProof => {
  const { counted: _, markers, ...given } = proof();
  const at = days(-ago);
  return {
    signedAt: at,
    markers,
    proof: { ...given, at, servers: { seen: true, value: [server()], at } },
  };
};

test('what was posted stands for what could not be pulled', async () => {
  const { servers } = await look(posted(0.1), []);
  expect(servers).toMatchObject({ seen: true, at: days(-0.1) });
});

test('but does not put newer counts back', async () => {
  const counted = countedServers([], [server()], days(-0.05));
  expect((await look(posted(0.1), counted)).servers).toMatchObject({ seen: false, because: 'absent' });
  expect((await look(posted(0.01), counted)).servers).toMatchObject({ seen: true });
});

test.each(['metrics', 'cluster'] as const)(
  'at level %s, what was posted and is damaged is no silence',
  async (level) => {
    const { secrets } = await look('all of it: expected JSON', [], level);
    expect(secrets).toEqual({
      seen: false,
      because: 'malformed',
      detail: 'what the cluster posted lies damaged in the store (all of it: expected JSON)',
    });
  },
);
