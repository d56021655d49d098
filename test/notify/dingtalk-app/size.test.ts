import { expect, test } from 'vitest';
import { startSandbox } from '../../../sandbox/start.ts';
import type { Notice } from '../../../shared/model/notice.ts';
import { open } from '../../../shared/notify/dingtalk-app/send.ts';
import { channelWorld, settings } from '../channel-world.ts';
import { alert, item } from '../notices.ts';

/** What the group reads. */
async function arrived(notice: Notice): Promise<Record<string, unknown> | undefined> {
  const sandbox = await startSandbox({ scenario: 'healthy' });
  try {
    const config = settings({
      ...{ type: 'dingtalk-app', appKey: 'dingsandboxapp', appSecret: 'sandboxAppSecret' },
      ...{ robotCode: 'dingsandboxrobot', openConversationId: 'cidsandbox' },
    });
    const { deps } = channelWorld(new URL(sandbox.url).host);
    expect(await open(config, deps).deliver(notice)).toEqual({ kind: 'sent' });
    const outbox = await fetch(`${sandbox.url}/_sandbox/outbox`);
    const { messages } = (await outbox.json()) as { messages: Record<string, unknown>[] };
    return messages[0];
  } finally {
    await sandbox.close();
  }
}

test.each([
  { words: 'Chinese', text: '密钥已停用。'.repeat(50) },
  { words: 'quotes', text: '"'.repeat(500) },
  { words: 'emoji', text: '🔑'.repeat(100) },
])('15,000 bytes of JSON hold what fits: $words', async ({ text }) => {
  const items = Array.from({ length: 60 }, () => item({ summary: text }));
  const message = await arrived(alert({ items, more: { high: 5 } }));
  const shown = String(message?.['text'])
    .split('\n')
    .filter((line) => /^(\*\*|### )/.test(line)).length;
  expect(shown).toBeGreaterThan(3);
  expect(message?.['text']).toContain(
    `More in the report: ${shown < 60 ? `critical ${60 - shown}, ` : ''}high 5`,
  );
  expect(message?.['text']).not.toMatch(/\p{Cs}/u);
});
