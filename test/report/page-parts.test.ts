import { beforeAll, expect, test } from 'vitest';
import type { Report } from '../../shared/model/report.ts';
import { type Sample, sample } from './page-samples.ts';

let demo: Sample;

beforeAll(async () => {
  demo = await sample({ scenario: 'demo' }, 'demo');
});

test('a page about one finding, or one cluster, has it first and no overview of others', async () => {
  const told = demo.report('en');
  const [finding] = told.findings.filter(({ check }) => check === 'key-state');
  const [cluster] = told.clusters.filter(({ name }) => name === 'member-prod');
  if (!finding || !cluster) throw new Error('the demo has both');
  const part = (change: Partial<Report>) => (report: Report) => ({ ...report, ...change });
  const page = await demo.page('en', { focus: 'finding', change: part({ findings: [finding] }) });
  const main = page.slice(page.indexOf('<main'));
  expect(main.indexOf(finding.summary)).toBeLessThan(main.indexOf('id="clusters"'));
  expect(main.indexOf('EnableKey') + main.indexOf('ListKeys')).toBeGreaterThan(0);
  expect(main).not.toMatch(/class="ring"|id="(compliance|money|findings)"/);
  const own = {
    clusters: [cluster],
    findings: told.findings.filter((one) => one.clusters.includes(cluster.id)),
  };
  const of = await demo.page('en', { focus: 'cluster', change: part(own) });
  expect(of).toMatch(/<h1 id="answer"><bdi>member-prod<\/bdi><\/h1><p class="lead">The key will be deleted/);
  expect(of).not.toContain('class="ring"');
});

test.each([
  ['key-hzz00000000000000004d', '…0000004d'],
  ['alias/ack-orders-production', 'alias/ack-orders-production'],
  ['alias/ack-orders-production-of-the-whole-company', 'alias/ack-orders-production-o…'],
])('a key that a cluster names %s is shown as %s', async (keyId, shown) => {
  const page = await demo.page('en', {
    change: (report) => ({ ...report, clusters: report.clusters.map((one) => ({ ...one, keyId })) }),
  });
  const table = page.slice(page.indexOf('id="clusters"'));
  expect(table).toContain(`<code title="${keyId}">${shown}</code>`);
});

test('several accounts stand in a table, the worst first', async () => {
  const change = (report: Report): Report => ({
    ...report,
    accounts: [{ id: '2', name: 'quiet', clusterList: 'complete', jobs: {} }, ...report.accounts],
  });
  const page = await demo.page('en', { change });
  const table = page.slice(page.indexOf('<table class="accounts">'), page.indexOf('id="clusters"'));
  expect(table.indexOf('1000000000000001')).toBeLessThan(table.indexOf('quiet'));
  expect(await demo.page('en')).not.toContain('class="accounts"');
});
