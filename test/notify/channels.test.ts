import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import type { ChannelConfig } from '../../shared/config/alerts.ts';
import { type Delivery, NOTICE_STATES, type Notice } from '../../shared/model/notice.ts';
import type { ChannelDeps } from '../../shared/notify/deps.ts';
import { openChannel } from '../../shared/notify/open-channel.ts';
import { NOW } from '../builders.ts';
import { type Reply, type ScriptedServer, scriptedServer } from '../scripted-server.ts';
import { channelWorld, SECRET, settings, WEBHOOK } from './channel-world.ts';
import { alert, item, KINDS } from './notices.ts';

const SECRETS = /sandboxRobotToken|SECsandboxRobotSecret|sandboxAppSecret|tokenOfTheAddress|signingSecret/;

interface Place {
  deps: Partial<ChannelDeps>;
  /** Host of the receiver of webhooks. */
  host: string;
}

interface Type {
  type: ChannelConfig['type'];
  /** The settings of a channel whose calls go there. */
  config: (host: string) => ChannelConfig;
  /** Whether the outside world can fail it. */
  remote: boolean;
}

const TYPES: readonly Type[] = [
  {
    type: 'dingtalk-robot',
    config: () =>
      settings({ type: 'dingtalk-robot', webhook: WEBHOOK, secret: SECRET, mobiles: ['13800000000'] }),
    remote: true,
  },
  {
    type: 'dingtalk-app',
    config: () =>
      settings({
        ...{ type: 'dingtalk-app', appKey: 'dingsandboxapp', appSecret: 'sandboxAppSecret' },
        ...{ robotCode: 'dingsandboxrobot', openConversationId: 'cidsandbox', userIds: ['li', 'chen'] },
        ding: 'app',
      }),
    remote: true,
  },
  {
    type: 'webhook',
    config: (host) =>
      settings({ type: 'webhook', url: `http://${host}/tokenOfTheAddress`, secret: 'signingSecret' }),
    remote: true,
  },
  { type: 'console', config: () => settings({ type: 'console' }), remote: false },
];

let sandbox: Sandbox;
let receiver: ScriptedServer;

beforeAll(async () => {
  sandbox = await startSandbox({ scenario: 'healthy', rates: 'off' });
  receiver = await scriptedServer({ status: 200 });
});
afterAll(async () => {
  receiver.close();
  await sandbox.close();
});

/** The sandbox is DingTalk. Its clock goes on, so that no message comes too soon after the one before it. */
async function goodPlace(): Promise<Place> {
  await fetch(`${sandbox.url}/_sandbox/clock`, { method: 'POST', body: '{"advance":"PT10M"}' });
  return {
    host: receiver.host,
    deps: { now: () => sandbox.now(), detour: detourTo(new URL(sandbox.url).host) },
  };
}

const detourTo = (host: string) => ({ host, protocol: 'http' }) as const;

async function deliver({ config }: Type, notice: Notice, { deps, host }: Place): Promise<Delivery> {
  const world = channelWorld(host, deps);
  const delivery = await openChannel(config(host), world.deps).deliver(notice);
  expect(delivery.kind).toMatch(/^(sent|later|refused)$/);
  expect(JSON.stringify([delivery, world.kept.value, world.written])).not.toMatch(SECRETS);
  return delivery;
}

describe.each(TYPES)('$type', (type) => {
  const languages = ['en', 'zh'] as const;
  test.each(languages.flatMap((language) => KINDS.map((kind) => ({ language, ...kind }))))(
    'delivers $kind in $language',
    async ({ language, notice }) => {
      const { deps, host } = await goodPlace();
      expect(await deliver(type, notice, { host, deps: { ...deps, language } })).toEqual({ kind: 'sent' });
    },
  );

  test.each(NOTICE_STATES)('delivers what is %s', async (state) => {
    const until = state === 'resolved' ? NOW.toISOString() : null;
    expect(await deliver(type, alert({ items: [item({ state, until })] }), await goodPlace())).toEqual({
      kind: 'sent',
    });
  });

  test('has its name', () => {
    const { deps } = channelWorld(receiver.host, { name: 'on-call' });
    expect(openChannel(type.config(receiver.host), deps).name).toBe('on-call');
  });

  test('delivers fifty items', async () => {
    const items = Array.from({ length: 50 }, () => item({ summary: '密钥"已"停用。'.repeat(100) }));
    expect(await deliver(type, alert({ items, more: 3 }), await goodPlace())).toEqual({ kind: 'sent' });
  });

  test('changes nothing of the message', async () => {
    const notice = alert();
    const before = structuredClone(notice);
    await deliver(type, notice, await goodPlace());
    expect(notice).toEqual(before);
  });
});

const BAD: readonly { when: string; reply: Reply; kind: Delivery['kind'] | null }[] = [
  { when: 'silence', reply: 'hang', kind: 'later' },
  { when: 'a broken connection', reply: 'reset', kind: 'later' },
  { when: 'HTTP 500', reply: { status: 500, text: '<html>oops' }, kind: 'later' },
  { when: 'HTTP 404', reply: { status: 404, text: 'SECsandboxRobotSecret' }, kind: null },
  { when: 'a redirect', reply: { status: 302, headers: { location: '/x' } }, kind: null },
];

describe.each(TYPES.filter(({ remote }) => remote))('$type never throws, and says so, on', (type) => {
  test.each(BAD)('$when', async ({ reply, kind }) => {
    const bad = await scriptedServer(reply);
    try {
      const deps = { detour: detourTo(bad.host), timeoutMs: reply === 'hang' ? 100 : 3000 };
      const delivery = await deliver(type, alert(), { host: bad.host, deps });
      expect(delivery.kind).not.toBe('sent');
      if (kind !== null) expect(delivery.kind).toBe(kind);
      if (delivery.kind === 'later') expect(Date.parse(delivery.after)).toBeGreaterThan(NOW.getTime());
    } finally {
      bad.close();
    }
  });

  test('nobody who listens', async () => {
    const gone = await scriptedServer({ status: 200 });
    gone.close();
    const place = { host: gone.host, deps: { detour: detourTo(gone.host) } };
    expect(await deliver(type, alert(), place)).toMatchObject({ kind: 'later' });
  });
});
