import { expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { advance, scenarioFile } from '../sandbox/signed.ts';
import { configFile, environmentOf, runCli } from './run-cli.ts';

const scenario = scenarioFile(`
caller: LTAItestturned
accounts:
  - id: "1000000000000001"
    users: [{ name: admin, policies: [AdministratorAccess], grants: [{ cluster: all, role: admin }] }]
    accessKeys: [{ id: LTAItestturned, secret: secretTurned, user: admin }]
    keys: [{ name: k, region: cn-hangzhou }]
    clusters:
      - name: c
        id: c000000000000000000000000000000aa
        region: cn-hangzhou
        key: k
        initVersion: 1.28.3-aliyun.1
        version: 1.32.7-aliyun.1
        created: -P600D
        updated: -P60D
        inside: { secrets: 6, apiServers: 1 }
`);

async function verdicts(sandbox: Sandbox, config: string): Promise<unknown[]> {
  const ran = await runCli(['audit', '--json', '--all', '--config', config], environmentOf(sandbox), {
    now: () => sandbox.now(),
  });
  expect(ran.err).toBe('');
  const { findings } = ran.report();
  return findings.filter(({ check }) => check === 'kms-v1-remains').map(({ status }) => status);
}

const PROOF = 'proof: { enabled: true, level: metrics }';

test('a verdict that the proof turns is there in each run, and once', async () => {
  const sandbox = await startSandbox({ scenario, rates: 'off' });
  const rewritten = new Date(sandbox.now().getTime() - 30 * 86_400_000).toISOString().slice(0, 10);
  const config = configFile(
    `${PROOF}\nconfirmations: [{ cluster: c000000000000000000000000000000aa, rewritten: ${rewritten}, by: "@li" }]`,
  );
  try {
    sandbox.world.restartApiServers({ cluster: 'c' });
    await advance(sandbox, 'PT5M');
    // The inventory takes the word of the confirmation; the proof, after it, sees that KMS v1 is still needed.
    expect(await verdicts(sandbox, config)).toEqual(['skipped']);
    await advance(sandbox, 'PT5M');
    expect(await verdicts(sandbox, config)).toEqual(['fail']);
    sandbox.world.rewriteSecrets({ cluster: 'c' });
    sandbox.world.restartApiServers({ cluster: 'c' });
    await advance(sandbox, 'PT5M');
    // Still as the inventory judged; the proof, after it, sees that nothing is left.
    expect(await verdicts(sandbox, config)).toEqual(['fail']);
    await advance(sandbox, 'PT5M');
    expect(await verdicts(sandbox, config)).toEqual(['pass']);
  } finally {
    await sandbox.close();
  }
});
