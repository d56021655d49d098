import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countVerdicts } from '../../shared/checks/cluster-verdicts.ts';
import type { Report, ReportCluster } from '../../shared/model/report.ts';
import { renderTerminal } from '../../shared/report/terminal/render-terminal.ts';
import { widthOf } from '../../shared/text/width.ts';
import { ACCOUNT, minutes, NOW } from '../builders.ts';
import { spend } from './page-samples.ts';

function row(change: Partial<ReportCluster> = {}): ReportCluster {
  return {
    account: ACCOUNT,
    region: 'cn-hangzhou',
    id: 'c-1',
    name: 'pay-prod',
    spec: 'ack.pro.small',
    profile: 'Default',
    version: '1.32.1-aliyun.1',
    state: 'running',
    tags: {},
    inScope: true,
    encryption: 'encrypted',
    keyId: 'key-hzz00000000000000001a',
    keyState: 'Enabled',
    lastEncrypt: '',
    lastDecrypt: minutes(-30),
    verdict: 'pass',
    why: null,
    stale: false,
    seenAt: null,
    ...change,
  };
}

function report(clusters: readonly ReportCluster[], findings: Report['findings'] = []): Report {
  return {
    schema: 'sealwatch.report/1',
    version: '0.0.0-test',
    generatedAt: NOW.toISOString(),
    complete: true,
    accounts: [{ id: ACCOUNT, name: '', clusterList: 'complete', jobs: {} }],
    summary: {
      verdicts: countVerdicts(clusters.map(({ verdict }) => verdict)),
      clusters: {
        total: clusters.length,
        inScope: clusters.length,
        encrypted: 0,
        notEncrypted: 0,
        unknown: 0,
        pending: 0,
      },
      findings: { critical: 0, high: 0, medium: 0, low: 0, info: 0, unknown: 0, waived: 0 },
    },
    clusters,
    findings,
    compliance: [],
    brokenChannels: [],
    changes: [],
    attempts: [],
    spend: [],
    evidence: [],
  };
}

const finding: Report['findings'][number] = {
  fingerprint: '0123456789abcdef',
  check: 'key-state',
  title: 'Key is enabled',
  status: 'fail',
  severity: 'critical',
  resource: { type: 'key', id: 'key-1', region: 'cn-hangzhou', account: ACCOUNT, name: '' },
  clusters: ['c-1'],
  summary: 'The key is disabled.',
  evidence: {},
  remedy: { text: 'Enable the key now.', command: 'aliyun kms EnableKey --KeyId key-1', url: '' },
  frameworks: [],
  firstSeen: NOW.toISOString(),
  lastSeen: NOW.toISOString(),
  actor: null,
  waiver: null,
  acknowledged: null,
  mutedBy: null,
  missingPermission: null,
};

const plain = (of: Report, width = 100, language: 'en' | 'zh' = 'en') =>
  renderTerminal(of, { language, width, colours: false });

test('the clusters stand in a table, worst first', () => {
  const text = plain(
    report([
      row(),
      row({
        name: 'web',
        verdict: 'fail',
        encryption: 'not-encrypted',
        keyId: '',
        keyState: '',
        lastDecrypt: '',
        why: { check: 'cluster-encryption', text: 'Secret encryption is off.' },
      }),
    ]),
  );
  expect(text).toBe(`sealwatch  account 1000000000000001  2026-11-23 08:00 +08:00

  1 of 2 Pro clusters are healthy: 1 at risk.

    CLUSTER   VERDICT  REGION       ENCRYPTION  WHY                       LAST USED
  ✖ web       fail     cn-hangzhou  off         Secret encryption is off  -
  ✔ pay-prod  pass     cn-hangzhou  on                                    30 min ago

  No findings.

  critical 0 · high 0 · medium 0 · low 0 · info 0 · unknown 0
  1 of 2 Pro clusters are healthy: 1 at risk.
`);
});

const listed = (
  clusterList: Report['accounts'][number]['clusterList'],
  ...rows: ReportCluster[]
): Report => ({
  ...report(rows),
  complete: false,
  accounts: [{ id: ACCOUNT, name: '', clusterList, jobs: {} }],
});

test.each([
  { when: 'refused', of: listed('unread'), not: 'No Pro cluster is in scope' },
  { when: 'partial', of: listed('partial', row()), not: 'The Pro cluster is' },
])('a $when list is said as such', ({ of, not }) => {
  const text = plain(of);
  expect(text).toContain('the list');
  expect(text).not.toContain(not);
  expect(text).not.toContain('No findings.');
});

