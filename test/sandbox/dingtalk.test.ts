import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { dingTalkScenario, outbox, post, SECRET, sample, signed, TEXT } from './dingtalk-calls.ts';
import { advance, at, control, listAt, stillAmbient, textAt } from './signed.ts';

const NOW = Date.parse('2026-11-23T00:00:00Z');
const HOUR = 3_600_000;
const home = 'access_token=tokenHome';
let sandbox: Sandbox;
let ambient: ReturnType<typeof stillAmbient>;

beforeEach(async () => {
  ambient = stillAmbient(NOW);
  sandbox = await startSandbox({ scenario: dingTalkScenario }, ambient);
});
afterEach(() => sandbox.close());

const OK = sample('webhook.response.ok');
/** The link at the end of a refusal of the settings is part of the sample. */
const refusal = (name: string) => sample(`webhook.response.${name}`);

describe('a robot with a signature', () => {
  const vectors = listAt({ all: sample('sign-vectors') }, 'all');

  test('the samples are there', () => expect(vectors).toHaveLength(3));

  test.each(vectors.map((vector) => [textAt(vector, 'timestamp'), vector]))(
    'takes the sample of %s, encoded once',
    async (timestamp, vector) => {
      ambient.time = Number(timestamp);
      const query = (sign: string) => `access_token=tokenSigned&timestamp=${timestamp}&sign=${sign}`;
      const right = textAt(vector, 'signUrlEncoded');
      expect((await post(sandbox, query(right))).body).toEqual(OK);
      const twice = await post(sandbox, query(encodeURIComponent(right)));
      expect(twice.body).toEqual(refusal('sign-mismatch-310000'));
    },
  );

  test('a + that is not encoded arrives as a space', async () => {
    ambient.time = 1_767_225_606_000;
    const query = signed(ambient.time).replaceAll('%2B', '+');
    expect(query).toContain('+');
    expect((await post(sandbox, query)).body).toEqual(refusal('sign-mismatch-310000'));
  });

  test.each([
    { when: 'another secret', query: signed(NOW, `${SECRET}1`), answer: 'sign-mismatch-310000' },
    { when: 'no sign', query: `access_token=tokenSigned&timestamp=${NOW}`, answer: 'sign-mismatch-310000' },
    { when: 'no timestamp', query: 'access_token=tokenSigned', answer: 'invalid-timestamp-310000' },
    { when: 'a timestamp in seconds', query: signed(NOW / 1000), answer: 'invalid-timestamp-310000' },
    { when: 'an hour early', query: signed(NOW - HOUR), answer: 'ok' },
    { when: 'an hour late', query: signed(NOW + HOUR), answer: 'ok' },
    { when: 'more than an hour early', query: signed(NOW - HOUR - 1), answer: 'invalid-timestamp-310000' },
    { when: 'more than an hour late', query: signed(NOW + HOUR + 1), answer: 'invalid-timestamp-310000' },
  ])('$when: $answer', async ({ query, answer }) => {
    const { status, body } = await post(sandbox, query);
    expect([status, body]).toEqual([200, refusal(answer)]);
    expect(await outbox(sandbox)).toHaveLength(answer === 'ok' ? 1 : 0);
  });

  test('the clock of the world does not matter to it, a skew of the cloud does', async () => {
    await advance(sandbox, 'P9D');
    expect((await post(sandbox, signed(NOW))).body).toEqual(OK);
    await control(sandbox, 'POST', 'faults', [{ kind: 'clockSkew', action: 'RobotSend', skewSeconds: 3601 }]);
    expect((await post(sandbox, signed(NOW))).body).toEqual(refusal('invalid-timestamp-310000'));
  });
});

describe('a robot with keywords', () => {
  const said = async (content: string) =>
    (await post(sandbox, 'access_token=tokenWord', { msgtype: 'text', text: { content } })).body;

  test.each(['x pay-prod y', '密钥已禁用', 'they say "hi"'])('takes %s', async (content) => {
    expect(await said(content)).toEqual(OK);
  });

  test.each(['PAY-PROD', 'hello'])('refuses %s', async (content) => {
    expect(await said(content)).toEqual(refusal('keyword-missing-310000'));
  });

  test('looks for them in what is said, in any part of it, but not in the names of the fields', async () => {
    sandbox.world.setRobot({ robot: 'word', keywords: ['msgtype', 'text', 'p.png'] });
    expect(await said('hello')).toEqual(refusal('keyword-missing-310000'));
    const feed = await post(sandbox, 'access_token=tokenWord', sample('webhook.request.feed-card'));
    expect(feed.body).toEqual(OK);
  });
});

