import { PassThrough } from 'node:stream';
import { auditWith } from '../../functions/cli/audit.ts';
import { DEMO_CONFIG } from '../../functions/cli/demo-config.ts';
import { machine } from '../../functions/machine.ts';
import type { SandboxOptions } from '../../sandbox/start.ts';
import { startSandbox } from '../../sandbox/start.ts';
import { memoryStore } from '../../shared/accounts/connect.ts';
import { loadConfig, parseConfig } from '../../shared/config/load-config.ts';
import type { HistoryDay } from '../../shared/model/history.ts';
import type { Report, ReportSpend, VerdictCounts } from '../../shared/model/report.ts';
import { CHECK_IDS } from '../../shared/present/check-titles.ts';
import { makePage, type PageOptions } from '../../shared/present/make-page.ts';
import { makeReport } from '../../shared/present/make-report.ts';
import { writeHistory } from '../../shared/state/job-store.ts';
import { storedAccounts, storedResults } from '../../shared/state/stored-accounts.ts';
import type { Language } from '../../shared/text/render.ts';
import { environmentOf } from '../e2e/run-cli.ts';

/** An audited account, of which pages can be made. */
export interface Sample {
  report(language: Language): Report;
  page(
    language: Language,
    more?: Partial<PageOptions> & { change?: (report: Report) => Report },
  ): Promise<string>;
}

/** Audits an account of the sandbox; in the demo, people work on it for an hour in between. */
export async function sample(options: SandboxOptions, story: 'demo' | 'plain' = 'plain'): Promise<Sample> {
  const sandbox = await startSandbox({ ...options, rates: 'off' });
  try {
    const env = environmentOf(sandbox);
    const config =
      story === 'demo'
        ? parseConfig(DEMO_CONFIG, 'demo', env, { checks: CHECK_IDS })
        : loadConfig(null, env, { checks: CHECK_IDS });
    const store = memoryStore();
    const audit = async () => {
      const runtime = {
        ...{
          env: environmentOf(sandbox),
          stdout: new PassThrough(),
          stderr: new PassThrough(),
          ...machine,
        },
        ...{ now: () => new Date(), random: () => 0, signal: new AbortController().signal },
      };
      await auditWith(config, store, { color: false, quiet: true, failOn: 'none', budgets: false }, runtime);
    };
    await audit();
    if (story === 'demo') {
      const { world, url } = sandbox;
      await fetch(`${url}/_sandbox/clock`, { method: 'POST', body: JSON.stringify({ advance: 'PT20M' }) });
      world.enableKey({ key: 'hz-orders', by: 'alice' });
      world.switchEncryption({ cluster: 'checkout-prod', on: false, by: 'bob', userAgent: 'aliyuncli/3.0' });
      world.setDeletionProtection({
        key: 'hz-pay',
        on: false,
        by: 'carol',
        refused: 'Forbidden.NoPermission',
      });
      await fetch(`${url}/_sandbox/clock`, { method: 'POST', body: JSON.stringify({ advance: 'PT40M' }) });
      await audit();
      for (const account of await storedAccounts(store))
        await writeHistory(store, account, history(sandbox.now()));
    }
    const now = sandbox.now();
    const results = await storedResults(store, config, now);
    const report = (language: Language) => {
      const told = makeReport(results, config, now, language, false);
      return story === 'demo' ? { ...told, spend: told.accounts.map(({ id }) => spend(id, now)) } : told;
    };
    return {
      report,
      page: (language, { change = (told: Report) => told, ...more } = {}) =>
        makePage(change(report(language)), results, { store, config, language, ...more }),
    };
  } finally {
    await sandbox.close();
  }
}

function dayBefore(now: Date, days: number): string {
  return new Date(now.getTime() - days * 86_400_000).toISOString().slice(0, 10);
}

/** Encryption is rolled out over three months, and then trouble begins. */
function history(now: Date): HistoryDay[] {
  return Array.from({ length: 89 }, (_, index) => {
    const encrypted = Math.min(22, 6 + Math.floor(index / 4.5));
    const failing = {
      critical: index > 80 ? 5 : 0,
      high: Math.max(2, 9 - Math.floor(index / 12)),
      medium: 6,
      low: 2,
      info: 4,
    };
    return {
      date: dayBefore(now, 88 - index),
      clusters: 29,
      inScope: 26,
      encrypted,
      // The first days are of a version that kept no verdicts.
      ...(index < 20 ? {} : { verdicts: verdicts(encrypted, index > 80) }),
      failing,
      unknown: 2,
      spend: null,
    };
  });
}

/** Not all that is switched on is healthy. */
function verdicts(encrypted: number, isTrouble: boolean): VerdictCounts {
  const unknown = 2;
  const fail = 26 - encrypted + (isTrouble ? 5 : 1);
  return { pass: 26 - unknown - 1 - Math.min(fail, 23), fail: Math.min(fail, 23), unknown, pending: 1 };
}

/** Money of an account that is overdue. */
export function spend(account: string, now: Date): ReportSpend {
  const after = (days: number) => new Date(now.getTime() + days * 86_400_000).toISOString();
  return {
    ...{ account, payer: account, currency: 'CNY', available: '-1828.72', cash: '-1828.72', credit: '0.00' },
    ...{ monthToDate: '6412.50', forecast: '8391.05', budget: '7500.00', accountBurnPerDay: '1204.18' },
    daily: Array.from({ length: 45 }, (_, index) => ({
      date: dayBefore(now, 45 - index),
      amount: (210 + 40 * Math.sin(index / 3) + (index === 38 ? 480 : 0)).toFixed(2),
    })),
    ...{ runwayDays: 0, runwayRange: { low: 0, high: 2 } },
    upcoming: [{ date: dayBefore(now, -5), what: 'KMS instance kst-hzz0001', amount: '9600.00' }],
    arrears: {
      ...{
        since: after(-2.3),
        sinceSource: 'bill',
        sinceIsBound: false,
        outstanding: '1828.72',
        kmsStatus: 'InDebt',
      },
      ...{ kmsStopsAt: after(4.7), clusterDeletionAt: after(12.7) },
    },
    keys: [
      {
        keyId: 'key-hzz00000000000000002b',
        region: 'cn-hangzhou',
        clusters: ['c1', 'c2'],
        callsPerDay: 86_400,
        calls: '518.40',
        hosting: '0.00',
        instance: '3200.00',
        total: '3718.40',
        confidence: 'high',
      },
      {
        keyId: 'key-hzz00000000000000001a',
        region: 'cn-hangzhou',
        clusters: ['c3'],
        callsPerDay: null,
        calls: null,
        hosting: '30.00',
        instance: null,
        total: '30.00',
        confidence: 'low',
      },
    ],
    idleKeys: ['key-bjj00000000000000009z'],
    prices: {
      list: 'KMS 1.0 pay-as-you-go, CNY',
      date: '2026-08-01',
      source: 'https://www.alibabacloud.com/help/en/kms/',
    },
  };
}
