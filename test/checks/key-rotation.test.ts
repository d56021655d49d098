import { expect, test } from 'vitest';
import { keyRotation } from '../../shared/checks/key-rotation.ts';
import { unseen } from '../../shared/model/observation.ts';
import { denied, key, MISSING_KEY, NOW, policy, seen } from '../builders.ts';

test.each([
  { when: 'off and allowed', rotation: 'allowed', given: key(), status: 'pass', severity: undefined },
  {
    when: 'on and allowed',
    rotation: 'allowed',
    given: key({ rotation: seen('Enabled') }),
    status: 'pass',
    severity: undefined,
  },
  {
    when: 'suspended and allowed',
    rotation: 'allowed',
    given: key({ rotation: seen('Suspended') }),
    status: 'fail',
    severity: undefined,
  },
  {
    when: 'on and forbidden',
    rotation: 'forbidden',
    given: key({ rotation: seen('Enabled') }),
    status: 'fail',
    severity: 'medium',
  },
  { when: 'off and forbidden', rotation: 'forbidden', given: key(), status: 'pass', severity: undefined },
  {
    when: 'suspended and forbidden',
    rotation: 'forbidden',
    given: key({ rotation: seen('Suspended') }),
    status: 'pass',
    severity: undefined,
  },
  {
    when: 'in an unknown way and allowed',
    rotation: 'allowed',
    given: key({ rotation: seen('oops') }),
    status: 'unknown',
    severity: undefined,
  },
  {
    when: 'in an unknown way and forbidden',
    rotation: 'forbidden',
    given: key({ rotation: seen('enabled') }),
    status: 'unknown',
    severity: undefined,
  },
  {
    when: 'not told',
    rotation: 'allowed',
    given: key({ rotation: unseen('absent', 'AutomaticRotation') }),
    status: 'unknown',
    severity: undefined,
  },
  {
    when: 'of a missing key',
    rotation: 'allowed',
    given: key({}, { metadata: MISSING_KEY }),
    status: 'skipped',
    severity: undefined,
  },
  {
    when: 'not readable',
    rotation: 'allowed',
    given: key({}, { metadata: denied() }),
    status: 'unknown',
    severity: undefined,
  },
] as const)('rotation $when: $status', ({ given, rotation, status, severity }) => {
  const [verdict] = keyRotation.evaluate({ keys: [given] }, policy({ rotation }), NOW);
  expect(verdict).toMatchObject({ resource: 'key-1', status });
  expect(verdict?.severity).toBe(severity);
});
