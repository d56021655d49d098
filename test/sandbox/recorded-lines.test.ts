import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { healthLines, seriesForms } from '../cluster/lines.ts';
import { fixture } from '../fixture.ts';
import { askApiServer, clusterIdOf, kubeconfigOf } from './cluster-visitor.ts';
import { advance, listAt, scenarioFile } from './signed.ts';

/**
 * Which lines real API servers answered at each step of the story in test/cluster. `npm run test:cluster -- --record` writes
 * them, and without `--record` proves that real servers still answer so; here the sandbox answers the same.
 */
const recorded = fixture('api-server/lines');

const scenarioFor = (version: string): string =>
  scenarioFile(`
caller: LTAItestlines
accounts:
  - id: "1000000000000001"
    users: [{ name: admin, policies: [AdministratorAccess], grants: [{ cluster: all, role: admin }] }]
    accessKeys: [{ id: LTAItestlines, secret: secretLines, user: admin }]
    keys: [{ name: k, id: key-lines, region: cn-hangzhou }]
    clusters:
      - { name: never, region: cn-hangzhou, version: ${version}, inside: { secrets: 5, apiServers: 1 } }
      - { name: late, region: cn-hangzhou, key: k, version: ${version}, created: -P1D, encryptedSince: -PT1M, inside: { secrets: 5, apiServers: 1 } }
      - { name: old, region: cn-hangzhou, key: k, initVersion: 1.28.3, version: ${version}, updated: -P60D, inside: { secrets: 9, apiServers: 1, restarted: [-PT1M] } }
`);

type Step = (sandbox: Sandbox) => Promise<void>;

const restarted: Step = async ({ world }) => {
  world.restartApiServers({ cluster: 'late' });
};

/** What is done to the cluster `late` before each step; they follow one another. */
const story: readonly (readonly [string, Step])[] = [
  ['switched on', async () => undefined],
  [
    'one more Secret',
    async ({ world }) => {
      world.addSecrets({ cluster: 'late', count: 1 });
    },
  ],
  [
    'rewritten',
    async ({ world }) => {
      world.rewriteSecrets({ cluster: 'late' });
    },
  ],
  ['restarted', restarted],
  [
    'rotated, restarted, one more',
    async (sandbox) => {
      sandbox.world.rotateKey({ key: 'k' });
      await restarted(sandbox);
      await advance(sandbox, 'PT1M');
      sandbox.world.addSecrets({ cluster: 'late', count: 1 });
    },
  ],
  [
    'key disabled',
    async ({ world }) => {
      world.disableKey({ key: 'k' });
    },
  ],
  ['restarted meanwhile', restarted],
  [
    'key enabled',
    async ({ world }) => {
      world.enableKey({ key: 'k' });
    },
  ],
  [
    'identity first',
    async (sandbox) => {
      sandbox.world.setInside({ cluster: 'late', config: 'identityFirst' });
      await advance(sandbox, 'PT1M');
      sandbox.world.addSecrets({ cluster: 'late', count: 1 });
    },
  ],
  [
    'on again',
    async ({ world }) => {
      world.setInside({ cluster: 'late', config: 'asFlagged' });
    },
  ],
];

async function answersOf(sandbox: Sandbox, cluster: string) {
  const login = await kubeconfigOf(sandbox, await clusterIdOf(sandbox, cluster));
  return {
    metrics: seriesForms((await askApiServer(login, '/metrics')).text),
    readyz: healthLines((await askApiServer(login, '/readyz?verbose')).text),
  };
}

function recordedOf(line: string, step: string) {
  // Names of releases and steps hold dots and commas, so no path is made of them.
  const [, release] = Object.entries(recorded ?? {}).find(([name]) => name === line) ?? [];
  const [, found] = Object.entries(release ?? {}).find(([name]) => name === step) ?? [];
  return { metrics: listAt(found, 'metrics'), readyz: listAt(found, 'readyz') };
}

describe.each([
  { line: '1.31', version: '1.31.14' },
  { line: '1.35', version: '1.35.4' },
])('as kube-apiserver $line', ({ line, version }) => {
  let sandbox: Sandbox;

  beforeEach(async () => {
    sandbox = await startSandbox({ scenario: scenarioFor(version), rates: 'off' });
  });

  afterEach(async () => {
    await sandbox.close();
  });

  test('never encrypted', async () => {
    expect(await answersOf(sandbox, 'never')).toEqual(recordedOf(line, 'off'));
  });

  test('from the switch to the switch back', async () => {
    for (const [step, happens] of story) {
      await happens(sandbox);
      await advance(sandbox, 'PT1M');
      expect({ step, ...(await answersOf(sandbox, 'late')) }).toEqual({ step, ...recordedOf(line, step) });
    }
  });

  test('with v1 behind v2', async () => {
    expect(await answersOf(sandbox, 'old')).toEqual(recordedOf(line, 'v2 before v1'));
    sandbox.world.rewriteSecrets({ cluster: 'old' });
    sandbox.world.restartApiServers({ cluster: 'old' });
    await advance(sandbox, 'PT1M');
    expect(await answersOf(sandbox, 'old')).toEqual(recordedOf(line, 'v1 to v2, rewritten'));
  });
});
