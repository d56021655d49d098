import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../shared/config/load-config.ts';

const ADDRESS = 'https://oapi.dingtalk.com/robot/send?access_token=hidden';
const robot = `type: dingtalk-robot, webhook: "${ADDRESS}"`;
const app = 'type: dingtalk-app, appKey: k, appSecret: hidden, robotCode: r';

function alertsOf(channels: string, environment: Readonly<Record<string, string>> = {}, more = '') {
  const text = `alerts:\n  channels:\n${channels
    .split('\n')
    .map((line) => `    - ${line}\n`)
    .join('')}${more}`;
  return parseConfig(text, 'sealwatch.yaml', environment, { checks: ['key-state'] }).alerts;
}

test('two sound ones of a type', () => {
  const { channels, brokenChannels } = alertsOf(`{ ${robot} }\n{ ${robot}, fallback: dingtalk-robot }`);
  expect(channels.map(({ name }) => name)).toEqual(['dingtalk-robot', 'dingtalk-robot-2']);
  expect(brokenChannels).toEqual([]);
});

/** Beside a sound channel `ops`: the second entry, and how it is told. */
test.each<[string, string, { name?: string; type?: string; problems: string[] }]>([
  [
    'a variable that is not set',
    '{ type: dingtalk-robot, webhook: "${NO_SUCH}" }',
    {
      name: 'dingtalk-robot',
      type: 'dingtalk-robot',
      problems: ['.webhook: environment variable NO_SUCH is not set'],
    },
  ],
  [
    'a variable that is empty',
    `{ ${robot}, secret: "\${EMPTY}" }`,
    { problems: ['.secret: expected >=1; what was found may be a secret'] },
  ],
  [
    'a variable that holds something else',
    '{ type: dingtalk-robot, webhook: "${ODD}" }',
    {
      problems: ['.webhook: expected an https address without a user name; what was found may be a secret'],
    },
  ],
  [
    'half an address',
    '{ type: dingtalk-robot, webhook: "https://oapi.dingtalk.com/robot/send" }',
    { problems: ['.webhook: expected the whole address that DingTalk shows, with its access_token'] },
  ],
  [
    'no https',
    '{ type: webhook, name: w, url: "http://example.com/hidden" }',
    {
      name: 'w',
      type: 'webhook',
      problems: ['.url: expected an https address without a user name; what was found may be a secret'],
    },
  ],
  [
    'a user name in the address',
    '{ type: webhook, url: "https://u:hidden@example.com/" }',
    { problems: ['.url: expected an https address without a user name; what was found may be a secret'] },
  ],
  [
    'no address at all',
    '{ type: webhook, url: "https://[hidden/" }',
    { problems: ['.url: expected an https address'] },
  ],
  ['an unknown key', `{ ${robot}, colour: red }`, { problems: ['.colour: unknown key'] }],
  [
    'unknown keys beside what its settings demand together',
    `{ ${app}, colour: red, siez: 2 }`,
    {
      problems: [
        '.userIds: expected people, or a group as openConversationId',
        '.colour: unknown key',
        '.siez: unknown key',
      ],
    },
  ],
  [
    'an unknown type',
    '{ type: pigeon, name: roof }',
    {
      name: 'roof',
      type: '',
      problems: ['.type: expected (dingtalk-robot | dingtalk-app | webhook | console), found pigeon'],
    },
  ],
  [
    'an unknown type without a name',
    '{ type: pigeon }',
    {
      name: '#2',
      problems: ['.type: expected (dingtalk-robot | dingtalk-app | webhook | console), found pigeon'],
    },
  ],
  ['nothing', 'null', { name: '#2', type: '', problems: [': expected Object, found null'] }],
  ['a text', `"${ADDRESS}"`, { name: '#2', problems: [': expected Object; what was found may be a secret'] }],
  [
    'a name that is none',
    `{ ${robot}, name: "a b" }`,
    { name: 'dingtalk-robot', problems: ['.name: expected letters, digits, _ and -, found a b'] },
  ],
  [
    'the name of another one',
    `{ ${robot}, name: ops }`,
    { name: '#2', problems: ['.name: there are two channels named ops'] },
  ],
  [
    'a fallback that is not there',
    `{ ${robot}, fallback: b }`,
    { problems: ['.fallback: no such channel as b; there is ops'] },
  ],
  [
    'a fallback to itself',
    `{ ${robot}, name: a, fallback: a }`,
    { problems: ['.fallback: a channel cannot take over for itself'] },
  ],
  [
    'a filter for a check that is not there',
    `{ ${robot}, only: { checks: [key-spin, key-state, key-turn] } }`,
    { problems: ['.only.checks.0: no such check as key-spin', '.only.checks.2: no such check as key-turn'] },
  ],
  [
    'an app without anybody to tell',
    `{ ${app} }`,
    { problems: ['.userIds: expected people, or a group as openConversationId'] },
  ],
  [
    'several mistakes',
    `{ type: dingtalk-robot, webhook: "\${NO_SUCH}", minSeverity: loud, colour: red }`,
    {
      problems: [
        '.webhook: environment variable NO_SUCH is not set',
        '.minSeverity: expected (critical | high | medium | low | info), found loud',
        '.colour: unknown key',
      ],
    },
  ],
])('%s breaks its channel and no other one', (_what, channel, { problems, ...rest }) => {
  const { channels, brokenChannels } = alertsOf(`{ type: console, name: ops }\n${channel}`, {
    EMPTY: '',
    ODD: 'hidden',
  });
  expect(channels.map(({ name }) => name)).toEqual(['ops']);
  const found = brokenChannels.map(({ problems: all, name, type }) => {
    for (const { where } of all) expect(where).toMatch(/^sealwatch\.yaml:4:\d+$/);
    return { name, type, problems: all.map(({ what }) => what.replace('alerts.channels.1', '')) };
  });
  expect(found).toMatchObject([{ ...rest, problems }]);
  expect(JSON.stringify(brokenChannels)).not.toContain('hidden');
});

