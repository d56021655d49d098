import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { type Delivery, NOTICE_STATES, type Notice } from '../../shared/model/notice.ts';
import { type ChannelConfig, kindOf } from '../../shared/notify/channels.ts';
import type { ChannelDeps, Probe } from '../../shared/notify/deps.ts';
import { openChannel } from '../../shared/notify/open-channel.ts';
import { NOW } from '../builders.ts';
import { type Reply, type ScriptedServer, scriptedServer } from '../scripted-server.ts';
import { channelWorld } from './channel-world.ts';
import { alert, item, KINDS } from './notices.ts';

interface Place {
  deps: Partial<ChannelDeps>;
  /** Host of the receiver of webhooks. */
  host: string;
}

interface Contract {
  /** The settings of a channel whose calls go to this host, with every secret that there is. */
  config: (host: string) => ChannelConfig;
  /** Who gets the messages: the sandbox in place of DingTalk, a server of the user's own, or nobody else. */
  receiver: 'dingtalk' | 'server' | 'none';
}

const detourTo = (host: string) => ({ host, protocol: 'http' }) as const;

/** What every channel promises, whatever its receiver does. */
export function channelContract(contract: Contract): void {
  let sandbox: Sandbox | null = null;
  let receiver: ScriptedServer;
  beforeAll(async () => {
    if (contract.receiver === 'dingtalk') sandbox = await startSandbox({ scenario: 'healthy', rates: 'off' });
    receiver = await scriptedServer({ status: 200 });
  });
  afterAll(async () => {
    receiver.close();
    await sandbox?.close();
  });
  /** The clock of the sandbox goes on, so that no message comes too soon after the one before it. */
  const goodPlace = async (): Promise<Place> => {
    const { host } = receiver;
    if (!sandbox) return { host, deps: {} };
    const { url, now } = sandbox;
    await fetch(`${url}/_sandbox/clock`, { method: 'POST', body: '{"advance":"PT10M"}' });
    return { host, deps: { now, detour: detourTo(new URL(url).host) } };
  };
  delivers(contract, goodPlace);
  probes(contract, goodPlace);
  if (contract.receiver !== 'none') neverThrows(contract);
}

/** Nothing of this holds a secret of the channel. */
function expectNoSecret(told: unknown, config: ChannelConfig): void {
  for (const secret of kindOf(config).secretsOf(config)) expect(JSON.stringify(told)).not.toContain(secret);
}

async function deliver({ config }: Contract, notice: Notice, { deps, host }: Place): Promise<Delivery> {
  const world = channelWorld(host, deps);
  const delivery = await openChannel(config(host), world.deps).deliver(notice);
  expect(delivery.kind).toMatch(/^(sent|later|refused)$/);
  expectNoSecret([delivery, world.kept.value, world.written], config(host));
  return delivery;
}

async function probe({ config }: Contract, { deps, host }: Place): Promise<Probe> {
  const told = await kindOf(config(host)).probe(config(host), channelWorld(host, deps).deps);
  expectNoSecret(told, config(host));
  return told;
}

function delivers(contract: Contract, goodPlace: () => Promise<Place>): void {
  const languages = ['en', 'zh'] as const;
  test.each(languages.flatMap((language) => KINDS.map((kind) => ({ language, ...kind }))))(
    'delivers $kind in $language',
    async ({ language, notice }) => {
      const { deps, host } = await goodPlace();
      expect(await deliver(contract, notice, { host, deps: { ...deps, language } })).toEqual({
        kind: 'sent',
      });
    },
  );

  test.each(NOTICE_STATES)('delivers what is %s', async (state) => {
    const until = state === 'resolved' ? NOW.toISOString() : null;
    expect(await deliver(contract, alert({ items: [item({ state, until })] }), await goodPlace())).toEqual({
      kind: 'sent',
    });
  });

  test('has its name', () => {
    const { deps } = channelWorld(null, { name: 'on-call' });
    expect(openChannel(contract.config('127.0.0.1:1'), deps).name).toBe('on-call');
  });

  test('delivers fifty items', async () => {
    const items = Array.from({ length: 50 }, () => item({ summary: '密钥"已"停用。'.repeat(100) }));
    expect(await deliver(contract, alert({ items, more: { high: 3 } }), await goodPlace())).toEqual({
      kind: 'sent',
    });
  });

  test('changes nothing of the message', async () => {
    const notice = alert();
    const before = structuredClone(notice);
    await deliver(contract, notice, await goodPlace());
    expect(notice).toEqual(before);
  });
}

function probes(contract: Contract, goodPlace: () => Promise<Place>): void {
  test('the doctor finds it well', async () => {
    expect(await probe(contract, await goodPlace())).toMatchObject({ result: 'ok' });
  });
}

const BAD: readonly { when: string; reply: Reply; kind: Delivery['kind'] | null }[] = [
  { when: 'silence', reply: 'hang', kind: 'later' },
  { when: 'a broken connection', reply: 'reset', kind: 'later' },
  { when: 'HTTP 500', reply: { status: 500, text: '<html>oops' }, kind: 'later' },
  { when: 'HTTP 404', reply: { status: 404, text: 'SECsandboxRobotSecret' }, kind: null },
  { when: 'a redirect', reply: { status: 302, headers: { location: '/x' } }, kind: null },
];

function neverThrows(contract: Contract): void {
  describe('never throws, and says so, on', () => {
    test.each(BAD)('$when', async ({ reply, kind }) => {
      const bad = await scriptedServer(reply);
      try {
        const deps = { detour: detourTo(bad.host), timeoutMs: reply === 'hang' ? 100 : 3000 };
        const delivery = await deliver(contract, alert(), { host: bad.host, deps });
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
      expect(await deliver(contract, alert(), place)).toMatchObject({ kind: 'later' });
      expect(await probe(contract, place)).toMatchObject({ result: 'failed' });
    });
  });
}
