import { expect, test } from 'vitest';
import { startSandbox } from '../../sandbox/start.ts';
import { memoryStore } from '../../shared/accounts/connect.ts';
import { parseConfig } from '../../shared/config/load-config.ts';
import { auditAll } from '../../shared/jobs/audit.ts';
import { JOBS } from '../../shared/model/job.ts';
import { silentLog } from '../../shared/model/log.ts';
import { unseen } from '../../shared/model/observation.ts';
import { CHECK_IDS } from '../../shared/present/check-titles.ts';
import { EarlyVerdicts } from '../../shared/present/early-verdicts.ts';
import { makeReport } from '../../shared/present/make-report.ts';
import { toolsFor } from '../../shared/run/tools.ts';
import { ACCOUNT, cluster, key, NOW, OFF, ON, seen } from '../builders.ts';
import { connectionTo } from '../sandbox-cloud.ts';

const config = parseConfig('', 'test', {}, { checks: CHECK_IDS });

function early(language: 'en' | 'zh' = 'en'): EarlyVerdicts {
  return new EarlyVerdicts(config, language, () => NOW);
}

function told(verdicts: EarlyVerdicts): string[] {
  return verdicts.rows().map(({ name, why, severity }) => `${severity} ${name}: ${why}`);
}

test('a cluster is at risk as soon as something is seen to fail, and never healthy', () => {
  const verdicts = early();
  verdicts.cluster(ACCOUNT, cluster({ id: 'c-on', name: 'on', encryption: seen(ON) }));
  verdicts.cluster(ACCOUNT, cluster({ id: 'c-odd', name: 'odd', encryption: unseen('malformed', 'odd') }));
  expect(told(verdicts)).toEqual([]);
  verdicts.cluster(ACCOUNT, cluster({ id: 'c-off', name: 'off', encryption: seen(OFF) }));
  expect(told(verdicts)).toEqual(['high off: Secret encryption is off.']);
  verdicts.key(ACCOUNT, key({ state: seen('Enabled') }, { clusters: ['c-on'] }));
  expect(told(verdicts)).toEqual(['high off: Secret encryption is off.']);
});

test('a key that cannot be used puts each of its clusters at risk, before what weighs less', () => {
  const verdicts = early();
  for (const name of ['one', 'two'])
    verdicts.cluster(ACCOUNT, cluster({ id: name, name, encryption: seen(ON) }));
  verdicts.cluster(ACCOUNT, cluster({ id: 'off', name: 'off', encryption: seen(OFF) }));
  verdicts.key(ACCOUNT, key({ state: seen('Disabled') }, { clusters: ['one'] }));
  expect(told(verdicts)).toEqual([
    'critical one: The key is disabled.',
    'high off: Secret encryption is off.',
  ]);
  verdicts.key(ACCOUNT, key({ state: seen('Disabled') }, { clusters: ['one', 'two'] }));
  expect(told(verdicts)).toEqual([
    'critical one: The key is disabled.',
    'critical two: The key is disabled.',
    'high off: Secret encryption is off.',
  ]);
});

test('clusters of two accounts with one id are two, and the reason is in the language of the reader', () => {
  const verdicts = early('zh');
  for (const account of ['1', '2'])
    verdicts.cluster(account, cluster({ id: 'c', name: 'c', encryption: seen(OFF) }));
  expect(verdicts.rows()).toMatchObject([
    { account: '1', why: 'Secret 落盘加密已关闭。' },
    { account: '2', why: 'Secret 落盘加密已关闭。' },
  ]);
});

test('what fails by the first answers fails in the report, and all that fails by them is there before a job has ended', async () => {
  const sandbox = await startSandbox({ scenario: 'demo', rates: 'off' });
  const now = (): Date => sandbox.now();
  const verdicts = new EarlyVerdicts(config, 'en', now);
  let first: string[] | null = null;
  const results = await auditAll(
    {
      connection: connectionTo(sandbox, { config, now }),
      tools: toolsFor(memoryStore(), config, { now, log: silentLog, isGone: () => false }),
      jobs: JOBS,
      attempt: 'test',
      wait: async () => false,
      watch: {
        planned: () => undefined,
        glimpsed: ({ id }, seenNow) => {
          if ('cluster' in seenNow) verdicts.cluster(id, seenNow.cluster);
          if ('key' in seenNow) verdicts.key(id, seenNow.key);
        },
        finished: ({ id }, { result }) => {
          first ??= verdicts.rows().map(({ name }) => name);
          if (result) verdicts.result(id, result);
        },
        ended: () => undefined,
      },
    },
    () => new Date(),
  );
  const { clusters } = makeReport(results, config, now(), 'en', false);
  await sandbox.close();
  const failed = clusters.filter(({ verdict }) => verdict === 'fail');
  const byFirstAnswers = failed.filter(
    ({ why }) => why?.check === 'cluster-encryption' || why?.check === 'key-state',
  );
  expect(first).toEqual(expect.arrayContaining(byFirstAnswers.map(({ name }) => name)));
  expect(byFirstAnswers.length).toBeGreaterThan(3);
  const names = (rows: readonly { name: string }[]): Set<string> => new Set(rows.map(({ name }) => name));
  expect(names(verdicts.rows())).toEqual(names(failed));
});
