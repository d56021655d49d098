import { expect, test } from 'vitest';
import { keyMaterialExpiry } from '../../shared/checks/key-material-expiry.ts';
import { unseen } from '../../shared/model/observation.ts';
import { days, denied, key, MISSING_KEY, NOW, policy, seen } from '../builders.ts';

const imported = (expires: string | null) =>
  key({ origin: seen('EXTERNAL'), materialExpires: seen(expires) });

test.each([
  { when: 'made by KMS', given: key(), status: 'skipped', severity: undefined },
  {
    when: 'of an origin that is not known',
    given: key({ origin: seen('oops') }),
    status: 'unknown',
    severity: undefined,
  },
  { when: 'expired', given: imported(days(-1)), status: 'fail', severity: undefined },
  { when: 'expiring in 30 days', given: imported(days(30)), status: 'fail', severity: 'medium' },
  { when: 'expiring in 31 days', given: imported(days(31)), status: 'fail', severity: 'low' },
  { when: 'without expiry', given: imported(null), status: 'fail', severity: 'low' },
  {
    when: 'with an unreadable expiry',
    given: key({ origin: seen('EXTERNAL'), materialExpires: unseen('malformed', 'x') }),
    status: 'unknown',
    severity: undefined,
  },
  {
    when: 'of an unknown origin',
    given: key({ origin: unseen('absent', 'Origin') }),
    status: 'unknown',
    severity: undefined,
  },
  {
    when: 'of a missing key',
    given: key({}, { metadata: MISSING_KEY }),
    status: 'skipped',
    severity: undefined,
  },
  { when: 'not readable', given: key({}, { metadata: denied() }), status: 'unknown', severity: undefined },
])('material $when: $status', ({ given, status, severity }) => {
  const [verdict] = keyMaterialExpiry.evaluate({ keys: [given] }, policy(), NOW);
  expect(verdict).toMatchObject({ resource: 'key-1', status });
  expect(verdict?.severity).toBe(severity);
});
