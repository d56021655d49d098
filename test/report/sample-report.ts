import type { Report, ReportCluster, ReportFinding, ReportSpend } from '../../shared/model/report.ts';
import { ACCOUNT, days, minutes, NOW } from '../builders.ts';

const OTHER = '1000000000000002';
const AT = NOW.toISOString();

function cluster(change: Partial<ReportCluster>): ReportCluster {
  return {
    account: ACCOUNT,
    region: 'cn-hangzhou',
    id: 'c-pay',
    name: '支付-生产',
    spec: 'ack.pro.small',
    profile: 'Default',
    version: '1.32.1-aliyun.1',
    state: 'running',
    tags: { team: '支付' },
    inScope: true,
    encryption: 'encrypted',
    keyId: 'key-hzz00000000000000001a',
    keyState: 'Enabled',
    lastEncrypt: minutes(-40),
    lastDecrypt: minutes(-30),
    verdict: 'pass',
    why: null,
    stale: false,
    seenAt: AT,
    ...change,
  };
}

function because(verdict: ReportCluster['verdict'], check: string, text: string) {
  return { verdict, why: { check, text } };
}

const NO_KEY = { keyId: '', keyState: '', lastEncrypt: '', lastDecrypt: '' };

function finding(change: Partial<ReportFinding>): ReportFinding {
  return {
    fingerprint: '0000000000000001',
    check: 'cluster-encryption',
    title: 'Cluster Secrets are encrypted with a KMS key',
    status: 'fail',
    severity: 'critical',
    resource: { type: 'cluster', id: 'c-web', region: 'cn-hangzhou', account: ACCOUNT, name: 'web' },
    clusters: ['c-web'],
    summary: 'Secret encryption is off.',
    evidence: { encryption: 'off' },
    remedy: { text: 'Turn on Secret encryption.', command: '', url: 'https://cs.console.aliyun.com/' },
    frameworks: ['mlps-8.1.4.8', 'cis-6.2.1'],
    firstSeen: days(-2),
    lastSeen: AT,
    actor: null,
    waiver: null,
    acknowledged: null,
    mutedBy: null,
    missingPermission: null,
    ...change,
  };
}

const failedKey = finding({
  fingerprint: '0000000000000002',
  check: 'key-state',
  title: 'Key is enabled',
  resource: {
    type: 'key',
    id: 'key-hzz00000000000000002b',
    region: 'cn-hangzhou',
    account: OTHER,
    name: '',
  },
  clusters: ['c-data'],
  summary: 'The key is disabled.',
  remedy: {
    text: 'Enable the key now.',
    command: 'aliyun kms EnableKey --region cn-hangzhou --KeyId key-hzz00000000000000002b',
    url: '',
  },
  actor: {
    type: 'user',
    name: '爱丽丝',
    role: '',
    source: '203.0.113.7',
    eventId: '0A1B2C3D-0000-0000-0000-000000000001',
  },
});

const waived = finding({
  fingerprint: '0000000000000003',
  check: 'key-rotation',
  title: 'Key rotates automatically',
  severity: 'medium',
  resource: {
    type: 'key',
    id: 'key-hzz00000000000000001a',
    region: 'cn-hangzhou',
    account: ACCOUNT,
    name: '支付密钥',
  },
  clusters: ['c-pay'],
  summary: 'The key is not rotated.',
  remedy: { text: 'Turn on rotation.', command: '', url: '' },
  waiver: { until: '2026-12-31', owner: '王芳', reason: '供应商正在升级', expired: false },
});

const findings: readonly ReportFinding[] = [
  finding({}),
  failedKey,
  waived,
  finding({
    ...waived,
    fingerprint: '0000000000000004',
    severity: 'low',
    resource: { ...waived.resource, account: OTHER, id: 'key-hzz00000000000000002b', name: '' },
    clusters: ['c-data'],
    waiver: { until: '2026-11-01', owner: 'bob', reason: 'accepted for a while', expired: true },
  }),
  finding({
    fingerprint: '0000000000000005',
    check: 'trail-coverage',
    title: 'Account has a trail that records every region',
    status: 'unknown',
    severity: 'medium',
    resource: { type: 'account', id: OTHER, region: '', account: OTHER, name: '测试账号' },
    clusters: [],
    summary: 'The trails could not be read.',
    evidence: { reason: 'denied' },
    remedy: { text: 'Allow actiontrail:DescribeTrails.', command: '', url: '' },
    missingPermission: 'actiontrail:DescribeTrails',
  }),
  finding({
    fingerprint: '0000000000000006',
    status: 'pending',
    severity: 'info',
    resource: { type: 'cluster', id: 'c-new', region: 'cn-shanghai', account: ACCOUNT, name: '新集群' },
    clusters: ['c-new'],
    summary: 'Secret encryption is being switched.',
    remedy: { text: 'Wait until the change is done.', command: '', url: '' },
  }),
];

