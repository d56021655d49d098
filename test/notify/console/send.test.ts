import { expect, test } from 'vitest';
import { open } from '../../../shared/notify/console/send.ts';
import { widthOf } from '../../../shared/text/width.ts';
import { channelWorld, inSeconds } from '../channel-world.ts';
import { alert, FACTS, item, REPORT_URL } from '../notices.ts';

async function printed(notice: Parameters<ReturnType<typeof open>['deliver']>[0]): Promise<string> {
  const { deps, written } = channelWorld(null);
  expect(await open({}, deps).deliver(notice)).toEqual({ kind: 'sent' });
  expect(written).toHaveLength(1);
  return written.join('');
}

test('prints title, item, what to do and the report', async () => {
  const text = await printed(alert({ more: { high: 4 } }));
  for (const told of ['CRITICAL pay-prod: KMS key disabled', 'Enable the key now', REPORT_URL])
    expect(text).toContain(told);
  expect(text).toContain('More in the report: high 4');
});

test('prints numbers, with arrows against those of before', async () => {
  const before = {
    clusters: { ...FACTS.clusters, encrypted: 6 },
    verdicts: { ...FACTS.verdicts, pass: 3 },
    findings: { ...FACTS.findings, critical: 0 },
  };
  const text = await printed(alert({ kind: 'digest', items: [], facts: { ...FACTS, before } }));
  expect(text).toContain('Pro clusters healthy: 4 of 7 ↑ · 1 at risk · 2 unknown');
  expect(text).toContain('Encryption on: 5 of 7 ↓');
  expect(text).toContain('critical 1 ↑, high 2 →');
  expect(text).toContain('12.50 CNY on 2026-11-22');
});

test('of clusters that could not be listed it does not count none of none', async () => {
  const none = { pass: 0, fail: 0, unknown: 0, pending: 0 };
  const facts = { ...FACTS, unlisted: 2, verdicts: none, clusters: { inScope: 0, encrypted: 0, total: 0 } };
  for (const kind of ['digest', 'proof-of-life', 'baseline'] as const) {
    const text = await printed(alert({ kind, items: [], facts }));
    expect(text).toContain('Accounts whose list of clusters could not be read: 2');
    expect(text).not.toContain('0 of 0');
  }
});

test('wraps at a hundred columns, but not what is to be copied', async () => {
  const command = `aliyun kms EnableKey --KeyId ${'k'.repeat(150)}`;
  const remedy = { text: '启用密钥。'.repeat(60), command, url: '' };
  const text = await printed(alert({ items: [item({ remedy })] }));
  expect(text).toContain(command);
  for (const line of text.split('\n'))
    if (!line.includes('aliyun')) expect(widthOf(line)).toBeLessThanOrEqual(100);
});

test('no name can control the terminal', async () => {
  const names = ['\u001b[31mred\u001b[0m\r\nfake line', 'rtl\u202eevil', 'bell\u0007'];
  const text = await printed(alert({ items: [item({ clusters: { count: 3, names } })] }));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
  expect(text.split('\n').some((line) => line.trim().startsWith('fake line'))).toBe(false);
});

test('tells how long it lasted when it is over', async () => {
  const text = await printed(alert({ items: [item({ state: 'resolved', until: inSeconds(3 * 3600) })] }));
  expect(text).toContain('OK pay-prod: Keys are enabled');
  expect(text).toContain('lasted 3 h · was: KMS key disabled');
  expect(text).not.toContain('Enable the key now');
});
