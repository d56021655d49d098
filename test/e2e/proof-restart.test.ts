import { expect, test } from 'vitest';
import { startSandbox } from '../../sandbox/start.ts';
import { advance, scenarioFile } from '../sandbox/signed.ts';
import { configFile, environmentOf, runCli } from './run-cli.ts';

const scenario = scenarioFile(`
caller: LTAItestrestart
accounts:
  - id: "1000000000000001"
    users: [{ name: admin, policies: [AdministratorAccess], grants: [{ cluster: all, role: admin }] }]
    accessKeys: [{ id: LTAItestrestart, secret: secretRestart, user: admin }]
    keys: [{ name: k, region: cn-hangzhou }]
    clusters: [{ name: c, region: cn-hangzhou, key: k, version: 1.30.7-aliyun.1, encryptedSince: -P10D, inside: { apiServers: 1 } }]
`);

/** Under KMS v1 no series names the API server: found on a real one, too, that was started while KMS refused. */
test('an API server that names itself nowhere is not missed after it restarted', async () => {
  const sandbox = await startSandbox({ scenario, rates: 'off' });
  const config = configFile('proof: { enabled: true, level: metrics }');
  const writes = async () => {
    const ran = await runCli(['audit', '--json', '--all', '--config', config], environmentOf(sandbox));
    const found = ran.report().findings.find(({ check }) => check === 'secrets-plain-writes');
    return { status: found?.status, summary: found?.summary };
  };
  try {
    const before = await writes();
    expect(before).toMatchObject({ status: 'pass' });
    await advance(sandbox, 'PT1H');
    sandbox.world.restartApiServers({ cluster: 'c' });
    await advance(sandbox, 'PT1M');
    expect(await writes()).toEqual(before);
  } finally {
    await sandbox.close();
  }
});
