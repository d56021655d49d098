import { expect, test } from 'vitest';
import { keyRegion } from '../../shared/checks/key-region.ts';
import { denied, key, MISSING_KEY, NOW, policy } from '../builders.ts';

const arn = (region: string) => `acs:kms:${region}:1000000000000001:key/key-1`;

test.each([
  { when: 'named by its id', given: key(), status: 'pass' },
  {
    when: 'named by an ARN of the region',
    given: key({}, { reference: arn('cn-hangzhou') }),
    status: 'pass',
  },
  {
    when: 'named by an ARN of another region',
    given: key({}, { reference: arn('cn-shanghai') }),
    status: 'fail',
  },
  {
    when: 'of another region by name, not readable',
    given: key({}, { metadata: denied(), reference: arn('cn-shanghai') }),
    status: 'fail',
  },
  { when: 'not readable', given: key({}, { metadata: denied() }), status: 'unknown' },
  { when: 'not found', given: key({}, { metadata: MISSING_KEY }), status: 'skipped' },
  { when: 'that KMS places elsewhere', given: key({ arn: arn('cn-shanghai') }), status: 'fail' },
  { when: 'with an ARN that is none', given: key({ arn: 'oops' }), status: 'unknown' },
  { when: 'without an ARN', given: key({ arn: '' }), status: 'unknown' },
])('key $when: $status', ({ given, status }) => {
  expect(keyRegion.evaluate({ keys: [given] }, policy(), NOW)).toMatchObject([{ resource: 'key-1', status }]);
});
