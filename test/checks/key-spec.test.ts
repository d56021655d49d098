import { expect, test } from 'vitest';
import { keySpec } from '../../shared/checks/key-spec.ts';
import { unseen } from '../../shared/model/observation.ts';
import { denied, key, MISSING_KEY, NOW, policy, seen } from '../builders.ts';

test.each([
  { when: 'Aliyun_AES_256', given: key(), status: 'pass' },
  { when: 'RSA_2048', given: key({ spec: seen('RSA_2048') }), status: 'fail' },
  { when: 'Aliyun_SM4', given: key({ spec: seen('Aliyun_SM4') }), status: 'fail' },
  { when: 'for SIGN/VERIFY', given: key({ usage: seen('SIGN/VERIFY') }), status: 'fail' },
  { when: 'of a spec that is not known', given: key({ spec: seen('oops') }), status: 'unknown' },
  { when: 'for a usage that is not known', given: key({ usage: seen('oops') }), status: 'unknown' },
  { when: 'without spec', given: key({ spec: unseen('absent', 'KeySpec') }), status: 'unknown' },
  { when: 'without usage', given: key({ usage: unseen('malformed', 'KeyUsage') }), status: 'unknown' },
  { when: 'not found', given: key({}, { metadata: MISSING_KEY }), status: 'skipped' },
  { when: 'not readable', given: key({}, { metadata: denied() }), status: 'unknown' },
])('key $when: $status', ({ given, status }) => {
  expect(keySpec.evaluate({ keys: [given] }, policy(), NOW)).toMatchObject([{ resource: 'key-1', status }]);
});