const spend: readonly ReportSpend[] = [
  {
    account: ACCOUNT,
    currency: 'CNY',
    payer: ACCOUNT,
    available: '1520.50',
    cash: '520.50',
    credit: '1000.00',
    monthToDate: '812.4',
    forecast: '1104.87',
    budget: '1000.00',
    daily: [
      { date: '2026-11-20', amount: '35.1' },
      { date: '2026-11-21', amount: '-2.75' },
      { date: '2026-11-22', amount: '36.004' },
    ],
    accountBurnPerDay: '120.00',
    runwayDays: 12,
    runwayRange: { low: 9, high: 17 },
    upcoming: [{ date: '2026-12-03', what: 'kst-hzz0000000000000000001', amount: '3000.00' }],
    arrears: null,
    keys: [],
    idleKeys: ['key-hzz00000000000000009z'],
    prices: null,
  },
  {
    account: OTHER,
    currency: 'USD',
    payer: OTHER,
    available: '-18.20',
    cash: '-18.20',
    credit: null,
    monthToDate: null,
    forecast: null,
    budget: null,
    daily: [{ date: '2026-11-22', amount: '4.00' }],
    accountBurnPerDay: null,
    runwayDays: null,
    runwayRange: null,
    upcoming: [],
    arrears: {
      since: days(-3),
      sinceSource: 'bill',
      sinceIsBound: false,
      outstanding: '18.20',
      kmsStatus: 'InDebt',
      kmsStopsAt: days(4),
      clusterDeletionAt: days(12),
    },
    keys: [],
    idleKeys: [],
    prices: null,
  },
];

/** Two accounts with a bit of everything. */
export const sampleReport: Report = {
  schema: 'sealwatch.report/1',
  version: '0.0.0-test',
  generatedAt: AT,
  complete: false,
  accounts: [
    {
      id: ACCOUNT,
      name: '生产账号',
      clusterList: 'complete',
      jobs: {
        inventory: { finishedAt: minutes(-10), complete: true, trouble: null },
        keys: { finishedAt: minutes(-9), complete: true, trouble: null },
      },
    },
    {
      id: OTHER,
      name: '测试账号',
      clusterList: 'partial',
      jobs: {
        inventory: { finishedAt: minutes(-10), complete: false, trouble: null },
        keys: {
          finishedAt: minutes(-70),
          complete: true,
          trouble: { code: 'Timeout', message: 'KMS did not answer.', hint: 'Try again.', at: minutes(-9) },
        },
      },
    },
  ],
  summary: {
    verdicts: { pass: 1, fail: 2, unknown: 0, pending: 1 },
    clusters: { total: 5, inScope: 4, encrypted: 2, notEncrypted: 1, unknown: 0, pending: 1 },
    findings: { critical: 2, high: 0, medium: 0, low: 1, info: 0, unknown: 1, waived: 1 },
  },
  clusters: [
    cluster({}),
    cluster({
      ...NO_KEY,
      id: 'c-web',
      name: 'web',
      encryption: 'not-encrypted',
      ...because('fail', 'cluster-encryption', 'Secret encryption is off.'),
    }),
    cluster({
      ...NO_KEY,
      id: 'c-new',
      name: '新集群',
      region: 'cn-shanghai',
      encryption: 'pending',
      ...because('pending', 'cluster-encryption', 'Secret encryption is being switched.'),
    }),
    cluster({
      account: OTHER,
      id: 'c-data',
      name: '=数据',
      tags: {},
      keyId: 'key-hzz00000000000000002b',
      keyState: 'Disabled',
      lastEncrypt: '',
      ...because('fail', 'key-state', 'The key is disabled.'),
    }),
    cluster({
      ...NO_KEY,
      account: OTHER,
      id: 'c-basic',
      name: 'basic',
      spec: 'ack.standard',
      inScope: false,
      encryption: 'unknown',
      ...because('skipped', 'cluster-encryption', 'Only Pro clusters offer Secret encryption.'),
    }),
  ],
  findings,
  changes: [],
  compliance: [
    {
      id: 'mlps-level-3:8.1.4.8',
      framework: 'MLPS 2.0 level 3 (GB/T 22239-2019)',
      clause: '8.1.4.8',
      asks: 'Important data is kept confidential in storage by cryptography',
      population: 'clusters',
      counts: { population: 3, met: 1, accepted: 0, notMet: 1, unknown: 1 },
      limit: null,
      deciding: ['cluster-encryption', 'key-state'],
      supporting: ['kms-instance'],
      source: null,
      exceptions: [
        {
          account: ACCOUNT,
          id: 'c-web',
          name: 'web',
          standing: 'not-met',
          check: 'cluster-encryption',
          why: 'Secret encryption is off.',
          waiver: null,
        },
      ],
      leftOut: 1,
    },
  ],
  brokenChannels: [],
  attempts: [],
  spend,
  evidence: [
    {
      account: '1000000000000001',
      job: 'keys',
      run: '20261123T010000Z-keys-1a2b3c4d',
      sha256: 'a1'.repeat(32),
    },
  ],
};
