import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { scenarioNames } from '../../sandbox/scenario/load.ts';
import { ScenarioError } from '../../sandbox/scenario/scenario-error.ts';
import { startSandbox } from '../../sandbox/start.ts';
import { ask, askCs, at, listAt, scenarioFile } from './signed.ts';

async function problems(yaml: string): Promise<string[]> {
  try {
    const sandbox = await startSandbox({ scenario: scenarioFile(yaml) });
    await sandbox.close();
    return [];
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    expect(error.message).toContain('scenario.yaml:');
    return error.problems.map(({ line, column, path, message }) => `${line}:${column} ${path}: ${message}`);
  }
}

const head = `caller: LTAIscenario
accounts:
  - id: "1000000000000001"
    users: [{ name: admin, policies: [AdministratorAccess] }]
    accessKeys: [{ id: LTAIscenario, secret: secretScenario, user: admin }]
`;

describe('mistakes', () => {
  test.each([
    { when: 'no YAML', yaml: 'caller: [', expected: [/^1:\d+ : /] },
    { when: 'an empty file', yaml: '', expected: [/^1:1 : /] },
    {
      when: 'no caller',
      yaml: 'accounts: [{ id: "1000000000000001" }]',
      expected: [/^1:1 caller: It is missing/],
    },
    {
      when: 'a caller that is not there',
      yaml: 'caller: LTAInobody\naccounts: [{ id: "1000000000000001" }]',
      expected: [/^1:9 caller: There is no access key LTAInobody/],
    },
    {
      when: 'no accounts',
      yaml: 'caller: x\naccounts: []',
      expected: [/^2:11 accounts: Expected at least one account/],
    },
    {
      when: 'an account id that is a number',
      yaml: 'caller: x\naccounts:\n  - id: 1000000000000001',
      expected: [/^3:9 accounts\.0\.id: Expected an account id of 16 digits, in quotes/],
    },
    {
      when: 'an unknown word',
      yaml: `colour: red\n${head}`,
      expected: [/^1:9 colour: There is no such word here/],
    },
    {
      when: 'an unknown word deep inside',
      yaml: `${head}    keys:\n      - { name: a, region: cn-hangzhou, colour: red }`,
      expected: [/^7:\d+ accounts\.0\.keys\.0\.colour: There is no such word here/],
    },
    {
      when: 'a region that is none',
      yaml: `${head}    keys:\n      - { name: a, region: cn-atlantis }`,
      expected: [/^7:28 accounts\.0\.keys\.0\.region: .*"cn-atlantis" is none/],
    },
    {
      when: 'a time that is none',
      yaml: `${head}    clusters:\n      - name: a\n        region: cn-hangzhou\n        created: yesterday`,
      expected: [/^9:18 accounts\.0\.clusters\.0\.created: Expected a time such as/],
    },
    {
      when: 'traffic that is none',
      yaml: `${head}    clusters:\n      - name: a\n        region: cn-hangzhou\n        traffic: { decrypt: often }`,
      expected: [/^9:29 accounts\.0\.clusters\.0\.traffic\.decrypt/],
    },
    {
      when: 'a setting that is none',
      yaml: `settings: { eventDelay: 5 }\n${head}`,
      expected: [/^1:25 settings\.eventDelay/],
    },
    {
      when: 'a cluster with an unknown key',
      yaml: `${head}    clusters:\n      - { name: a, region: cn-hangzhou, key: nonesuch }`,
      expected: [/^7:\d+ accounts\.0\.clusters\.0\.key: There is no key nonesuch/],
    },
    {
      when: 'a key in an unknown instance',
      yaml: `${head}    keys:\n      - { name: a, region: cn-hangzhou, instance: nonesuch }`,
      expected: [/^7:\d+ accounts\.0\.keys\.0\.instance: There is no instance nonesuch/],
    },
    {
      when: 'a user with an unknown policy',
      yaml: head.replace('AdministratorAccess', 'Nonesuch'),
      expected: [/^4:\d+ accounts\.0\.users\.0\.policies: There is no policy Nonesuch/],
    },
    {
      when: 'a grant on an unknown cluster',
      yaml: head.replace(
        'AdministratorAccess]',
        'AdministratorAccess], grants: [{ cluster: nonesuch, role: dev }]',
      ),
      expected: [/users\.0\.grants: There is no cluster nonesuch/],
    },
    {
      when: 'an access key of an unknown user',
      yaml: head.replace('user: admin', 'user: nobody'),
      expected: [/^5:\d+ accounts\.0\.accessKeys\.0\.user: There is no user nobody/],
    },
    {
      when: 'a key twice',
      yaml: `${head}    keys:\n      - { name: a, id: key-a, region: cn-hangzhou }\n      - { name: b, id: key-a, region: cn-hangzhou }`,
      expected: [/^8:\d+ accounts\.0\.keys\.1\.id: There is already a key key-a/],
    },
    {
      when: 'history of something unknown',
      yaml: `${head}history:\n  - { at: -P1D, do: paintItBlack }`,
      expected: [/^7:5 history\.0: paintItBlack: There is nothing called/],
    },
    {
      when: 'history with wrong arguments',
      yaml: `${head}history:\n  - { at: -P1D, do: disableKey }`,
      expected: [/^7:5 history\.0: disableKey: key: /],
    },
    {
      when: 'history the cloud refuses',
      yaml: `${head}    keys: [{ name: a, region: cn-hangzhou }]\nhistory:\n  - { at: -P1D, do: cancelKeyDeletion, key: a }`,
      expected: [/^8:5 history\.0: cancelKeyDeletion: .*cannot be modified/],
    },
    {
      when: 'history in the future',
      yaml: `${head}history:\n  - { at: P1D, do: disableKey, key: a }`,
      expected: [/^7:\d+ history\.0\.at: History is before/],
    },
  ])('$when', async ({ yaml, expected }) => {
    const found = await problems(yaml);
    expect(found).toHaveLength(expected.length);
    for (const [index, pattern] of expected.entries()) expect(found[index]).toMatch(pattern);
  });

  test('several are told at once', async () => {
    const found = await problems(`
caller: 5
accounts:
  - id: "1"
    keys:
      - { name: a, region: nowhere, state: Broken }
`);
    expect(found.map((text) => text.split(' ')[1])).toEqual([
      'caller:',
      'accounts.0.id:',
      'accounts.0.keys.0.region:',
      'accounts.0.keys.0.state:',
    ]);
  });

  test('a scenario that is not there is told with those that are', async () => {
    await expect(startSandbox({ scenario: 'nonesuch' })).rejects.toThrow(/one of .*demo.*healthy/);
  });
});

