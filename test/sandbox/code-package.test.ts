import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { crc64 } from '../../sandbox/function-compute/crc64.ts';
import { lastDue } from '../../sandbox/function-compute/cron-times.ts';
import { unzip } from '../../sandbox/function-compute/unzip.ts';
import { zipOf } from '../deploy/zip.ts';

test('the checksum is that of ECMA-182', () => {
  // The check value of CRC-64/XZ: https://reveng.sourceforge.io/crc-catalogue/all.htm
  expect(BigInt(crc64(Buffer.from('123456789'))).toString(16)).toBe('995dc9bbdf1939fa');
});

test('a package is unpacked with its folders', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sealwatch-zip-'));
  const files = { 'index.mjs': Buffer.from('1'), 'report/a.mjs': Buffer.alloc(100_000, 'ab') };
  unzip(zipOf(files), folder);
  for (const [name, content] of Object.entries(files))
    expect(readFileSync(join(folder, name))).toEqual(content);
});

const whole = zipOf({ 'index.mjs': Buffer.alloc(1000, 'ab') });
const changed = (at: number, byte: number): Buffer => {
  const copy = Buffer.from(whole);
  copy[at] = byte;
  return copy;
};
const entry = whole.indexOf(Buffer.from([0x50, 0x4b, 1, 2]));

test.each([
  { what: 'nothing', zip: Buffer.alloc(0), problem: 'no directory' },
  { what: 'no zip file', zip: Buffer.alloc(100, 'x'), problem: 'no directory' },
  { what: 'one with a damaged directory', zip: changed(entry, 0), problem: 'directory is damaged' },
  { what: 'an encrypted one', zip: changed(entry + 8, 1), problem: 'encrypted' },
  { what: 'another way of packing', zip: changed(entry + 10, 12), problem: 'method 12' },
  { what: 'damaged content', zip: changed(40, 0xff), problem: 'damaged' },
  { what: 'more than is there', zip: changed(entry + 22, 0xff), problem: 'cut off' },
  { what: 'a path that leads out', zip: zipOf({ 'a/../../x': Buffer.from('') }), problem: 'outside' },
  { what: 'a path from the root', zip: zipOf({ '/etc/x': Buffer.from('') }), problem: 'outside' },
])('$what is refused', ({ zip, problem }) => {
  expect(() => unzip(zip, mkdtempSync(join(tmpdir(), 'sealwatch-zip-')))).toThrow(problem);
});

const at = (text: string): number => Date.parse(text);

test.each([
  {
    cron: '0 5 * * * *',
    from: '2026-11-23T00:00:00Z',
    to: '2026-11-23T00:05:00Z',
    due: '2026-11-23T00:05:00Z',
  },
  { cron: '0 5 * * * *', from: '2026-11-23T00:05:00Z', to: '2026-11-23T01:04:59Z', due: null },
  { cron: '40 * * * * *', from: '2026-11-23T00:00:00Z', to: '2026-11-23T00:00:39Z', due: null },
  {
    cron: '40 * * * * *',
    from: '2026-11-23T00:00:00Z',
    to: '2026-11-23T03:00:41Z',
    due: '2026-11-23T03:00:40Z',
  },
  {
    cron: 'CRON_TZ=Asia/Shanghai 0 0 9 * * *',
    from: '2026-11-23T00:00:00Z',
    to: '2026-11-24T00:00:00Z',
    due: '2026-11-23T01:00:00Z',
  },
  {
    cron: '0 0 0 ? * MON',
    from: '2026-11-20T00:00:00Z',
    to: '2026-11-29T00:00:00Z',
    due: '2026-11-23T00:00:00Z',
  },
  {
    cron: '0 2/20 10-11 * * *',
    from: '2026-11-23T00:00:00Z',
    to: '2026-11-24T00:00:00Z',
    due: '2026-11-23T11:42:00Z',
  },
  {
    cron: '0 0 0 1 JAN,MAR *',
    from: '2026-01-15T00:00:00Z',
    to: '2026-11-24T00:00:00Z',
    due: '2026-03-01T00:00:00Z',
  },
  {
    cron: '@every 7m',
    from: '2026-11-23T00:20:00Z',
    to: '2026-11-23T00:30:00Z',
    due: '2026-11-23T00:28:00Z',
  },
  { cron: '@every 7m', from: '2026-11-23T00:28:00Z', to: '2026-11-23T00:34:59Z', due: null },
])('$cron between $from and $to is due at $due', ({ cron, from, to, due }) => {
  const span = { from: at(from), to: at(to), start: at('2026-11-23T00:00:00Z') };
  expect(lastDue(cron, span)).toBe(due === null ? null : at(due));
});
