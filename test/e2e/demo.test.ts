import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { beforeAll, expect, test } from 'vitest';
import { realClock } from '../../functions/machine.ts';
import { checks } from '../../shared/checks/index.ts';
import type { Report } from '../../shared/model/report.ts';
import { halfWidth } from '../text/faults.ts';
import { type Ran, runCli } from './run-cli.ts';

let ran: Ran;
let report: Report;

beforeAll(async () => {
  ran = await runCli(['demo', '--json'], {}, { clock: realClock });
  report = ran.report();
});

test('the demo runs, and every cluster has the verdict that its story deserves', () => {
  expect(ran.code).toBe(0);
  expect(Object.fromEntries(report.clusters.map(({ name, verdict }) => [name, verdict]))).toEqual({
    'pay-prod': 'pass', // default key
    'checkout-prod': 'pass', // key in a software instance
    'search-prod': 'pass', // key in a hardware instance
    'store-edge': 'pass', // Edge Pro
    'jobs-serverless': 'pass', // Serverless Pro
    'wiki-prod': 'pass', // rotated after use: low
    'live-prod': 'pass', // imported material ends soon: medium
    'mail-prod': 'pass', // KMS v1 left over: medium
    'audit-prod': 'pass', // no deletion protection, encrypted late: medium
    'archive-prod': 'pass', // no recent use: medium
    'bi-prod': 'pass', // narrowed key policy that names the role
    'web-prod': 'fail', // never switched on
    'crm-prod': 'fail', // switched off, old key about to be deleted
    'order-prod': 'fail', // key disabled, so unavailable
    'stock-prod': 'fail', // the same key
    'member-prod': 'fail', // key pending deletion
    'media-prod': 'fail', // instance ends in 5 days
    'report-prod': 'fail', // wrong spec
    'vault-prod': 'fail', // service key
    'dr-prod': 'fail', // key of another region
    'backup-prod': 'fail', // account in debt
    'gateway-prod': 'unknown', // contradictory flags
    'legal-prod': 'unknown', // kms:DescribeKey denied
    'ledger-prod': 'pending', // updating
    'ads-prod': 'pending', // stuck updating
    'analytics-dev': 'pending', // initial
    'dev-basic': 'skipped',
    'legacy-dedicated': 'skipped',
    'onprem-idc': 'skipped',
  });
});

test('what fails is told, about the right thing, with the right weight', () => {
  const told = report.findings
    .filter(({ status, severity }) => status === 'fail' && severity !== 'low' && severity !== 'info')
    .map(({ severity, check, resource, clusters }) => [severity, check, resource.id, clusters.length]);
  const idOf = (name: string) => report.clusters.find((cluster) => cluster.name === name)?.id;
  expect(told).toEqual([
    ['critical', 'arrears-clock', '1000000000000001', 1],
    ['critical', 'former-key', 'key-hzz00000000000000003c', 1],
    ['critical', 'key-state', 'key-shh00000000000000001a', 1],
    ['critical', 'key-state', 'key-hzz00000000000000004d', 2],
    ['critical', 'key-state', 'key-hzz00000000000000005e', 1],
    ['critical', 'kms-call-failures', 'key-hzz00000000000000004d', 2],
    ['critical', 'kms-call-failures', 'key-hzz00000000000000005e', 1],
    ['high', 'cluster-encryption', idOf('web-prod'), 1],
    ['high', 'cluster-encryption', idOf('crm-prod'), 1],
    ['high', 'cluster-state', idOf('order-prod'), 1],
    ['high', 'key-approved', '00000000-1111-4222-8333-444444444444', 1],
    ['high', 'key-region', 'key-shh00000000000000001a', 1],
    ['high', 'key-service-managed', '00000000-1111-4222-8333-444444444444', 1],
    ['high', 'key-spec', 'key-bjj00000000000000001a', 1],
    ['high', 'kms-account-status', 'cn-chengdu', 1],
    ['high', 'kms-instance', 'kst-shh0000000000000002', 1],
    ['high', 'network-path', idOf('vault-prod'), 1],
    ['medium', 'balance-runway', '1000000000000001', 0],
    ['medium', 'cluster-change-stuck', idOf('ads-prod'), 1],
    ['medium', 'decrypt-activity', 'key-bjj00000000000000003c', 1],
    ['medium', 'key-deletion-protection', 'key-bjj00000000000000002b', 1],
    ['medium', 'key-deletion-protection', 'key-hzz00000000000000005e', 1],
    ['medium', 'key-material-expiry', 'key-shh00000000000000004d', 1],
    ['medium', 'kms-v1-remains', idOf('mail-prod'), 1],
    ['medium', 'secrets-reencryption', idOf('audit-prod'), 1],
    ['medium', 'spend-anomaly', '1000000000000001', 0],
    ['medium', 'trail-coverage', 'cn-beijing', 6],
    ['medium', 'trail-coverage', 'cn-chengdu', 1],
    ['medium', 'trail-coverage', 'cn-shenzhen', 1],
  ]);
});

