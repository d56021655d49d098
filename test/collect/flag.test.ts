import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readFlag } from '../../shared/collect/flag.ts';
import { fixture } from '../fixture.ts';

const on = { on: true, keyId: 'key-1' };
const off = { on: false, reported: true, keptKeyId: null };
const meta = (capabilities: object) => JSON.stringify({ Capabilities: capabilities });

test.each([
  { given: meta({ DisableEncryption: false, EncryptionKMSKeyId: 'key-1' }), says: on },
  { given: meta({ DisableEncryption: 'false', EncryptionKMSKeyId: 'key-1' }), says: on },
  { given: { Capabilities: { DisableEncryption: false, EncryptionKMSKeyId: 'key-1' } }, says: on },
  { given: meta({ DisableEncryption: true, EncryptionKMSKeyId: '' }), says: off },
  { given: meta({ DisableEncryption: 'True' }), says: off },
  { given: meta({ DisableEncryption: true, EncryptionKMSKeyId: null }), says: off },
  {
    given: meta({ DisableEncryption: true, EncryptionKMSKeyId: 'key-1' }),
    says: { ...off, keptKeyId: 'key-1' },
  },
  { given: meta({ Network: 'Flannel' }), says: 'missing' },
  { given: meta({ DisableEncryption: null, EncryptionKMSKeyId: '' }), says: 'missing' },
  { given: meta({ DisableEncryption: false, EncryptionKMSKeyId: '' }), says: 'unclear' },
  { given: meta({ EncryptionKMSKeyId: 'key-1' }), says: 'unclear' },
  { given: meta({ DisableEncryption: 0, EncryptionKMSKeyId: 'key-1' }), says: 'unclear' },
  { given: meta({ DisableEncryption: 'maybe' }), says: 'unclear' },
  { given: meta({ DisableEncryption: false, EncryptionKMSKeyId: 7 }), says: 'unclear' },
  ...['   ', 'NULL', 'null', 'undefined', '-', 'key', 'key-1 key-2', 'acs:kms:oops', 'alias/', '7'].map(
    (EncryptionKMSKeyId) => ({
      given: meta({ DisableEncryption: false, EncryptionKMSKeyId }),
      says: 'unclear',
    }),
  ),
  ...[
    'acs:kms:cn-hangzhou:1000000000000001:key/key-1',
    'acs:kms:cn-hangzhou:1000000000000001:alias/secrets',
    'alias/secrets',
    '05754286-3BA2-4fa6-8d41-4323aca60000',
  ].map((keyId) => ({
    given: meta({ DisableEncryption: false, EncryptionKMSKeyId: keyId }),
    says: { on: true, keyId },
  })),
  { given: JSON.stringify({ Capabilities: null }), says: 'unclear' },
  { given: JSON.stringify({ Capabilities: [] }), says: 'unclear' },
  { given: JSON.stringify({ capabilities: { DisableEncryption: true } }), says: 'unclear' },
  { given: '"text"', says: 'unclear' },
  { given: '{"Capabilities":{"DisableEncr', says: 'unclear' },
  { given: '', says: 'unclear' },
  { given: null, says: 'unclear' },
  { given: undefined, says: 'unclear' },
])('$given says $says', ({ given, says }) => {
  expect(readFlag(given)).toEqual(says === 'unclear' ? { unclear: expect.any(String) } : says);
});

test('whatever the cloud sends, reading it never throws and never invents a key', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.anything(),
        fc.json(),
        fc.jsonValue().map((value) => JSON.stringify({ Capabilities: value })),
      ),
      (value) => {
        const flag = readFlag(value);
        if (typeof flag === 'object' && 'on' in flag && flag.on) expect(flag.keyId.length).toBeGreaterThan(0);
      },
    ),
  );
});

test.each(['cs/DescribeClustersV1.odd-metadata', 'cs/DescribeClustersV1.mixed'])(
  'every entry of %s is read',
  (name) => {
    const { clusters } = fixture(name) as { clusters: { meta_data?: unknown }[] };
    expect(clusters.length).toBeGreaterThan(5);
    for (const { meta_data } of clusters) expect(readFlag(meta_data)).toBeDefined();
  },
);