describe('what it can say', () => {
  test.each(scenarioNames())('%s starts, and answers its caller', async (scenario) => {
    const sandbox = await startSandbox({ scenario });
    try {
      const answer = await ask(sandbox, 'sts', 'GetCallerIdentity');
      expect(at(answer.body, 'AccountId')).toBe('1000000000000001');
    } finally {
      await sandbox.close();
    }
  });

  test('the example in the documentation works', async () => {
    const page = readFileSync(new URL('../../docs/sandbox.md', import.meta.url), 'utf8');
    const yaml = /```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
    const sandbox = await startSandbox({ scenario: scenarioFile(yaml) });
    try {
      const { body } = await askCs(sandbox, 'GET', '/api/v1/clusters');
      expect(at(body, 'clusters.0')).toMatchObject({ name: 'pay-prod', size: '6' });
    } finally {
      await sandbox.close();
    }
  });

  test('times count from its clock, which may start anywhere', async () => {
    const sandbox = await startSandbox({
      scenario: scenarioFile(
        `clock: 2027-03-01T12:00:00Z\n${head}    keys: [{ name: a, id: key-a, region: cn-hangzhou, created: -P10D }]\n    clusters: [{ name: c, region: cn-hangzhou, created: 2027-01-01 }]`,
      ),
    });
    try {
      expect(sandbox.now().toISOString()).toBe('2027-03-01T12:00:00.000Z');
      const { body } = await ask(sandbox, 'kms.cn-hangzhou', 'DescribeKey', { KeyId: 'key-a' });
      expect(at(body, 'KeyMetadata.CreationDate')).toBe('2027-02-19T12:00:00Z');
      const clusters = await askCs(sandbox, 'GET', '/api/v1/clusters');
      expect(at(clusters.body, 'clusters.0.created')).toBe('2027-01-01T08:00:00+08:00');
    } finally {
      await sandbox.close();
    }
  });

  test('history happens in the order of its times, whatever the order in the file', async () => {
    const sandbox = await startSandbox({
      scenario:
        scenarioFile(`${head}    keys: [{ name: a, id: key-a, region: cn-hangzhou, deletionProtection: false }]
history:
  - { at: -P1D, do: cancelKeyDeletion, key: a }
  - { at: -P2D, do: scheduleKeyDeletion, key: a }
  - { at: -PT1H, do: disableKey, key: a }`),
    });
    try {
      const { body } = await ask(sandbox, 'kms.cn-hangzhou', 'DescribeKey', { KeyId: 'key-a' });
      expect(at(body, 'KeyMetadata.KeyState')).toBe('Disabled');
      const events = await ask(sandbox, 'actiontrail.cn-hangzhou', 'LookupEvents');
      expect(listAt(events.body, 'Events').map((event) => at(event, 'eventName'))).toEqual([
        'DisableKey',
        'CancelKeyDeletion',
        'ScheduleKeyDeletion',
      ]);
    } finally {
      await sandbox.close();
    }
  });

  test('list and detail of a cluster may differ, fields may be odd or missing', async () => {
    const sandbox = await startSandbox({
      scenario: scenarioFile(`${head}    clusters:
      - { name: odd, region: cn-hangzhou, updated: never, list: { meta_data: "", size: "6" }, detail: { tags: ~missing }, metaData: stringBooleans }`),
    });
    try {
      const list = await askCs(sandbox, 'GET', '/api/v1/clusters');
      const entry = at(list.body, 'clusters.0');
      expect(entry).toMatchObject({ meta_data: '', size: '6', tags: [], updated: '0001-01-01T00:00:00Z' });
      const { body } = await askCs(sandbox, 'GET', `/clusters/${at(entry, 'cluster_id')}`);
      expect(body).toMatchObject({
        size: 6,
        meta_data: expect.stringContaining('"DisableEncryption":"true"'),
      });
      expect(body).not.toHaveProperty('tags');
    } finally {
      await sandbox.close();
    }
  });

  test('traffic may begin and end', async () => {
    const sandbox = await startSandbox({
      scenario: scenarioFile(`${head}    keys: [{ name: a, id: key-a, region: cn-hangzhou }]
    clusters:
      - { name: c, region: cn-hangzhou, key: a, traffic: { decrypt: PT1H, from: -P3D, until: -P2D } }
      - { name: d, region: cn-hangzhou, key: a, traffic: none }`),
    });
    try {
      const { body } = await ask(sandbox, 'actiontrail.cn-hangzhou', 'LookupEvents', { MaxResults: '50' });
      const times = listAt(body, 'Events').map((event) => String(at(event, 'eventTime')));
      expect(times).toHaveLength(24);
      for (const time of times)
        expect(time >= '2026-11-20T00:00:00Z' && time < '2026-11-21T00:00:00Z').toBe(true);
    } finally {
      await sandbox.close();
    }
  });

  test('ids depend on the name of the file, not on its place', async () => {
    const yaml = `${head}    clusters: [{ name: c, region: cn-hangzhou }]`;
    const ids: unknown[] = [];
    for (const path of [scenarioFile(yaml), scenarioFile(yaml), scenarioFile(yaml, 'other')]) {
      const sandbox = await startSandbox({ scenario: path });
      ids.push(at((await askCs(sandbox, 'GET', '/api/v1/clusters')).body, 'clusters.0.cluster_id'));
      await sandbox.close();
    }
    expect(ids[0]).toMatch(/^c[0-9a-f]{32}$/);
    expect(ids[1]).toBe(ids[0]);
    expect(ids[2]).not.toBe(ids[0]);
  });
});
