import { expect, test } from 'vitest';
import { keyRegion } from '../../shared/checks/key-region.ts';
import { denied, key, NOW, policy } from '../builders.ts';

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
    when: 'not readable',
    given: key({}, { metadata: denied(), reference: arn('cn-shanghai') }),
    status: 'fail',
  },
])('key $when: $status', ({ given, status }) => {
  expect(keyRegion.evaluate({ keys: [given] }, policy(), NOW)).toMatchObject([{ resource: 'key-1', status }]);
});
