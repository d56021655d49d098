import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Delivery } from '../../../shared/model/notice.ts';
import { deliveryOf } from '../../../shared/notify/dingtalk-robot/robot-answer.ts';
import { NOW } from '../../builders.ts';
import { fixture } from '../../fixture.ts';
import { inSeconds } from '../channel-world.ts';

const waits = (seconds: number, code: string) => ({ kind: 'later', after: inSeconds(seconds), code });
const refused = (cause: 'configuration' | 'quota' | 'bug', code: string, hint: RegExp) => ({
  ...{ kind: 'refused', cause, code },
  hint: expect.stringMatching(hint),
});

/** Every answer that was seen in the wild. */
const SEEN: Readonly<Record<string, object | null>> = {
  ok: { kind: 'sent' },
  busy: waits(30, '-1'),
  'gateway-ban': waits(300, 'Banned'),
  'too-fast-130101': waits(600, '130101'),
  'throttled-410100': waits(600, '410100'),
  'quota-90030': refused('quota', '90030', /quota/),
  'sign-mismatch-310000': refused('configuration', '310000', /secret/),
  'keyword-missing-310000': refused('configuration', '310000', /keyword/),
  'invalid-timestamp-310000': refused('configuration', '310000', /clock/),
  'ip-denied-310000': refused('configuration', '310000', /Sign instead of an address list/),
  'token-missing-300005': refused('configuration', '300005', /webhook address/),
  'robot-stopped-400102': refused('configuration', '400102', /switch it on/),
  'param-missing-40035': refused('configuration', '40035', /access_token/),
  'need-post-43002': refused('bug', '43002', /report/),
  'too-long': refused('bug', '460101', /report/),
  'content-rejected-430104': null,
};

describe('answers that were seen', () => {
  test('each has its case', () => {
    const names = readdirSync(new URL('../../fixtures/dingtalk', import.meta.url))
      .filter((file) => file.startsWith('webhook.response.'))
      .map((file) => file.slice('webhook.response.'.length, -'.json'.length));
    expect(names.sort()).toEqual(Object.keys(SEEN).sort());
  });

  test.each(Object.entries(SEEN))('%s', (name, expected) => {
    const delivery = deliveryOf(fixture(`dingtalk/webhook.response.${name}`), NOW);
    expect(delivery).toEqual(expected ? expect.objectContaining(expected) : null);
  });
});

describe('answers by code', () => {
  test.each([
    { errcode: 450101, is: waits(600, '450101') },
    { errcode: 300001, is: refused('configuration', '300001', /webhook address/) },
    { errcode: 400101, is: refused('configuration', '400101', /webhook address/) },
    { errcode: 400013, is: refused('configuration', '400013', /another group/) },
    { errcode: 400106, is: refused('configuration', '400106', /add it to the group/) },
    { errcode: 400105, is: refused('bug', '400105', /report/) },
    { errcode: 43004, is: refused('bug', '43004', /report/) },
    { errcode: 123456, is: refused('bug', '123456', /report/) },
    { errcode: 310000, is: refused('configuration', '310000', /security settings/) },
  ])('$errcode', ({ errcode, is }) => {
    expect(deliveryOf({ errcode, errmsg: 'no' }, NOW)).toMatchObject(is);
  });

  test.each([430101, 430102, 430103, 430104])('%d: the content was rejected', (errcode) => {
    expect(deliveryOf({ errcode, errmsg: 'no' }, NOW)).toBeNull();
  });

  test('a missing parameter that is not the token is ours to mend', () => {
    expect(deliveryOf({ errcode: 40035, errmsg: '缺少参数 markdown.text' }, NOW)).toMatchObject(
      refused('bug', '40035', /report/),
    );
  });

  test.each([
    [null],
    [undefined],
    ['<html>denied</html>'],
    [[]],
    [{}],
    [{ errcode: '0', errmsg: 'ok' }],
    [{ errcode: null }],
    [{ success: true }],
  ])('%j has no code and is no success', (body) => {
    expect(deliveryOf(body, NOW)).toMatchObject(waits(300, 'Banned'));
  });
});

describe('the reason', () => {
  const why = (errmsg: unknown) => (deliveryOf({ errcode: 310000, errmsg }, NOW) as Why).why;

  test('leaves out the link to the manual', () => {
    expect(why('sign not match, more: [https://ding-doc.dingtalk.com/doc#/x]')).toBe('sign not match');
  });

  test('is short, on one line, and holds no address', () => {
    expect(why('x'.repeat(5000)).length).toBeLessThanOrEqual(200);
    expect(why('sign\n\nnot   match')).toBe('sign not match');
    expect(why('bad POST https://oapi.dingtalk.com/robot/send?access_token=abc now')).toBe('bad POST … now');
    expect(why('bad access_token=abc&sign=x now')).toBe('bad … now');
  });

  test.each([[undefined], [null], [7], [{ a: 1 }]])('%j is no reason to fail', (errmsg) => {
    expect(typeof why(errmsg)).toBe('string');
  });
});

type Why = Extract<Delivery, { kind: 'refused' }>;
