import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { hostname } from 'node:os';
import { describe, expect, test } from 'vitest';
import { isGone, newAttempt } from '../../functions/cli/attempt.ts';

test('an attempt of a living process is not gone, one of an ended process is', async () => {
  expect(isGone(newAttempt())).toBe(false);
  const child = spawn(process.execPath, ['-e', '']);
  const attempt = `${hostname()}/${child.pid}//1a2b3c4d`;
  await once(child, 'close');
  expect(isGone(attempt)).toBe(true);
});

describe.skipIf(process.platform !== 'linux')('a process of the same number', () => {
  const [host = '', pid = '', start = ''] = newAttempt().split('/');
  const [boot = '', ticks = ''] = start.split('-');

  test.each([
    {
      when: 'that started at another time, as the first one of a container does',
      given: `${host}/${pid}/${boot}-${Number(ticks) - 1}/x`,
      gone: true,
    },
    {
      when: 'after another start of the machine, or on one of the same name',
      given: `${host}/${pid}/${'0'.repeat(8)}-${ticks}/x`,
      gone: false,
    },
    { when: 'on another machine', given: `${host}x/${pid}/${boot}-${Number(ticks) - 1}/x`, gone: false },
    { when: 'as an earlier version named it', given: `${host}/${pid}/1a2b3c4d`, gone: false },
    { when: 'of a function', given: '1-5e8a-0c2f', gone: false },
  ])('$when: $gone', ({ given, gone }) => {
    expect(isGone(given)).toBe(gone);
  });
});
