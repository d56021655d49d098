import { expect, test } from 'vitest';
import { withoutAnswer } from '../../shared/notify/later.ts';
import { NOW } from '../builders.ts';
import { inSeconds, WEBHOOK } from './channel-world.ts';

test.each<{ when: string; error: unknown; code: string }>([
  {
    when: 'the name is not known',
    error: new TypeError(`fetch failed: ${WEBHOOK}`, {
      cause: Object.assign(new Error(`no such host in ${WEBHOOK}`), { code: 'ENOTFOUND' }),
    }),
    code: 'ENOTFOUND',
  },
  { when: 'the address is none', error: new TypeError(`Invalid URL: ${WEBHOOK}`), code: 'TypeError' },
  { when: 'time is up', error: new DOMException(WEBHOOK, 'TimeoutError'), code: 'Timeout' },
  { when: 'what was thrown is no error', error: WEBHOOK, code: 'Network' },
])('$when: later, and the address is not told', ({ error, code }) => {
  const delivery = withoutAnswer(error, NOW, 30);
  expect(delivery).toMatchObject({ kind: 'later', after: inSeconds(30), code });
  expect(JSON.stringify(delivery)).not.toMatch(/access_token|oapi\.dingtalk/);
});