describe('names', () => {
  test('a sound channel keeps its name whichever other one is broken', () => {
    const { channels, brokenChannels } = alertsOf(`{ type: webhook, url: "\${NO_SUCH}" }
{ type: webhook, url: "https://example.com/" }
{ ${app} }
{ type: console, name: dingtalk-app }`);
    expect(channels.map(({ name }) => name)).toEqual(['webhook-2', 'dingtalk-app']);
    expect(brokenChannels.map(({ name }) => name)).toEqual(['webhook', '#3']);
  });

  test('of two of a name the one that can be opened has it', () => {
    const { channels, brokenChannels } = alertsOf(
      `{ type: webhook, name: a, url: "\${NO_SUCH}" }\n{ type: console, name: a }`,
    );
    expect(channels).toMatchObject([{ name: 'a', type: 'console' }]);
    expect(brokenChannels).toMatchObject([{ name: '#1', problems: [{}, {}] }]);
  });

  test('a fallback may name a broken one', () => {
    const { channels } = alertsOf(
      `{ type: console, name: a, fallback: b }\n{ type: webhook, name: b, url: "\${NO_SUCH}" }`,
    );
    expect(channels).toMatchObject([{ name: 'a', fallback: 'b' }]);
  });
});

test('whom a broken channel is for is kept as far as it can be read', () => {
  const { brokenChannels } = alertsOf(
    `{ type: webhook, url: "\${NO_SUCH}", minSeverity: high, fallback: ops }
{ type: console, name: ops }
{ type: webhook, url: "https://example.com/", only: { regoins: [] } }`,
  );
  expect(brokenChannels.map(({ routing }) => routing)).toMatchObject([
    { minSeverity: 'high', fallback: 'ops', only: { checks: [] } },
    null,
  ]);
});

test('what repeats nothing of the file is kept for those who do not see it', () => {
  const { brokenChannels } = alertsOf(
    `{ type: 4711, name: 4711, quietHours: "4711" }\n{ type: console, fallback: c4711, only: { checks: [c4711] } }`,
  );
  const briefs = brokenChannels.flatMap(({ problems }) => problems.map(({ brief }) => brief));
  expect(briefs).toHaveLength(3);
  expect(briefs.join()).not.toContain('4711');
});

test('any other mistake stops everything, and those of channels are told in the same round', () => {
  const given = () =>
    alertsOf('{ type: webhook, url: "${NO_SUCH}" }\n{ type: console, fallback: b }', {}, 'site: mars\n');
  expect(given).toThrow(
    /has 3 mistakes:\nsealwatch.yaml:3:\d+ {2}alerts.channels.0.url: environment.*\n.*alerts.channels.1.fallback: no such channel as b.*\nsealwatch.yaml:5:1 {2}site: expected/,
  );
  expect(() => alertsOf('{ type: console }', {}, '  top: ten\n')).toThrow(/alerts\.top/);
});

test.each([
  ['channels that are no list', 'alerts: { channels: { type: console } }', 'alerts.channels: expected Array'],
  ['a variable in a place that is no channel’s', 'alerts: { pingUrl: "${NO_SUCH}" }', 'NO_SUCH is not set'],
])('%s stop everything', (_what, text, expected) => {
  expect(() => parseConfig(text, 't', {}, { checks: [] })).toThrow(expected);
});
