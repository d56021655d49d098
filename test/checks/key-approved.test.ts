import { expect, test } from 'vitest';
import { keyApproved } from '../../shared/checks/key-approved.ts';
import { cluster, NOW, policy } from '../builders.ts';

test.each([
  { when: 'no list is configured', approvedKeys: [], status: 'skipped' },
  { when: 'listed by id', approvedKeys: ['key-1'], status: 'pass' },
  { when: 'listed by ARN', approvedKeys: ['acs:kms:cn-hangzhou:1000000000000001:key/key-1'], status: 'pass' },
  { when: 'not listed', approvedKeys: ['key-2'], status: 'fail' },
])('key when $when: $status', ({ approvedKeys, status }) => {
  const verdicts = keyApproved.evaluate({ clusters: [cluster()] }, policy({ approvedKeys }), NOW);
  expect(verdicts).toMatchObject([{ resource: 'key-1', clusters: ['c-1'], status }]);
});
