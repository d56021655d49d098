import { expect, test } from 'vitest';
import { open, signature } from '../../../shared/notify/dingtalk-robot/send.ts';
import { fixture } from '../../fixture.ts';
import { type ScriptedServer, scriptedServer } from '../../scripted-server.ts';
import { channelWorld, settings, WEBHOOK } from '../channel-world.ts';
import { alert } from '../notices.ts';

interface Vector {
  timestamp: string;
  secret: string;
  signBase64: string;
  signUrlEncoded: string;
}

const vectors = fixture('dingtalk/sign-vectors') as readonly Vector[];

test('there are vectors, and one has characters that a URL must encode', () => {
  expect(vectors.length).toBeGreaterThanOrEqual(3);
  expect(vectors.some(({ signBase64 }) => /\+.*\//.test(signBase64))).toBe(true);
});

test.each(vectors)('the signature at $timestamp', ({ timestamp, secret, signBase64 }) => {
  expect(signature(Number(timestamp), secret)).toBe(signBase64);
});

test.each(vectors)('the address at $timestamp has the signature encoded once', async (vector) => {
  const { path } = await askedAt(vector);
  expect(path).toBe(
    `/robot/send?access_token=sandboxRobotToken&timestamp=${vector.timestamp}&sign=${vector.signUrlEncoded}`,
  );
});

test('without a secret the address has no signature', async () => {
  const { path } = await askedAt({ timestamp: '1767225600000' });
  expect(path).toBe('/robot/send?access_token=sandboxRobotToken');
});

async function askedAt({ timestamp, secret }: { timestamp: string; secret?: string }) {
  const server: ScriptedServer = await scriptedServer({ status: 200, body: { errcode: 0, errmsg: 'ok' } });
  try {
    const { deps } = channelWorld(server.host, { realNow: () => new Date(Number(timestamp)) });
    const config = settings({ type: 'dingtalk-robot', webhook: WEBHOOK, ...(secret ? { secret } : {}) });
    expect(await open(config, deps).deliver(alert())).toEqual({ kind: 'sent' });
    return { path: server.received[0]?.path };
  } finally {
    server.close();
  }
}
