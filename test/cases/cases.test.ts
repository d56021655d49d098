import { expect, test } from 'vitest';
import { deliveryOf } from '../../shared/notify/dingtalk-robot/robot-answer.ts';
import { auditCase } from './audit-case.ts';
import { caseNames, readCase, textsOfToday } from './case.ts';
import { expectAsIs } from './expectation.ts';
import { EXPECTED } from './expected.ts';

/** What a robot of DingTalk answers, not what an account is. */
const OF_A_CHANNEL = 'ding-texts-of-today';
const names = caseNames().filter((name) => name !== OF_A_CHANNEL);

test('each case has its right value', () => {
  expect(Object.keys(EXPECTED).sort()).toEqual(names);
});

test.each([
  { name: 'sign-zh', hint: /secret/ },
  { name: 'keyword-zh', hint: /keyword/ },
])(`${OF_A_CHANNEL}: $name`, ({ name, hint }) => {
  const body = textsOfToday()[name]?.answers;
  expect(deliveryOf(body, new Date())).toMatchObject({
    kind: 'refused',
    cause: 'configuration',
    hint: expect.stringMatching(hint),
  });
});

test.each([
  { errmsg: '错误描述:ip地址不在白名单内;解决方案:请联系群管理员;', hint: /Sign instead/ },
  { errmsg: 'description:timestamp 已过期;solution:请检查签名和时间戳;', hint: /clock/ },
  { errmsg: '错误描述：关键词不匹配；解决方案：请检查签名；', hint: /keyword/ },
  { errmsg: 'description:something new;solution:sign', hint: /security settings/ },
])('a robot answers $errmsg', ({ errmsg, hint }) => {
  expect(deliveryOf({ errcode: 310000, errmsg }, new Date())).toMatchObject({
    hint: expect.stringMatching(hint),
  });
});

test.each(names)('%s', async (name) => {
  const expected = EXPECTED[name];
  if (!expected) throw new Error(`${name} has no expectation`);
  expectAsIs(await auditCase(readCase(name)), expected);
});