test('a robot with addresses refuses this machine by its name', async () => {
  const { body } = await post(sandbox, 'access_token=tokenAddress');
  const expected = textAt(refusal('ip-denied-310000'), 'errmsg').replace('203.0.113.7', '127.0.0.1');
  expect(body).toEqual({ errcode: 310000, errmsg: expected });
});

describe('refusals, all with HTTP 200', () => {
  const long = (bytes: number) => {
    const empty = JSON.stringify({ msgtype: 'text', text: { content: '' } });
    return {
      msgtype: 'text',
      text: { content: `${'密'.repeat(100)}${'x'.repeat(bytes - empty.length - 300)}` },
    };
  };
  const missing = (name: string) => ({ errcode: 40035, errmsg: `缺少参数 ${name}` });
  const markdown = { title: 'a', text: 'b' };

  test.each([
    { when: 'GET', query: home, posted: { method: 'GET' }, answer: refusal('need-post-43002') },
    { when: 'a form', query: home, posted: { type: 'text/plain' }, answer: { errcode: 43004 } },
    { when: 'no token', query: '', answer: refusal('param-missing-40035') },
    { when: 'a token nobody has', query: 'access_token=none', answer: refusal('token-missing-300005') },
    { when: '20,001 bytes', query: home, message: long(20_001), answer: refusal('too-long') },
    { when: '20,000 bytes', query: home, message: long(20_000), answer: OK },
    { when: 'no JSON', query: home, message: '{', answer: missing('msgtype') },
    { when: 'no msgtype', query: home, message: {}, answer: missing('msgtype') },
    { when: 'an unknown msgtype', query: home, message: { msgtype: 'image' }, answer: { errcode: 400105 } },
    { when: 'no content', query: home, message: { msgtype: 'text' }, answer: missing('text') },
    {
      when: 'empty content',
      query: home,
      message: { msgtype: 'text', text: { content: '' } },
      answer: missing('text.content'),
    },
    {
      when: 'no title',
      query: home,
      message: { msgtype: 'markdown', markdown: { text: 'b' } },
      answer: missing('markdown.title'),
    },
    {
      when: 'mobiles that are numbers',
      query: home,
      message: { msgtype: 'markdown', markdown, at: { atMobiles: [13800000000] } },
      answer: missing('at.atMobiles.0'),
    },
    {
      when: 'a forbidden word',
      query: home,
      message: { msgtype: 'text', text: { content: 'lottery' } },
      answer: refusal('content-rejected-430104'),
    },
    {
      when: 'a word that markup may not have',
      query: home,
      message: { msgtype: 'markdown', markdown: { ...markdown, text: 'casino' } },
      answer: { errcode: 430102 },
    },
    {
      when: 'the same word as text',
      query: home,
      message: { msgtype: 'text', text: { content: 'casino' } },
      answer: OK,
    },
  ])('$when', async ({ query, message, posted, answer }) => {
    const answered = await post(sandbox, query, message, posted);
    expect([answered.status, answered.body]).toEqual([200, expect.objectContaining(answer)]);
    expect(await outbox(sandbox)).toHaveLength(answer === OK ? 1 : 0);
  });

  test.each([
    { state: { stopped: true }, answer: refusal('robot-stopped-400102') },
    { state: { dismissed: true }, answer: { errcode: 400013, errmsg: '群已被解散' } },
    { state: { overQuota: true }, answer: refusal('quota-90030') },
  ])('$state', async ({ state, answer }) => {
    sandbox.world.setRobot({ robot: 'home', ...state });
    const answered = await post(sandbox, home);
    expect([answered.status, answered.body]).toEqual([200, answer]);
  });
});

