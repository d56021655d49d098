import { expect, test } from 'vitest';
import { auditCase } from './audit-case.ts';
import { caseNames, readCase } from './case.ts';
import { expectAsIs } from './expectation.ts';
import { EXPECTED } from './expected.ts';

/** What a robot of DingTalk answers, not what an account is. */
const OF_A_CHANNEL = 'ding-texts-of-today';
const names = caseNames().filter((name) => name !== OF_A_CHANNEL);

test('each case has its right value', () => {
  expect(Object.keys(EXPECTED).sort()).toEqual(names);
});

test.each(names)('%s', async (name) => {
  const expected = EXPECTED[name];
  if (!expected) throw new Error(`${name} has no expectation`);
  expectAsIs(await auditCase(readCase(name)), expected);
});
