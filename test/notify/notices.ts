import type { Notice, NoticeFacts, NoticeItem } from '../../shared/model/notice.ts';
import { ACCOUNT, NOW } from '../builders.ts';

/** When the messages of these tests were written. */
export const AT = NOW.toISOString();
export const REPORT_URL = 'https://report-sandbox.cn-hangzhou.fcapp.run/report/latest';
export const ACKNOWLEDGE_URL =
  'https://report-sandbox.cn-hangzhou.fcapp.run/acknowledge?finding=0123456789abcdef';
export const CONSOLE_URL = 'https://kms.console.aliyun.com/cn-hangzhou/keys/key-1';

/** A disabled key that hits the cluster pay-prod. */
export function item(change: Partial<NoticeItem> = {}): NoticeItem {
  return {
    ...{ state: 'new', severity: 'critical', account: { id: ACCOUNT, name: 'payments' } },
    ...{ check: 'key-state', title: 'Keys are enabled', summary: 'The key is disabled.', evidence: {} },
    resource: { type: 'key', id: 'key-1', region: 'cn-hangzhou', account: ACCOUNT, name: 'ack-secrets' },
    alike: [],
    clusters: { count: 1, names: ['pay-prod'] },
    ...{ since: AT, until: null, ending: null, actor: null, actedAt: null },
    ...{ actorState: null, waiver: null },
    remedy: { text: 'Enable the key now; the API server recovers automatically.', command: '', url: '' },
    fingerprint: '0123456789abcdef',
    ...{ headline: '', effect: '', fingerprints: [], explains: 0, paste: { acknowledge: '', waive: '' } },
    ...change,
  };
}

/** An alert with one critical item and the address of the report. */
export function alert(change: Partial<Notice> = {}): Notice {
  const items = change.items ?? [item()];
  return {
    ...{ id: 'fedcba9876543210', kind: 'alert', severity: items[0]?.severity ?? 'info', at: AT },
    ...{ more: {}, facts: null, reportUrl: REPORT_URL },
    ...change,
    items,
  };
}

export const FACTS: NoticeFacts = {
  accounts: 3,
  unlisted: 0,
  verdicts: { pass: 4, fail: 1, unknown: 2, pending: 0 },
  clusters: { inScope: 7, encrypted: 5, total: 9 },
  findings: { critical: 1, high: 2, medium: 0, low: 0, info: 0, unknown: 1, waived: 0 },
  before: null,
  oldest: null,
  spend: [{ date: '2026-11-22', day: '12.50', month: '300.00', forecast: '410.00', currency: 'CNY' }],
};

/** One message of every kind. */
export const KINDS: readonly { kind: Notice['kind']; notice: Notice }[] = [
  { kind: 'alert', notice: alert() },
  ...(['baseline', 'digest', 'proof-of-life'] as const).map((kind) => ({
    kind,
    notice: alert({ kind, severity: 'info', items: [], facts: FACTS }),
  })),
  { kind: 'test', notice: alert({ kind: 'test', severity: 'info', items: [], reportUrl: null }) },
];