test.each([
  { name: 'text', title: '', text: /1 critical finding/, mobiles: ['13800000000'] },
  { name: 'markdown', title: /^\[P1\]/, text: /^### \[P1\]/, mobiles: ['13800000000'] },
  { name: 'link', title: /^Daily/, text: /^7 clusters/ },
  { name: 'action-card-single', title: /^Secret/, text: /^### 1/ },
  { name: 'action-card-buttons', title: 'KMS arrears', text: /^###/, buttons: ['Open report', 'Top up'] },
  { name: 'feed-card', title: '', text: '' },
])('the sample $name is taken and shown', async ({ name, title, text, mobiles, buttons = [] }) => {
  const message = sample(`webhook.request.${name}`);
  expect((await post(sandbox, home, message)).body).toEqual(OK);
  const [shown, ...others] = await outbox(sandbox);
  expect(others).toEqual([]);
  expect(shown).toMatchObject({ at: '2026-11-23T00:00:00Z', to: 'home', kind: 'webhook', raw: message });
  expect(at(shown, 'msgtype')).toBe(at(message, 'msgtype'));
  expect(at(shown, 'title')).toEqual(title instanceof RegExp ? expect.stringMatching(title) : title);
  expect(at(shown, 'text')).toEqual(text instanceof RegExp ? expect.stringMatching(text) : text);
  expect(at(shown, 'mentions.atMobiles')).toEqual(mobiles);
  expect(listAt(shown, 'buttons').map((button) => at(button, 'title'))).toEqual(buttons);
});

test('the outbox keeps the order and is emptied', async () => {
  for (const content of ['one', 'two']) await post(sandbox, home, { msgtype: 'text', text: { content } });
  expect((await outbox(sandbox)).map((message) => at(message, 'text'))).toEqual(['one', 'two']);
  expect((await control(sandbox, 'DELETE', 'outbox')).body).toEqual({ messages: [] });
  expect(await outbox(sandbox)).toEqual([]);
});

describe('20 messages a minute', () => {
  const tooFast = refusal('too-fast-130101');
  const sendMany = async (count: number) => {
    for (let index = 0; index < count; index += 1) expect((await post(sandbox, home)).body).toEqual(OK);
  };

  test('the next one bans the robot for ten minutes, which trying does not prolong', async () => {
    await sendMany(20);
    expect((await post(sandbox, home)).body).toEqual(tooFast);
    await advance(sandbox, 'PT9M59S');
    expect((await post(sandbox, home)).body).toEqual(tooFast);
    expect((await post(sandbox, signed(NOW))).body).toEqual(OK);
    await advance(sandbox, 'PT1S');
    await sendMany(20);
    expect(at((await control(sandbox, 'GET', 'calls')).body, 'throttled')).toBe(2);
  });

  test('the minute slides, and refused messages do not count', async () => {
    await sendMany(20);
    await advance(sandbox, 'PT60S');
    for (let index = 0; index < 5; index += 1) await post(sandbox, home, {});
    await sendMany(20);
    await advance(sandbox, 'PT59S');
    expect((await post(sandbox, home)).body).toEqual(tooFast);
  });
});

describe('faults', () => {
  test('come as answers of the webhook', async () => {
    const struck = async (fault: object) => {
      await control(sandbox, 'POST', 'faults', [{ action: 'DingTalk:RobotSend', ...fault }]);
      const { status, body } = await post(sandbox, home);
      return [status, body];
    };
    expect(await struck({ kind: 'error5xx' })).toEqual([200, refusal('busy')]);
    expect(await struck({ kind: 'throttle' })).toEqual([200, refusal('too-fast-130101')]);
    const other = { ...(refusal('throttled-410100') as object), errmsg: expect.any(String) };
    expect(await struck({ kind: 'throttle', code: '410100' })).toEqual([200, other]);
    expect(await struck({ kind: 'deny' })).toEqual([200, refusal('token-missing-300005')]);
    expect(await struck({ kind: 'htmlBody' })).toEqual([502, null]);
    expect(await outbox(sandbox)).toEqual([]);
  });
});

test('under a loopback name the path tells, and other hosts have no webhook', async () => {
  expect((await post(sandbox, home, TEXT, { host: '' })).body).toEqual(OK);
  expect((await post(sandbox, home, TEXT, { host: 'kms.cn-hangzhou.aliyuncs.com' })).status).toBe(404);
});