test('an unknown row shows what decided it, and nothing is called fine beside it', () => {
  const why = { check: 'key-state', text: 'Access denied: grant kms:DescribeKey to read it.' };
  const of = report([row({ verdict: 'unknown', why })]);
  expect(plain(of)).toContain(`unknown  cn-hangzhou`);
  expect(plain(of)).toContain('  Access denied: grant kms:DescribeKey to read it');
  expect(plain(of, 60)).toContain('  Access denied: grant kms');
  expect(plain(of, 40)).toContain('\n      Access denied: grant kms:Describe…\n');
  const coloured = renderTerminal(of, { language: 'en', width: 100, colours: true });
  expect(coloured).not.toContain('\u001b[32m');
});

test('a finding says what, where, whom it hits, and what to do', () => {
  expect(plain(report([row({ verdict: 'fail', keyState: 'Disabled' })], [finding]))).toContain(`
  CRITICAL  key-state
    key-1 (cn-hangzhou): The key is disabled.
      affects pay-prod
    → Enable the key now.
      aliyun kms EnableKey --KeyId key-1
`);
});

test('many findings of one check are listed once and counted', () => {
  const many = Array.from({ length: 20 }, (_, index) => ({
    ...finding,
    resource: { ...finding.resource, id: `key-${index}` },
  }));
  const text = plain(report([row()], many));
  expect(text).toContain('and 14 more');
  expect(text.match(/→ Enable the key now/g)).toHaveLength(1);
});

test('a cluster that a critical finding decided stands above one of a high finding', () => {
  const why = (check: string) => ({ check, text: `${check} fails.` });
  const rows = [
    row({ id: 'c-1', name: 'one', verdict: 'fail', why: why('key-spec') }),
    row({ id: 'c-2', name: 'two', verdict: 'fail', why: why('key-state') }),
    row({ id: 'c-3', name: 'three', verdict: 'fail', why: why('cluster-state') }),
  ];
  const of = (check: string, cluster: string, severity: 'critical' | 'high') => ({
    ...finding,
    ...{ check, severity, clusters: [cluster] },
  });
  const findings = [
    of('key-state', 'c-2', 'critical'),
    of('key-spec', 'c-1', 'high'),
    { ...of('cluster-state', 'c-3', 'critical'), waiver: ACCEPTED },
  ];
  const text = plain(report(rows, findings));
  expect([...text.matchAll(/✖ (\w+)/g)].map(([, name]) => name)).toEqual(['two', 'one', 'three']);
});

const ACCEPTED = { until: '2027-01-01', owner: '@li', reason: 'known', expired: false };

test('the last line is the verdict and what to do first', () => {
  const text = plain(report([row({ verdict: 'fail' })], [{ ...finding, waiver: ACCEPTED }, finding]));
  expect(text.trimEnd().split('\n').at(-1)).toBe(
    '  0 of 1 Pro clusters are healthy: 1 at risk. Next, key-1: Enable the key now.',
  );
  const accepted = plain(report([row()], [{ ...finding, waiver: ACCEPTED }]));
  expect(accepted.trimEnd().split('\n').at(-1)).toBe('  The Pro cluster is healthy.');
});

test('a thousand clusters take at most 120 lines; --all lists them', () => {
  const verdicts = ['fail', 'unknown', 'pending', 'pass'] as const;
  const rows = Array.from({ length: 1000 }, (_, index) =>
    row({ id: `c-${index}`, name: `n-${index}`, verdict: verdicts[index % 4] ?? 'pass' }),
  );
  const findings = Array.from({ length: 4000 }, (_, index) => ({
    ...finding,
    ...{ check: `check-${index % 40}`, severity: index % 3 === 0 ? ('high' as const) : ('info' as const) },
    ...{ clusters: [`c-${index % 1000}`], resource: { ...finding.resource, id: `key-${index}` } },
    status: index % 40 < 20 ? ('fail' as const) : ('unknown' as const),
  }));
  const [folded, all] = [false, true].map((every) =>
    renderTerminal(report(rows, findings), { language: 'en', width: 100, colours: false, all: every }),
  );
  expect(folded?.split('\n').length).toBeLessThanOrEqual(121);
  expect(folded).toContain('not listed: 210 at risk, 250 unknown, 250 changing, 250 healthy');
  expect(folded).toMatch(/\n {2}Informational\n {4}check-1 67 · /);
  for (const { name } of rows) expect(all).toContain(`${name} `);
  expect(all).not.toContain('not listed');
  for (const line of folded?.split('\n') ?? []) expect(widthOf(line)).toBeLessThanOrEqual(100);
});

