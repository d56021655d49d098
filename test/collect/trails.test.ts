import { expect, onTestFinished, test } from 'vitest';
import { startSandbox } from '../../sandbox/start.ts';
import { collectTrails } from '../../shared/collect/trails.ts';
import { works } from '../../shared/model/trail.ts';
import { scenarioFile } from '../sandbox/signed.ts';
import { cloudOf } from '../sandbox-cloud.ts';

const SCENARIO = scenarioFile(`
caller: LTAIcollectTrails
accounts:
  - id: "1000000000000001"
    users: [{ name: admin, policies: [AdministratorAccess] }]
    accessKeys: [{ id: LTAIcollectTrails, secret: secretTrails, user: admin }]
    trails:
      - { name: company, home: cn-shanghai, organization: true, sls: audit }
      - { name: fresh-one, home: cn-hangzhou, covers: cn-hangzhou, status: Fresh, sls: audit }
`);

test('a trail of the directory is confirmed, and one that was never started is told as that', async () => {
  const sandbox = await startSandbox({ rates: 'off', scenario: SCENARIO });
  onTestFinished(() => sandbox.close());
  const [seen] = await collectTrails(cloudOf(sandbox), 'cn-hangzhou', Promise.resolve(['cn-hangzhou']));
  const trails = seen?.trails.seen ? seen.trails.value : [];
  expect(trails).toMatchObject([
    {
      name: 'company',
      organization: true,
      enabled: true,
      delivery: { seen: true, value: { logging: true } },
    },
    { name: 'fresh-one', fresh: true, enabled: false },
  ]);
  expect(trails.map(works)).toEqual([true, false]);
});
