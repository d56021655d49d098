import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  NOTICE_STATES,
  type Notice,
  type NoticeItem,
  type NoticeState,
} from '../../../shared/model/notice.ts';
import { open } from '../../../shared/notify/dingtalk-robot/send.ts';
import { ACCOUNT } from '../../builders.ts';
import { channelWorld, settings, WEBHOOK } from '../channel-world.ts';
import { readMarkdown } from '../markdown-reader.ts';
import { AT, alert, CONSOLE_URL, FACTS, item, REPORT_URL } from '../notices.ts';

const MOBILE = '13900000001';
const BADGES: Record<NoticeState, string> = {
  resolved: 'OK',
  closed: 'CLOSED',
  changed: 'CHANGE',
  attempted: 'DENIED',
  new: 'CRITICAL',
  worse: 'CRITICAL (worse)',
  still: 'CRITICAL (still open)',
  flapping: 'CRITICAL (flapping)',
  'waiver-expiring': 'CRITICAL (waiver expires soon)',
  'waiver-expired': 'CRITICAL (waiver expired)',
};

/** Pieces of names that somebody chose to do harm with. */
const PIECES = [
  ...[
    '[x](https://evil.example)',
    '![x](https://evil.example/p.png)',
    '[x]: https://evil.example',
    '](',
    '![',
  ],
  ...['<https://evil.example>', '<img src=x>', '&lt;b&gt;', 'https://evil.example', 'HTTP://evil.example'],
  ...[
    'dingtalk://dingtalkclient/page',
    'mailto:x@evil.example',
    'www.evil.example',
    '_www.evil.example',
    '&commat;all',
    'javascript:alert(1)',
  ],
  ...[
    '# heading',
    '\n# heading',
    '\r\n### heading',
    '\n\n---\n',
    '\n===\n',
    '\n> quote',
    '\n- item',
    '\n1. item',
  ],
  ...['`', '``', '```', '\n```\n', '~~~', '*', '**', '__', '~~', '|', '\\', '\\n', '  \n', '\t', '\u0000'],
  ...['\u2028', '\u2029', '\u0085', '\u000b', '\u200b', '\u202e', '\u2066', '\u061c', '\ufeff', '\ud83d'],
  ...['@all', '@13800000000', '@所有人', '@manager', '$', '{name}', '{n}', "'", '"', '🔑', '密钥', ' ', 'a'],
];
const hostile = fc
  .array(
    fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...PIECES) }, { weight: 1, arbitrary: fc.string() }),
    {
      ...{ minLength: 1, maxLength: 4 },
    },
  )
  .map((pieces) => pieces.join('').slice(0, 80));

/** A notice in which every name that somebody may choose comes from `name`. */
function noticeWith(name: () => string): Notice {
  const named = { type: 'key', id: 'key-1', region: 'cn-hangzhou', account: ACCOUNT } as const;
  const actor = { type: 'role', source: '203.0.113.9', eventId: 'e-1' } as const;
  const about: Partial<NoticeItem> = {
    account: { id: ACCOUNT, name: `a${name()}` },
    summary: 'The key is {state}.',
    evidence: { state: `s${name()}`, tags: `t${name()}` },
    resource: { ...named, name: `r${name()}` },
    alike: [{ ...named, id: 'key-2', name: `k${name()}` }],
    clusters: { count: 9, names: [`c${name()}`, `d${name()}`] },
    actor: { ...actor, name: `u${name()}`, role: `o${name()}` },
    waiver: { until: AT, owner: `w${name()}`, reason: `y${name()}` },
    remedy: {
      text: 'Enable the key now; the API server recovers automatically.',
      command: `aliyun kms EnableKey --KeyId 'k${name().replaceAll(/\s/g, ' ')}'`,
      url: CONSOLE_URL,
    },
  };
  return alert({ items: [item(about)], more: { high: 3 } });
}

function digestWith(name: () => string): Notice {
  const resource = {
    type: 'key',
    id: 'key-1',
    region: 'cn-hangzhou',
    account: ACCOUNT,
    name: `r${name()}`,
  } as const;
  const oldest = { title: 'Keys are enabled', resource, since: AT };
  return alert({ kind: 'digest', items: [], facts: { ...FACTS, oldest } });
}

/** What the robot posts. */
async function posted(notice: Notice, mobiles: readonly string[], language: 'en' | 'zh' = 'en') {
  let body = '';
  const fetchInto: typeof fetch = async (_, init) => {
    body = String(init?.body);
    return new Response('{"errcode":0,"errmsg":"ok"}');
  };
  const { deps } = channelWorld(null, { fetch: fetchInto, language });
  const config = settings({ type: 'dingtalk-robot', webhook: WEBHOOK, mobiles });
  expect(await open(config, deps).deliver(notice)).toEqual({ kind: 'sent' });
  const { markdown, actionCard, at } = JSON.parse(body);
  return { ...(markdown ?? actionCard), at } as { title: string; text: string; at?: object };
}

/** Gives the names one after the other. */
function oneByOne(names: readonly string[]): () => string {
  let next = 0;
  return () => names[next++ % names.length] ?? '';
}

describe.each([
  { message: 'an alert', noticeOf: noticeWith },
  { message: 'a digest', noticeOf: digestWith },
])('names in $message', ({ noticeOf }) => {
  test.each([
    { mobiles: [], language: 'en' },
    { mobiles: [MOBILE], language: 'en' },
    { mobiles: [MOBILE], language: 'zh' },
  ] as const)('create no markup: $language, mentions $mobiles', async ({ mobiles, language }) => {
    const plain = await posted(
      noticeOf(() => 'x'),
      mobiles,
      language,
    );
    const expected = readMarkdown(plain.text);
    const holds = fc.asyncProperty(fc.array(hostile, { minLength: 1, maxLength: 12 }), async (names) => {
      const { text, title, at } = await posted(noticeOf(oneByOne(names)), mobiles, language);
      expect(readMarkdown(text)).toEqual(expected);
      expect(at).toEqual(plain.at);
      expect(readMarkdown(title)).toEqual(readMarkdown(plain.title));
    });
    await fc.assert(holds, { numRuns: 300, seed: 20_261_123 });
  });
});

test('a harmless message has the marks that the reader looks for', async () => {
  const { text } = await posted(
    noticeWith(() => 'x'),
    [MOBILE],
  );
  const { headings, mentions, links, codes, images } = readMarkdown(text);
  expect({ headings, mentions, images }).toEqual({ headings: 1, mentions: [`@${MOBILE}`], images: 0 });
  expect(codes).toBeGreaterThan(0);
  expect(new Set(links)).toEqual(new Set([REPORT_URL]));
});

describe('the title', () => {
  test.each(NOTICE_STATES)('of what is %s has state, severity, count and name', async (state) => {
    const names = fc.tuple(hostile, hostile);
    const holds = fc.asyncProperty(names, async ([one, other]) => {
      const clusters = { count: 9, names: [`pay-prod${one.slice(0, 30)}`, other.slice(0, 30)] };
      const { title } = await posted(alert({ items: [item({ state, clusters })], more: { high: 3 } }), [
        MOBILE,
      ]);
      expect(Buffer.byteLength(title)).toBeLessThanOrEqual(300);
      expect(title.startsWith(`${BADGES[state]} pay-prod`)).toBe(true);
      expect(title).toContain(' and 7 more');
      expect(title).toMatch(/ \(and 3 more\) · /);
    });
    await fc.assert(holds, { numRuns: 50, seed: 20_261_123 });
  });
});
