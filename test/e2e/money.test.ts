import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { advance } from '../jobs/harness.ts';
import { configFile, environmentOf, type Ran, runCli, setFaults } from './run-cli.ts';

const WEBHOOK = 'https://oapi.dingtalk.com/robot/send?access_token=sandboxRobotToken';
const OPS = `{ type: dingtalk-robot, name: ops, webhook: "${WEBHOOK}", secret: SECsandboxRobotSecret, only: { checks: [arrears-clock, balance-runway, spend-budget, spend-anomaly] } }`;

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox({ scenario: 'healthy', rates: 'off' });
});
afterEach(() => sandbox.close());

function commands(more = ''): (...argv: string[]) => Promise<Ran> {
  const file = configFile(`alerts: { channels: [${OPS}] }\n${more}`);
  return (...argv) => runCli([...argv, '--config', file], environmentOf(sandbox));
}

async function outbox(): Promise<{ title: string; text: string }[]> {
  const answer = await fetch(`${sandbox.url}/_sandbox/outbox`);
  return ((await answer.json()) as { messages: { title: string; text: string }[] }).messages;
}

/** What was sent since the last look. */
function listener(): () => Promise<{ title: string; text: string }[]> {
  let heard = 0;
  return async () => {
    const all = await outbox();
    const fresh = all.slice(heard);
    heard = all.length;
    return fresh;
  };
}

/** Audits every six hours for so many days; what it says of the clock, in order. */
async function countdown(sealwatch: (...argv: string[]) => Promise<Ran>, days: number): Promise<string[]> {
  const heard = listener();
  await heard();
  const told: string[] = [];
  for (let quarter = 0; quarter < 4 * days; quarter += 1) {
    await advance(sandbox, 'PT6H');
    await sealwatch('audit', '--alert');
    for (const { text } of await heard()) {
      const [, left = '?'] = /in (\d+) d\)/.exec(text) ?? [];
      if (text.includes('account overdue'))
        told.push(`${text.includes('KMS rejects all calls') ? 'stopped' : 'counting'} ${left}`);
    }
  }
  return told;
}

describe('a debt', () => {
  test('is told from the first warning to the recovery, each step once', async () => {
    const sealwatch = commands();
    const heard = listener();
    await sealwatch('audit', '--alert');
    const burn = Number((await sealwatch('report', '--json')).report().spend[0]?.accountBurnPerDay);
    await heard();

    sandbox.world.setBalance({ amount: (burn * 10).toFixed(2) });
    await advance(sandbox, 'PT1H');
    await sealwatch('audit', '--alert');
    await sealwatch('audit', '--alert');
    const warned = await heard();
    expect(warned.map(({ title }) => title)).toMatchObject([expect.stringContaining('lasts about 8 days')]);

    sandbox.world.runUpDebt({});
    const began = sandbox.now().getTime();
    await sealwatch('audit', '--alert');
    const [first] = await heard();
    expect(first?.text).toMatch(/account overdue.*KMS stops .*\(in 7 d\)/s);
    const told = await countdown(sealwatch, 9);
    const days = (from: number, to: number) =>
      Array.from({ length: from - to + 1 }, (_, index) => from - index);
    expect(told).toEqual([
      ...days(6, 1).map((left) => `counting ${left}`),
      ...days(8, 6).map((left) => `stopped ${left}`),
    ]);

    const spend = (await sealwatch('report', '--json')).report().spend[0];
    expect(spend?.arrears).toMatchObject({ sinceSource: 'bill', kmsStatus: 'Suspended' });
    expect(Math.abs(Date.parse(spend?.arrears?.since ?? '') - began)).toBeLessThan(86_400_000);

    await heard();
    sandbox.world.topUp({ amount: '100000' });
    await advance(sandbox, 'PT1H');
    await sealwatch('audit', '--alert');
    await sealwatch('audit', '--alert');
    const over = (await heard()).filter(({ title }) => title.includes('OK'));
    expect(over.map(({ text }) => /No bill is overdue|balance lasts for \d+ days/.exec(text)?.[0])).toEqual([
      'No bill is overdue',
      expect.stringMatching(/^balance lasts for \d{3} days$/),
    ]);
    expect((await sealwatch('report', '--json')).report().spend[0]?.arrears).toBeNull();
  }, 120_000);
});

