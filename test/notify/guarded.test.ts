import { describe, expect, onTestFinished, test } from 'vitest';
import type { Delivery } from '../../shared/model/notice.ts';
import { guarded } from '../../shared/notify/guarded.ts';
import { openChannel } from '../../shared/notify/open-channel.ts';
import { fixture } from '../fixture.ts';
import { type Reply, scriptedServer } from '../scripted-server.ts';
import { channelWorld, SECRET, settings, TOKEN, WEBHOOK } from './channel-world.ts';
import { alert } from './notices.ts';

const SAID = 'tokenOfTheRobot';
const deliverWith = (deliver: () => Promise<Delivery>): Promise<Delivery> =>
  guarded({ name: 'ops', deliver }, () => [SAID]).deliver(alert());

test.each([
  { what: 'an error', thrown: new TypeError(`no https://u:p@example.com/${SAID}`), code: 'TypeError' },
  { what: 'something else', thrown: SAID, code: 'Error' },
])('$what that is thrown becomes a refusal, without its words', async ({ thrown, code }) => {
  const why = 'the channel failed';
  const hint = 'Please report this.';
  const rejected = { kind: 'refused', cause: 'bug', code, why, hint };
  expect(await deliverWith(() => Promise.reject(thrown))).toEqual(rejected);
  expect(
    await deliverWith(() => {
      throw thrown;
    }),
  ).toEqual(rejected);
});

test.each([
  [`token ${SAID} is not exist`, 'token … is not exist'],
  ['no https://oapi.dingtalk.com/robot/send?access_token=x here', 'no … here'],
  ['no /robot/send?access_token=x&timestamp=1&sign=y%2B here', 'no /robot/send?… here'],
  ['no /?scope=read&signature=x_-y here', 'no /?scope=read&… here'],
  ['no url=https%3A%2F%2Faudit.example.com%2F%3Fscope%3Dread%26signature%3Dx here', 'no url=… here'],
  ['no %3Fscope%3Dread%26signature%3Dx here', 'no %3Fscope%3Dread%26… here'],
  ['timestamp=1767225600000 differs', '… differs'],
  [`cut in the middle of ${SAID.slice(0, 9)}`, 'cut in the middle of …'],
  ['sign not match', 'sign not match'],
])('%s', async (words, safe) => {
  const later: Delivery = { kind: 'later', after: '2026-11-23T00:01:00.000Z', code: words, why: words };
  expect(await deliverWith(async () => later)).toEqual({ ...later, code: safe, why: safe });
  expect(await deliverWith(async () => ({ kind: 'sent', trouble: words }))).toEqual({
    ...{ kind: 'sent', trouble: safe },
  });
});

const accessToken = 'fake-access-token-0001';
const given: Reply = { status: 200, body: fixture('dingtalk/app.GetAccessToken.response') };
const robotSays = (errmsg: string): Reply => ({ status: 200, body: { errcode: 310000, errmsg } });
const appSays = (code: string, message: string): Reply => ({ status: 400, body: { code, message } });
const robot = settings({ type: 'dingtalk-robot', webhook: WEBHOOK, secret: SECRET });
const app = settings({
  ...{ type: 'dingtalk-app', appKey: 'dingtest', appSecret: 'testAppSecret', robotCode: 'dingtest' },
  openConversationId: 'cidTEST==',
});

describe('who answers with what it was sent gives nothing away:', () => {
  test.each<{
    what: string;
    config: typeof robot | typeof app;
    replies: [Reply, ...Reply[]];
    secret: string;
  }>([
    { what: 'the token of a robot', config: robot, replies: [robotSays(`token ${TOKEN}`)], secret: TOKEN },
    { what: 'its secret', config: robot, replies: [robotSays(`sign not match ${SECRET}`)], secret: SECRET },
    {
      what: 'a signature',
      config: robot,
      replies: [robotSays('sign not match: sign=a%2Bb')],
      secret: 'a%2Bb',
    },
    {
      what: 'an access token',
      config: app,
      replies: [given, appSays('invalidParameter', `bad ${accessToken}`)],
      secret: accessToken,
    },
    {
      what: 'a secret in a code',
      config: app,
      replies: [appSays('invalid testAppSecret', 'no')],
      secret: 'testAppSecret',
    },
  ])('$what', async ({ config, replies, secret }) => {
    const server = await scriptedServer(...replies);
    onTestFinished(() => server.close());
    const delivery = await openChannel(config, channelWorld(server.host).deps).deliver(alert());
    expect(delivery.kind).toBe('refused');
    expect(JSON.stringify(delivery)).not.toContain(secret);
  });
});
