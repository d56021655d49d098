import { expect, test } from 'vitest';
import { keyCryptoperiod } from '../../shared/checks/key-cryptoperiod.ts';
import { unseen } from '../../shared/model/observation.ts';
import { days, denied, key, MISSING_KEY, NOW, policy, seen } from '../builders.ts';

const aged = (created: number, rotated: number | null) =>
  key({ created: seen(days(created)), lastRotation: seen(rotated === null ? null : days(rotated)) });

test.each([
  { when: 'within the period since its creation', given: aged(-365, null), status: 'pass' },
  { when: 'a day older, never rotated', given: aged(-366, -366), status: 'fail' },
  { when: 'old and rotated within the period', given: aged(-900, -10), status: 'pass' },
  { when: 'old and rotated too long ago', given: aged(-900, -400), status: 'fail' },
  { when: 'of unknown rotation', given: key({ lastRotation: unseen('malformed', 'x') }), status: 'unknown' },
  { when: 'not readable', given: key({}, { metadata: denied() }), status: 'unknown' },
  { when: 'gone', given: key({}, { metadata: MISSING_KEY }), status: 'skipped' },
])('key $when: $status', ({ given, status }) => {
  const verdicts = keyCryptoperiod.evaluate({ keys: [given] }, policy({ cryptoperiodDays: 365 }), NOW);
  expect(verdicts).toMatchObject([{ resource: 'key-1', status }]);
});

test('without a period nothing is judged, and the missing setting is named', () => {
  const verdicts = keyCryptoperiod.evaluate({ keys: [key()] }, policy(), NOW);
  expect(verdicts).toMatchObject([{ status: 'skipped', evidence: { setting: 'policy.cryptoperiodDays' } }]);
});
