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
      }),
    ]),
  );
  expect(text).toBe(`sealwatch  account 1000000000000001  2026-11-23 08:00 +08:00

  1 of 2 Pro clusters are healthy: 1 at risk.

    CLUSTER   VERDICT  REGION       ENCRYPTION  KEY                        KEY STATE  LAST USED
  ✖ web       fail     cn-hangzhou  off         -                          -          -
  ✔ pay-prod  pass     cn-hangzhou  on          key-hzz00000000000000001a  Enabled    30 min ago

  No findings.

  critical 0 · high 0 · medium 0 · low 0 · info 0 · unknown 0
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
  expect(plain(of, 60)).toContain('\n      Access denied: grant kms:DescribeKey to read it.\n');
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
  expect(text.match(/Enable the key now/g)).toHaveLength(1);
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
