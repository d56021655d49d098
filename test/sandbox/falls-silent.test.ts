import { expect, test } from 'vitest';
import { startSandbox } from '../../sandbox/start.ts';
import { advance, ask, listAt, scenarioFile } from './signed.ts';

test('a plugin falls silent and calls again; the rules of a network ACL change', async () => {
  const scenario = scenarioFile(`
caller: LTAIquiet
accounts:
  - id: "1000000000000001"
    users: [{ name: admin, policies: [AdministratorAccess] }]
    accessKeys: [{ id: LTAIquiet, secret: secretQuiet, user: admin }]
    networkAcls: [{ name: way, id: nacl-1, region: cn-hangzhou, outbound: [{ policy: accept }] }]
    keys: [{ name: main, id: key-main, region: cn-hangzhou }]
    clusters: [{ name: pay, region: cn-hangzhou, key: main, networkAcl: way, traffic: { decrypt: PT10M } }]
`);
  const quiet = await startSandbox({ scenario, rates: 'off' });
  const calls = async (): Promise<number> => {
    const now = quiet.now().getTime();
    const since = new Date(now - 3_600_000).toISOString().replace('.000', '');
    const { body } = await ask(quiet, 'actiontrail.cn-hangzhou', 'LookupEvents', {
      'LookupAttribute.1.Key': 'EventName',
      'LookupAttribute.1.Value': 'Decrypt',
      StartTime: since,
      EndTime: new Date(now).toISOString().replace('.000', ''),
      MaxResults: '50',
    });
    return listAt(body, 'Events').length;
  };
  try {
    expect(await calls()).toBeGreaterThan(3);
    quiet.world.setQuiet({ cluster: 'pay', on: true });
    await advance(quiet, 'PT2H');
    expect(await calls()).toBe(0);
    quiet.world.setQuiet({ cluster: 'pay', on: false });
    await advance(quiet, 'PT2H');
    expect(await calls()).toBeGreaterThan(3);
    quiet.world.setNetworkAcl({ networkAcl: 'way', outbound: [{ policy: 'drop' }], by: 'alice' });
    const [account] = quiet.state().accounts.values();
    expect(account?.networkAcls.get('nacl-1')?.outbound).toMatchObject([{ policy: 'drop' }]);
    expect(account?.events.get('cn-hangzhou')?.at(-1)).toMatchObject({
      name: 'UpdateNetworkAclEntries',
      actor: { userName: 'alice' },
    });
  } finally {
    await quiet.close();
  }
});