describe('bad input', () => {
  const money = async (argv: string[] = []) => (await commands()('audit', '--json', ...argv)).report();

  test('without permission one finding names the actions, and the rest of the audit is as before', async () => {
    for (const action of ['QueryAccountBalance', 'QueryBill', 'QueryAccountBill', 'DescribeInstanceBill'])
      sandbox.world.deny({ action: `bssapi:${action}` });
    const report = await money();
    expect(report.clusters.map(({ verdict }) => verdict)).toEqual(['pass', 'pass']);
    const [told, ...others] = report.findings.filter(({ check }) => check === 'resource-unreadable');
    expect(others).toEqual([]);
    expect(told?.missingPermission).toBe(
      // Billing names no action when it refuses, so all official names are told.
      'bssapi:DescribeInstanceBill, bssapi:QueryAccountBalance, bss:DescribeAcccount, bssapi:QueryAccountBill, bss:QueryAccountBill, bssapi:QueryBill, bss:DescribeBillList',
    );
    const muted = report.findings.filter(({ mutedBy }) => mutedBy === told?.fingerprint);
    expect(muted.map(({ check, status }) => [check, status])).toEqual([
      ['arrears-clock', 'unknown'],
      ['balance-runway', 'unknown'],
      ['spend-anomaly', 'unknown'],
    ]);
    expect(report.spend).toMatchObject([{ available: null, monthToDate: null, arrears: null }]);
  });

  test('one action that is denied is named alone', async () => {
    sandbox.world.deny({ action: 'bssapi:QueryBill' });
    const report = await money();
    const told = report.findings.filter(({ check }) => check === 'resource-unreadable');
    expect(told.map(({ missingPermission }) => missingPermission)).toEqual([
      'bssapi:QueryBill, bss:DescribeBillList',
    ]);
    expect(report.spend[0]?.available).not.toBeNull();
  });

  test('a refusal under HTTP 200 is no data', async () => {
    await setFaults(sandbox, [{ kind: 'successFalse', action: 'QueryAccountBalance' }]);
    const report = await money();
    expect(report.spend[0]).toMatchObject({ available: null, runwayDays: null, arrears: null });
    expect(report.complete).toBe(false);
  });
});

describe('consolidated billing', () => {
  test('who pays is told by the directory, also when it is not the management account', async () => {
    const text = readFileSync(new URL('../../sandbox/scenarios/members.yaml', import.meta.url), 'utf8');
    const file = join(mkdtempSync(join(tmpdir(), 'sealwatch-payer-')), 'company.yaml');
    const member = '  - id: "1000000000000002"\n';
    const paid = `${member}    billing: { consolidatedBy: "1000000000000001" }\n`;
    writeFileSync(file, text.replace(member, paid));
    const company = await startSandbox({ scenario: file, rates: 'off' });
    try {
      const config = configFile(
        'directory: { enabled: true }\naccounts: [{ id: "1000000000000002", name: team-a, externalId: team-a-2026 }]',
      );
      const ran = await runCli(['audit', '--json', '--all', '--config', config], environmentOf(company));
      const of = (id: string) => ran.report().spend.find(({ account }) => account === id);
      expect(of('1000000000000002')).toMatchObject({ payer: '1000000000000001', runwayDays: null });
      expect(of('1000000000000001')?.available).toEqual(expect.any(String));
      expect(of('1000000000000002')?.available).toBe(of('1000000000000001')?.available);
      company.world.deny({ action: 'resourcemanager:GetPayerForAccount' });
      const file2 = configFile(
        'directory: { enabled: true }\naccounts: [{ id: "1000000000000002", name: team-a, externalId: team-a-2026 }]',
      );
      const blind = await runCli(['audit', '--json', '--all', '--config', file2], environmentOf(company));
      const told = blind.report().spend.find(({ account }) => account === '1000000000000002');
      expect(told).toMatchObject({ payer: '1000000000000002' });
    } finally {
      await company.close();
    }
  });

  test('the management account holds the balance of a member and its bills, by owner', async () => {
    const text = readFileSync(new URL('../../sandbox/scenarios/members.yaml', import.meta.url), 'utf8');
    const file = join(mkdtempSync(join(tmpdir(), 'sealwatch-payer-')), 'company.yaml');
    const member = '  - id: "1000000000000002"\n';
    const paid = `${member}    billing: { consolidatedBy: "1000000000000009" }\n`;
    writeFileSync(file, text.replace(member, paid));
    const company = await startSandbox({ scenario: file, rates: 'off' });
    try {
      const config = configFile(
        'directory: { enabled: true }\naccounts: [{ id: "1000000000000002", name: team-a, externalId: team-a-2026 }]',
      );
      const environment = environmentOf(company);
      const audit = async () =>
        (await runCli(['audit', '--json', '--all', '--config', config], environment)).report();
      const first = await audit();
      const [week] = first.spend.filter(({ account }) => account === '1000000000000002');
      expect(week).toMatchObject({ monthToDate: null, forecast: null, daily: { length: 7 } });
      const report = await audit();
      const of = (id: string) => report.spend.find(({ account }) => account === id);
      expect(of('1000000000000002')).toMatchObject({ payer: '1000000000000009', runwayDays: null });
      expect(of('1000000000000002')?.available).toBe(of('1000000000000009')?.available);
      expect(of('1000000000000009')).toMatchObject({ payer: '1000000000000009' });
      expect(Number(of('1000000000000002')?.monthToDate)).toBeGreaterThan(0);
      const runways = report.findings.filter(({ check }) => check === 'balance-runway');
      const [told] = runways.filter(({ resource }) => resource.account === '1000000000000002');
      expect(told).toMatchObject({ status: 'skipped', evidence: { payer: '1000000000000009' } });
    } finally {
      await company.close();
    }
  });
});