test('muted unknowns do not fill the screen', () => {
  const text = plain(report([row()], [{ ...finding, status: 'unknown', mutedBy: 'fedcba9876543210' }]));
  expect(text).not.toContain('key-state');
});

test('columns align and lines fit, in both languages, at every width', () => {
  const name = fc.string({
    unit: fc.constantFrom('a', '集', '群', '-', '🔒', ' '),
    minLength: 1,
    maxLength: 40,
  });
  fc.assert(
    fc.property(
      fc.array(name, { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 40, max: 160 }),
      fc.constantFrom('en', 'zh'),
      (names, width, language) => {
        const text = plain(report(names.map((each) => row({ name: each, id: each }))), width, language);
        const [head = '', ...lines] = text
          .split('\n')
          .filter((line) => /^ {2}✔|CLUSTER|集群 /.test(line) && !line.includes('Pro'));
        for (const line of [head, ...lines]) expect(widthOf(line)).toBeLessThanOrEqual(width);
        const column = widthOf(head.slice(0, head.search(/VERDICT|结论/)));
        for (const line of lines) expect(widthOf(line.slice(0, line.search(/pass|通过/)))).toBe(column);
      },
    ),
  );
});

test('names cannot steer the terminal', () => {
  const evil = '\u001b[2J\u001b]0;owned\u0007\u202egnp\r\nx';
  const clusters = [
    row({ name: evil, keyId: evil, keyState: evil, region: evil, verdict: 'fail' }),
    row({ name: evil, inScope: false }),
  ];
  const told = {
    ...finding,
    summary: evil,
    resource: { ...finding.resource, name: evil },
    remedy: { ...finding.remedy, command: evil },
  };
  const text = plain(report(clusters, [told, { ...told, severity: 'low' }]));
  expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  expect(text).not.toMatch(/^x/m);
});

test('colours come only when asked for', () => {
  expect(renderTerminal(report([row()], [finding]), { language: 'en', width: 100, colours: true })).toContain(
    '\u001b[31m',
  );
  expect(plain(report([row()], [finding]))).not.toContain('\u001b');
});

test('an account without Pro clusters says so', () => {
  expect(plain(report([]))).toContain('No Pro cluster is in scope.');
});

test('a cluster that the latest list could not tell is marked, and the mark explained', () => {
  const told = plain(report([row({ name: 'old', stale: true, verdict: 'unknown' }), row({ name: 'new' })]));
  expect(told).toContain('* old');
  expect(told).not.toContain('* new');
  expect(told).toContain('* Not in the latest cluster list');
  expect(plain(report([row({ name: 'new' })]))).not.toContain('Not in the latest');
});

test('the counts at the end fit into a narrow terminal, too', () => {
  for (const width of [40, 60, 100]) {
    const lines = plain(report([row()]), width)
      .trimEnd()
      .split('\n');
    const from = lines.findIndex((line) => line.startsWith('  critical'));
    expect(from).toBeGreaterThan(0);
    for (const line of lines.slice(from)) expect(widthOf(line)).toBeLessThanOrEqual(width);
  }
});

test.each([
  { range: { low: 17, high: 17 }, said: 'lasts about 17 days at' },
  { range: { low: 9, high: 20 }, said: 'lasts about 17 days (9 to 20) at' },
  { range: { low: 9, high: null }, said: 'lasts about 17 days (9 to ∞) at' },
])('a range of one value is one value: $said', ({ range, said }) => {
  const money = { ...spend(ACCOUNT, NOW), arrears: null, runwayDays: 17, runwayRange: range };
  expect(plain({ ...report([row()]), spend: [money] }).replaceAll(/\s+/g, ' ')).toContain(said);
});

test('a month that was read in part has no sum yet, and says so', () => {
  const money = { ...spend(ACCOUNT, NOW), monthToDate: null, forecast: null };
  const told = (daily: typeof money.daily) =>
    plain({ ...report([row()]), spend: [{ ...money, daily }] }).replaceAll(/\s+/g, ' ');
  expect(told(money.daily.slice(-7))).toContain(
    'only the last 7 days were read; the next run reads the rest',
  );
  expect(told(money.daily.slice(-1))).toContain('only the last 1 day was read');
  expect(told([])).toContain('KMS spend unknown');
});
