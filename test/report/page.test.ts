import { beforeAll, expect, test } from 'vitest';
import { terraformFor } from '../../shared/checks/catalogue.ts';
import type { Report } from '../../shared/model/report.ts';
import { CHECK_IDS } from '../../shared/present/check-titles.ts';
import { chainOf } from '../../shared/report/html/chain.ts';
import { preparePage } from '../../shared/report/html/page.ts';
import { type Sample, sample } from './page-samples.ts';

let demo: Sample;
let empty: Sample;

beforeAll(async () => {
  [demo, empty] = [await sample({ scenario: 'demo' }, 'demo'), await sample({ scenario: 'empty' })];
});

/** Bytes of a page: by what is on it, so that a check more, or what it finds in the demo, is no reason to raise a budget. */
function budgetOf({ findings, clusters }: Report): number {
  return 31_000 + CHECK_IDS.length * 512 + clusters.length * 1_250 + findings.length * 1_650;
}

test('the page of the demo is a file of its own, small enough for a mail', async () => {
  for (const language of ['en', 'zh'] as const) {
    const page = await demo.page(language);
    expect(Buffer.byteLength(page)).toBeLessThan(budgetOf(demo.report(language)));
    expect(page.startsWith('<!doctype html><html lang=')).toBe(true);
    expect(page).not.toMatch(/<(script|iframe|object|embed|form|base)\b/);
    expect(page).not.toMatch(/ (style|on\w+)="/);
    expect(page).toContain('<meta name="referrer" content="no-referrer"/>');
  }
});

test('a key that is enabled and yet of no use says why', async () => {
  const row = /<tr [^>]*>(?:(?!<\/tr>).)*backup-prod.*?<\/tr>/s.exec(await demo.page('en'))?.[0] ?? '';
  expect(row).toMatch(/The account is overdue<\/a>/);
  expect(row).not.toContain('>Enabled<');
});

test('a debt that nobody could see is none', async () => {
  const unseen = (report: Report): Report => ({
    ...report,
    findings: report.findings.map((finding) =>
      finding.check === 'arrears-clock' ? { ...finding, status: 'unknown' } : finding,
    ),
  });
  expect(await demo.page('en', { change: unseen })).not.toContain('The account is overdue</a>');
});

test('what it links to is https or a place in itself that exists', async () => {
  const page = await demo.page('en');
  const hrefs = [...page.matchAll(/href="([^"]*)"/g)].map(([, href = '']) => href);
  expect(hrefs.length).toBeGreaterThan(100);
  const ids = new Set([...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => `#${id}`));
  expect(hrefs.filter((href) => /\/\/|\s/.test(href.slice(8)) || !URL.canParse(href, 'file:///'))).toEqual(
    [],
  );
  expect(hrefs.filter((href) => !href.startsWith('https://') && href !== 'data:,' && !ids.has(href))).toEqual(
    [],
  );
});

test('a date that is none is shown as it is', async () => {
  const odd = '2026-13-45T99:99:99Z';
  const change = (report: Report): Report => ({
    ...report,
    clusters: report.clusters.map((row) => ({ ...row, lastEncrypt: odd, lastDecrypt: odd })),
    changes: report.changes.map((entry) => ({ ...entry, at: odd })),
    findings: report.findings.map((finding) => ({
      ...finding,
      ...{ firstSeen: odd, lastSeen: odd },
      evidence: Object.fromEntries(Object.keys(finding.evidence).map((name) => [name, odd])),
    })),
  });
  expect(await demo.page('en', { change })).toContain(odd);
});

test('a fact that stands in the sentence of a finding is not repeated below it', async () => {
  const page = await demo.page('en');
  const at = page.lastIndexOf('tried UpdateKMSEncryption');
  const finding = page.slice(
    page.lastIndexOf('<details class="finding">', at),
    page.indexOf('</details>', at),
  );
  expect(finding.match(/ForbiddenUpdateKMSState/g)).toHaveLength(1);
  expect(finding).toContain('<span>eventId</span>');
});

test('no id stands twice', async () => {
  const ids = [...(await demo.page('en')).matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
  expect(ids.length).toBe(new Set(ids).size);
});

test('money: the clocks of the debt, the estimate that is no bill, and its price list', async () => {
  const page = await demo.page('en');
  for (const text of [
    'in 4 d 16 h',
    'KMS rejects all calls',
    'CNY -1,828.72',
    'between 0 and 2 days',
    'This is an estimate, not a bill.',
    'KMS 1.0 pay-as-you-go, CNY, 2026-08-01',
    'key-bjj00000000000000009z',
  ])
    expect(page).toContain(text);
});

test('money: a month that was read in part has no sum yet, and says so', async () => {
  const page = await demo.page('en', {
    change: (told) => ({
      ...told,
      spend: told.spend.map((one) => ({ ...one, monthToDate: null, forecast: null })),
    }),
  });
  expect(page).toMatch(/only the last \d+ days were read; the next run reads the rest of the month/);
  expect(page).not.toContain(' this month, ');
});

test('a finding tells since when, who did it, what it hits, and how to mend it with Terraform', async () => {
  const page = await demo.page('en');
  const [, part = ''] =
    /<code>key-deletion-protection<\/code><\/summary>(.*?)<details class="kind">/s.exec(page) ?? [];
  for (const text of [
    'Since',
    '2026-11-23 08:00 +08:00',
    'audit-prod',
    'accepted until 2027-03-31 by @chen',
    'SetDeletionProtection',
    'deletion_protection = &quot;Enabled&quot;',
    'PCI DSS 4.0.1 3.6',
  ])
    expect(part).toContain(text);
});

test('a requirement says how many clusters meet it, and none meets what asks for SM4', async () => {
  const standing = (page: string, requirement: string) =>
    new RegExp(`id="r-${encodeURIComponent(requirement)}">.*?class="chip (\\w+)"`, 's').exec(page)?.[1];
  const healthy = await sample({ scenario: 'healthy' });
  const id = 'cis-kubernetes:1.2.27';
  expect(standing(await demo.page('en'), id)).toBe('fail');
  expect(await demo.page('en')).toContain('20 of 26 clusters meet it');
  expect(standing(await healthy.page('en'), id)).toBe('pass');
  expect(await healthy.page('zh')).toContain('等保 2.0 三级（GB/T 22239-2019）');
  expect(standing(await healthy.page('en'), 'gbt-39786-2021:5')).toBe('fail');
  expect(standing(await healthy.page('en'), 'gbt-39786-2021:8.4')).toBe('unknown');
  expect(await empty.page('en')).toContain('nothing to check');
});

test('an account without clusters says so, and one that nobody could read does not', async () => {
  expect(await empty.page('en')).toContain('No Pro cluster is in scope.');
  const refused = (report: Report): Report => ({
    ...report,
    complete: false,
    accounts: report.accounts.map((account) => ({ ...account, clusterList: 'unread' })),
  });
  const page = await empty.page('en', { change: refused });
  expect(page).toContain('Clusters unknown: the list could not be read.');
  expect(page).not.toContain('No Pro cluster is in scope.');
});

test('Terraform holds plain ids only', () => {
  const [finding] = demo
    .report('en')
    .findings.filter(({ check, status }) => check === 'cluster-encryption' && status === 'fail');
  if (!finding) throw new Error('the demo has a cluster without encryption');
  const off = (id: string) => terraformFor({ ...finding, resource: { ...finding.resource, id } });
  expect(off('c-1')).toMatch(/id = "c-1"[\s\S]*\n {2}disable_encryption {6}= false/);
  expect(off('"\n}')).toBe('');
  const disabled = { ...finding, check: 'key-state', evidence: { state: 'Disabled' } };
  const of = (id: string) => terraformFor({ ...disabled, resource: { ...finding.resource, id } });
  expect(of('key-2')).toContain('id = "key-2"');
  expect(of('key-2"')).toBe('');
});

test('the role holds only where it was judged', () => {
  const { clusters, ...told } = demo.report('en');
  const [cluster] = clusters.filter(({ name }) => name === 'pay-prod');
  if (!cluster) throw new Error('the demo has pay-prod');
  const role = (change: Partial<typeof cluster>, isOff: boolean, complete: boolean) => {
    const accounts = told.accounts.map((account) => ({
      ...account,
      jobs: { inventory: { finishedAt: '', complete, trouble: null } },
    }));
    const check = { id: 'security-role', isOff };
    const view = {
      language: 'en',
      focus: 'report',
      history: {},
      frameworks: [],
      checks: [check],
      appendix: [],
      links: null,
      page: 1,
    } as const;
    const report = { ...told, accounts, clusters, findings: [] };
    return chainOf({ ...cluster, ...change }, preparePage(report, view)).role.state;
  };
  expect(role({}, false, true)).toBe('holds');
  expect(role({ verdict: 'pass' }, false, false)).toBe('holds');
  expect(role({ verdict: 'unknown' }, false, false)).toBe('unknown');
  expect(role({}, true, true)).toBe('none');
  expect(role({ encryption: 'not-encrypted' }, false, true)).toBe('none');
});

/** The demo account with many more clusters. */
function many(report: Report, count: number): Report {
  const clusters = Array.from({ length: count }, (_, index) => {
    const cluster = report.clusters[index % 20];
    return { ...cluster, id: `c${index}`, verdict: index % 100 === 0 ? 'fail' : 'pass' };
  });
  return { ...report, clusters: clusters as unknown as Report['clusters'] }; // the first 20 are clusters in scope
}

test('ten thousand clusters: a file holds the worst, over HTTP every page holds its part', async () => {
  const change = (report: Report) => many(report, 10_000);
  const rowsOf = (page: string) => [...page.matchAll(/<tr class="v-\w+" id="c-(\w+)"/g)].map(([, id]) => id);
  const file = await demo.page('en', { change });
  expect(rowsOf(file)).toHaveLength(500);
  expect(file).toContain('9,500 more clusters are not in this file');
  expect(file.match(/<tr class="v-fail"/g)).toHaveLength(100);
  expect(file.match(/<details class="group[^>]*>/g)).toEqual([
    '<details class="group has-fail" open="">',
    '<details class="group has-fail">',
    '<details class="group has-pass">',
    '<details class="group has-pass">',
  ]);
  const links = {
    report: () => '/',
    cluster: (_: string, id: string) => `cluster/${id}`,
    finding: (id: string) => `finding/${id}`,
    page: (number: number) => `?page=${number}`,
    search: () => ({ action: '/', asked: '', along: [] }),
  };
  const pages = await Promise.all([1, 2, 20, 99].map((page) => demo.page('en', { change, links, page })));
  const shown = pages.map(rowsOf);
  expect(shown.map(({ length }) => length)).toEqual([500, 500, 500, 500]);
  expect(new Set(shown.flat()).size).toBe(1500);
  expect(pages[3]).toBe(pages[2]); // the last one that there is
  expect(pages[1]).toContain('<a href="?page=20">20</a>');
  expect(pages[1]).toContain('<a href="cluster/c');
});
