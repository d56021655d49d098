import { expect, test } from 'vitest';
import { parseConfig } from '../../shared/config/load-config.ts';

const robot = 'type: dingtalk-robot, webhook: "https://oapi.dingtalk.com/robot/send?access_token=hidden"';

function mistakesOf(channels: string): string {
  try {
    parseConfig(`alerts: { channels: [${channels}] }`, 'sealwatch.yaml', {}, { checks: ['key-state'] });
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

test.each([
  ['a sound robot', `{ ${robot} }`, ''],
  ['two of a type', `{ ${robot} }, { ${robot}, fallback: dingtalk-robot }`, ''],
  [
    'two of a name',
    `{ ${robot}, name: a }, { ${robot}, name: a }`,
    'channels.1.name: there are two channels named a',
  ],
  [
    'a fallback that is not there',
    `{ ${robot}, fallback: b }`,
    'no such channel as b; there is dingtalk-robot',
  ],
  ['a fallback to itself', `{ ${robot}, name: a, fallback: a }`, 'cannot take over for itself'],
  [
    'half an address',
    '{ type: dingtalk-robot, webhook: "https://oapi.dingtalk.com/robot/send" }',
    'with its access_token',
  ],
  ['no https', '{ type: webhook, url: "http://example.com/hidden" }', 'expected an https address'],
  [
    'a user name in the address',
    '{ type: webhook, url: "https://u:hidden@example.com/" }',
    'without a user name',
  ],
  [
    'no address at all',
    '{ type: webhook, url: "https://[hidden/" }',
    'channels.0.url: expected an https address',
  ],
  [
    'a filter for a check that is not there',
    `{ ${robot}, only: { checks: [key-spin] } }`,
    'no such check as key-spin',
  ],
  [
    'an app without anybody to tell',
    '{ type: dingtalk-app, appKey: k, appSecret: hidden, robotCode: r }',
    'expected people, or a group',
  ],
])('%s', (_what, channels, expected) => {
  const said = mistakesOf(channels);
  if (expected === '') expect(said).toBe('');
  else expect(said).toContain(expected);
  expect(said).not.toContain('hidden');
});