test('who may take encryption away is counted, and an operator who could not turn it on is named', () => {
  const people = report.findings.filter(({ check }) =>
    /^(operator-permissions|switch-off-guard)$/.test(check),
  );
  expect(people.map(({ severity, resource, evidence }) => [severity, resource.id, evidence])).toEqual([
    ['low', 'user/dave', expect.objectContaining({ operates: ['all-clusters'], maySwitchOff: 5 })],
    [
      'info',
      '1000000000000001',
      {
        count: 5,
        identities: ['role/platform-admin', 'user/alice', 'user/bob', 'user/carol', 'user/dave'],
        conditional: 0,
        guarded: 1, // erin
        by: ['AdministratorAccess #1', 'AliyunCSFullAccess #1', 'AliyunKMSCryptoAdminAccess #1'],
      },
    ],
  ]);
});

test('a denied read is told once, names the RAM action and its cluster, and mutes what it hides', () => {
  const [told, ...others] = report.findings.filter(({ check }) => check === 'resource-unreadable');
  expect(others).toEqual([]);
  expect(told).toMatchObject({
    status: 'unknown',
    missingPermission: 'kms:DescribeKey',
    resource: { type: 'key', region: 'cn-shenzhen' },
  });
  expect(told?.clusters).toHaveLength(1);
  const hidden = report.findings.filter(({ mutedBy }) => mutedBy === told?.fingerprint);
  expect(hidden.map(({ check }) => check)).toContain('key-state');
  expect(new Set(hidden.map(({ status }) => status))).toEqual(new Set(['unknown']));
  expect(report.complete).toBe(false);
});

test('waivers mark and count, and one that ran out counts again', () => {
  const waived = report.findings.filter(({ waiver }) => waiver !== null);
  expect(waived.map(({ check, status, waiver }) => [check, status, waiver?.expired])).toEqual([
    ['key-deletion-protection', 'fail', false],
    ['kms-v1-remains', 'fail', true],
  ]);
  expect(report.summary.findings.waived).toBe(1);
});

test('the last use of each key is proven from ActionTrail, noise is not', () => {
  const of = (name: string) => report.clusters.find((cluster) => cluster.name === name);
  expect(of('pay-prod')?.lastDecrypt).toMatch(/^2026-11-2[23]T/);
  expect(of('archive-prod')).toMatchObject({ lastEncrypt: '', lastDecrypt: '' });
});

test('the report fits its published schema', () => {
  const schema = JSON.parse(readFileSync(new URL('../../docs/report.schema.json', import.meta.url), 'utf8'));
  const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);
  expect(validate(report), JSON.stringify(validate.errors)).toBe(true);
  expect(validate({ ...report, extra: 1 })).toBe(false);
  expect(validate({ ...report, complete: 'yes' })).toBe(false);
});

test('with --all every check is in the report, and every verdict', async () => {
  const all = (await runCli(['demo', '--json'], {}, { clock: realClock })).report();
  expect(all.findings.some(({ status }) => status === 'pass')).toBe(false);
  const { report: everything } = await runCli(['demo', '--json', '--all'], {}, { clock: realClock });
  const findings = everything().findings;
  const running = checks.filter(({ job }) => job !== 'proof'); // which is off here
  expect(new Set(findings.map(({ check }) => check))).toEqual(new Set(running.map(({ id }) => id)));
  expect(new Set(findings.map(({ status }) => status))).toEqual(
    new Set(['fail', 'unknown', 'pending', 'pass', 'skipped']),
  );
});

test('commands have their ids filled in, and no name of a resource ends up in a shell', () => {
  for (const { remedy } of report.findings) expect(remedy.command).not.toMatch(/\{\w+\}/);
  const disabled = report.findings.find(({ resource }) => resource.id === 'key-hzz00000000000000004d');
  expect(disabled?.remedy.command).toBe(
    'aliyun kms EnableKey --region cn-hangzhou --KeyId key-hzz00000000000000004d',
  );
});

test.each([
  [
    'en',
    /pay-prod; \d+ ms after the event the group reads:\n\n {4}│ .*CRITICAL.*pay-prod/,
    /│ alice \d\d:\d\d · writes fail/,
  ],
  ['zh', /事件发生 \d+ 毫秒后群里收到：\n\n {4}│ .*严重.*pay-prod/, /│ alice \d\d:\d\d · 写入失败/],
])('a key that is disabled is a message at once, in %s', async (lang, message, who) => {
  const { out } = await runCli(['demo', '--lang', lang], { COLUMNS: '90' }, { clock: realClock });
  expect(out).toMatch(message);
  expect(out.slice(out.search(message))).toMatch(who);
});

test.each([
  ['en', 'clusters are healthy', 'The key is disabled.', 'is now watching 1 account: 7 critical'],
  ['zh', '个 Pro 版集群', '密钥已禁用', 'sealwatch 已开始巡检 1 个账号：严重 7'],
])('people read it in %s, in lines that fit the terminal', async (lang, headline, finding, message) => {
  const { out, code } = await runCli(['demo', '--lang', lang], { COLUMNS: '90' }, { clock: realClock });
  expect(code).toBe(0);
  expect(out).toContain(headline);
  expect(out).toContain(finding);
  expect(out).toContain(message);
  expect(halfWidth(out)).toEqual([]);
  expect(out).not.toContain('\u001b[');
});

test('the page is written where it was asked for, whatever else is said', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'sealwatch-demo-')), 'page.html');
  const { code, out } = await runCli(['demo', '--quiet', '--html', file], {}, { clock: realClock });
  expect([code, out]).toEqual([0, '']);
  expect(readFileSync(file, 'utf8')).toMatch(/^<!doctype html>/);
});
