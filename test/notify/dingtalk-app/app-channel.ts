import type { Sandbox } from '../../../sandbox/start.ts';
import { parseConfig } from '../../../shared/config/load-config.ts';
import type { Json } from '../../../shared/model/finding.ts';
import type { Channel, Notice, NoticeItem } from '../../../shared/model/notice.ts';
import { openChannel } from '../../../shared/notify/open-channel.ts';
import { GROUP, KEYS, outbox, ROBOT } from '../../sandbox/dingtalk-calls.ts';
import { at, control } from '../../sandbox/signed.ts';

/** Where the clock of the scenario stands. */
export const NOW = new Date('2026-11-23T00:00:00Z');

/** A critical alert about one key. */
export function noticeOf(change: Partial<Notice> = {}, item: Partial<NoticeItem> = {}): Notice {
  const account = '1000000000000001';
  const told: NoticeItem = {
    ...{ state: 'new', severity: 'critical', account: { id: account, name: 'payments' }, check: 'key-state' },
    ...{ title: 'Key is enabled', summary: 'The key is disabled.', evidence: {} },
    resource: { type: 'key', id: 'key-1', region: 'cn-hangzhou', account, name: 'pay' },
    alike: [],
    clusters: { count: 1, names: ['pay-prod'] },
    ...{ since: '2026-11-22T23:00:00.000Z', until: null, actor: null, actedAt: null, actorState: null },
    remedy: { text: 'Enable the key now; the API server recovers automatically.', command: '', url: '' },
    ...{ ending: null, waiver: null, fingerprint: '0123456789abcdef' },
    ...{ headline: '', effect: '', fingerprints: [], explains: 0, paste: { acknowledge: '', waive: '' } },
    ...item,
  };
  return {
    ...{ id: '0123456789abcdef', kind: 'alert', severity: 'critical', at: '2026-11-23T00:00:00.000Z' },
    ...{ items: [told], more: {}, facts: null, reportUrl: null },
    ...change,
  };
}

export interface AppSurroundings {
  timeoutMs?: number;
  /** Instead of the sandbox. */
  host?: string;
  realNow?: () => Date;
  /** What the channel keeps from one run to the next. */
  memory?: { kept: Json };
}

/** The channel of an app as the configuration describes it; fields that are null are left out. */
export function appChannel(
  { url }: Pick<Sandbox, 'url'>,
  change: Record<string, unknown> = {},
  { timeoutMs = 5000, host = new URL(url).host, realNow, memory = { kept: null } }: AppSurroundings = {},
): Channel {
  const fields = {
    ...KEYS,
    robotCode: ROBOT,
    openConversationId: GROUP,
    userIds: ['manager0001'],
    ...change,
  };
  const given = Object.entries(fields).filter(([, value]) => value !== null);
  const text = JSON.stringify({
    alerts: { channels: [{ type: 'dingtalk-app', ...Object.fromEntries(given) }] },
  });
  const [config] = parseConfig(text, 'test', {}, { checks: [] }).alerts.channels;
  if (!config) throw new Error('no channel');
  return openChannel(config, {
    ...{ name: 'on-call', language: 'en', fetch, now: () => NOW, realNow: realNow ?? (() => NOW), timeoutMs },
    detour: { host, protocol: 'http' },
    memory: {
      get: () => memory.kept,
      set: (value) => {
        memory.kept = value;
      },
    },
    tokens: new Map(),
    write: () => undefined,
  });
}

/** What kinds of messages arrived. */
export async function kindsIn(sandbox: Sandbox): Promise<unknown[]> {
  return (await outbox(sandbox)).map((message) => at(message, 'kind'));
}

export async function callsOf(sandbox: Sandbox, action: string): Promise<unknown> {
  return at((await control(sandbox, 'GET', 'calls')).body, `actions.${action}.total`) ?? 0;
}
