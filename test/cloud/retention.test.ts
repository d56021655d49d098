import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { machine } from '../../functions/machine.ts';
import { connect, credentialsFrom } from '../../shared/accounts/connect.ts';
import { kms } from '../../shared/cloud/kms.ts';
import { parseConfig } from '../../shared/config/load-config.ts';
import { scriptedServer } from '../scripted-server.ts';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

test('the body of an answer is not kept alive by the timers of the official client', async () => {
  const server = await scriptedServer({ status: 200, body: { KeyMetadata: { KeyId: 'key-1' } } });
  const credentials = credentialsFrom({
    ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAItestRetention',
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'testSecret',
  });
  if (!credentials) throw new Error('no credentials');
  const cloud = connect({
    config: parseConfig('limits: { callTimeoutSeconds: 60 }', 'test', {}, { checks: [] }),
    credentials,
    detour: { host: server.host, protocol: 'http' },
    ...machine,
    now: () => new Date('2026-11-23T00:00:00Z'),
    random: () => 0,
    signal: new AbortController().signal,
  });
  const ask = async (): Promise<WeakRef<object>> => {
    const answer = await cloud.call(kms.describeKey, { region: 'cn-hangzhou', query: { KeyId: 'key-1' } });
    expect(answer).toMatchObject({ seen: true, value: { KeyMetadata: { KeyId: 'key-1' } } });
    return new WeakRef(answer.seen && answer.value instanceof Object ? answer.value : {});
  };
  const first = await ask();
  await ask();
  const afterCollection = (): object | undefined => {
    collectGarbage();
    return first.deref();
  };
  await expect.poll(afterCollection).toBeUndefined();
  server.close();
});
