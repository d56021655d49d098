import { generateKeyPairSync, sign } from 'node:crypto';
import { expect, test } from 'vitest';
import { fingerprintOf, type Signer } from '../../shared/model/signature.ts';
import { RunEvidence } from '../../shared/state/evidence.ts';
import { verifySignatures } from '../../shared/state/verify-signatures.ts';
import { memoryStore } from '../../shared/store/memory.ts';
import { ACCOUNT } from '../builders.ts';

const AT = '2026-11-23T00:00:00.000Z';
const RUN = '20261123T000000Z-keys-1a2b3c4d';
const FACTS = { startedAt: AT, finishedAt: AT, complete: true };

test('a run that was sealed and signed before it was killed keeps both, and loses what nobody names', async () => {
  const store = memoryStore();
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  let signed = 0;
  const signer: Signer = {
    publicKey: async () => ({ ok: true, value: publicKey }),
    sign: async (bytes) => {
      signed += 1;
      const signature = sign(null, bytes, privateKey).toString('base64');
      return { ok: true, value: { algorithm: 'ed25519', key: fingerprintOf(publicKey), signature } };
    },
  };
  const attempt = async (seen: string) => {
    const trigger = { time: AT, name: 'timer' };
    const evidence = new RunEvidence(store, { account: ACCOUNT, job: 'keys', run: RUN, trigger });
    await evidence.earlier();
    const parts = [{ name: 'snapshot', chunks: [JSON.stringify(seen)] }];
    const before = { head: null, keptFrom: AT.slice(0, 10) };
    const sealed = await evidence.seal(FACTS, parts, before, { changes: { seen } });
    expect(await evidence.sign(signer)).toBeNull();
    return sealed;
  };
  const first = await attempt('first');
  const written = await store.list('');
  const [folder = ''] = /^.*\//.exec(first.chain.head.key) ?? [];
  await store.put(`${folder}parts-0000000000000000.json`, Buffer.from('{}'));
  expect(await attempt('second')).toEqual(first);
  expect(first.records).toEqual({ changes: { seen: 'first' } });
  expect([await store.list(''), signed]).toEqual([written, 1]);
  expect(await verifySignatures(store, [first.chain.head], [publicKey])).toMatchObject({ signed: 1 });
});
