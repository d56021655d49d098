import { createHash, randomBytes } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decode, encode } from '../../shared/state/codec.ts';

const FORMAT = { name: 'sealwatch.state', version: 2 };
const large = { text: randomBytes(80_000).toString('hex') };

test.each([
  { when: 'small', value: { a: 1, b: ['ä', null] }, gzip: false },
  { when: 'large', value: large, gzip: true },
])('a $when document comes back as it was, compressed: $gzip', ({ value, gzip }) => {
  const bytes = encode(FORMAT, value);
  expect(bytes[0] === 0x1f).toBe(gzip);
  expect(decode(FORMAT, 'k', bytes)).toEqual({ kind: 'ok', value, version: 2 });
});

test('a large document is compressed in parts, and is one document', () => {
  const value = {
    list: Array.from({ length: 30_000 }, (_, index) => ({ name: `cluster-${index}`, ä: 'ö' })),
  };
  const bytes = encode(FORMAT, value);
  expect(bytes.length).toBeLessThan(JSON.stringify(value).length / 5);
  const [head = '', body = '', ...rest] = gunzipSync(bytes).toString('utf8').split('\n');
  expect(JSON.parse(head)).toEqual({
    schema: 'sealwatch.state/2',
    sha256: createHash('sha256').update(body).digest('hex'),
  });
  expect(body).toBe(JSON.stringify(value));
  expect(rest).toEqual(['']);
  expect(decode(FORMAT, 'k', bytes)).toEqual({ kind: 'ok', value, version: 2 });
  expect(decode(FORMAT, 'k', bytes.subarray(0, bytes.length / 2))).toMatchObject({ kind: 'corrupt' });
});

test('a document that was compressed as a whole is read', () => {
  const body = JSON.stringify(large);
  const sha256 = createHash('sha256').update(body).digest('hex');
  const bytes = gzipSync(`${JSON.stringify({ schema: 'sealwatch.state/2', sha256 })}\n${body}\n`);
  expect(decode(FORMAT, 'k', bytes)).toEqual({ kind: 'ok', value: large, version: 2 });
});

test('whatever is damaged is corrupt or the same, never something else', () => {
  const value = { state: 'x'.repeat(200), count: 7 };
  const whole = encode(FORMAT, value);
  const damage = fc.record({ at: fc.nat(whole.length - 1), byte: fc.nat(255), cut: fc.boolean() });
  fc.assert(
    fc.property(damage, ({ at, byte, cut }) => {
      const bytes = cut ? whole.subarray(0, at) : Buffer.from(whole);
      if (!cut) bytes[at] = byte;
      try {
        const decoded = decode(FORMAT, 'k', bytes);
        if (decoded.kind === 'ok') expect(decoded.value).toEqual(value);
      } catch (error) {
        expect(error).toMatchObject({ code: expect.stringMatching(/^StateToo/) }); // the version itself was hit
      }
    }),
    { numRuns: 500 },
  );
});

test.each([
  { what: 'nothing', bytes: Buffer.alloc(0) },
  { what: 'no document', bytes: Buffer.from('{"a":1}\n{}\n') },
  { what: 'another kind of document', bytes: encode({ name: 'sealwatch.history', version: 2 }, {}) },
  { what: 'half a compressed document', bytes: encode(FORMAT, large).subarray(0, 900) },
  { what: 'another thing compressed', bytes: gzipSync('hello') },
])('$what is corrupt', ({ bytes }) => {
  expect(decode(FORMAT, 'k', bytes)).toMatchObject({ kind: 'corrupt', why: expect.any(String) });
});

test.each([
  { version: 1, code: 'StateTooOld' },
  { version: 3, code: 'StateTooNew' },
])('format $version is refused, naming the object and what to do', ({ version, code }) => {
  const bytes = encode({ name: 'sealwatch.state', version }, { a: 1 });
  expect(() => decode(FORMAT, 'state/1/keys.json', bytes)).toThrow(
    expect.objectContaining({
      code,
      message: expect.stringContaining(`state/1/keys.json is in format sealwatch.state/${version}`),
      hint: expect.stringMatching(/.+/),
    }),
  );
});
