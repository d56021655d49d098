import { expect, test } from 'vitest';
import { networkPath } from '../../shared/checks/network-path.ts';
import type { ClusterNetwork, Passage } from '../../shared/model/network.ts';
import { unseen } from '../../shared/model/observation.ts';
import { ACCOUNT, cluster, clusterNetwork, NOW, network, OPEN_WAY, policy, seen } from '../builders.ts';

const REFUSED: Passage = { verdict: 'refused', rule: 'Drop ALL -1/-1 100.64.0.0/10' };
const PARTLY: Passage = { verdict: 'partly', rule: 'Drop ALL -1/-1 100.64.0.0/11' };
const SILENT: Passage = { verdict: 'silent' };
const denied = (permission: string) => unseen('denied', 'Forbidden.RAM', { permission });
const lost = unseen('unreachable', 'no answer');

const group = (outbound: Passage | ReturnType<typeof unseen>) =>
  clusterNetwork({ securityGroup: { id: 'sg-1', outbound: 'seen' in outbound ? outbound : seen(outbound) } });
const acl = (change: { inbound?: Passage; outbound?: Passage }) =>
  clusterNetwork({
    vSwitches: [
      { id: 'vsw-1', acl: seen(null) },
      { id: 'vsw-2', acl: seen({ id: 'nacl-1', inbound: OPEN_WAY, outbound: OPEN_WAY, ...change }) },
    ],
  });
const judge = (clusters: readonly ClusterNetwork[], left = 0) =>
  networkPath.evaluate({ clusters: [cluster()], network: network(clusters, left) }, policy(), NOW);

test.each([
  { when: 'open, without ACL', given: clusterNetwork(), status: 'pass', rule: undefined },
  { when: 'open, with an ACL', given: acl({}), status: 'pass', rule: undefined },
  { when: 'refused by the group', given: group(REFUSED), status: 'fail', rule: REFUSED.rule },
  { when: 'refused by an ACL', given: acl({ outbound: REFUSED }), status: 'fail', rule: REFUSED.rule },
  { when: 'without answers', given: acl({ inbound: REFUSED }), status: 'fail', rule: REFUSED.rule },
  { when: 'partly refused', given: group(PARTLY), status: 'unknown', rule: PARTLY.rule },
  { when: 'partly without answers', given: acl({ inbound: PARTLY }), status: 'unknown', rule: PARTLY.rule },
  { when: 'not spoken of', given: group(SILENT), status: 'unknown', rule: undefined },
  { when: 'not spoken of by an ACL', given: acl({ inbound: SILENT }), status: 'unknown', rule: undefined },
  { when: 'of an unknown group', given: group(unseen('absent', 'id')), status: 'unknown', rule: undefined },
  { when: 'not reached', given: group(lost), status: 'unknown', rule: undefined },
  { when: 'in no vSwitch', given: clusterNetwork({ vSwitches: [] }), status: 'unknown', rule: undefined },
])('network $when: $status', ({ given, status, rule }) => {
  const verdicts = judge([given]);
  expect(verdicts).toMatchObject([{ resource: 'c-1', region: 'cn-hangzhou', status }]);
  expect(verdicts[0]?.evidence['rule']).toBe(rule);
});

test('a refusal that was seen fails, whatever else could not be read', () => {
  const given = {
    ...group(REFUSED),
    vSwitches: [{ id: 'vsw-1', acl: denied('vpc:DescribeVSwitchAttributes') }],
  };
  expect(judge([given])).toMatchObject([{ status: 'fail' }]);
});

test('a fault is told, whatever was refused or decides beside it', () => {
  const vSwitches = [
    { id: 'vsw-1', acl: denied('vpc:DescribeVSwitchAttributes') },
    { id: 'vsw-2', acl: lost },
  ];
  const fault = { status: 'unknown', evidence: { because: 'unreachable' } };
  expect(judge([clusterNetwork({ vSwitches })])).toMatchObject([{ resource: 'c-1', ...fault }]);
  expect(judge([{ ...group(REFUSED), vSwitches }])).toMatchObject([
    { resource: 'c-1', status: 'fail' },
    { resource: ACCOUNT, ...fault },
  ]);
});

test('what may not be read is one unknown for all clusters, which names the actions', () => {
  const first = group(denied('ecs:DescribeSecurityGroupAttribute'));
  const second = clusterNetwork({ vSwitches: [{ id: 'v', acl: denied('vpc:DescribeVSwitchAttributes') }] });
  expect(judge([first, second])).toMatchObject([
    {
      resource: ACCOUNT,
      status: 'unknown',
      severity: 'info',
      evidence: {
        permission: 'ecs:DescribeSecurityGroupAttribute',
        missing: ['ecs:DescribeSecurityGroupAttribute', 'vpc:DescribeVSwitchAttributes'],
        clusters: 2,
      },
    },
  ]);
});

test('clusters beyond the limit are one unknown', () => {
  expect(judge([clusterNetwork()], 7)).toMatchObject([
    { status: 'pass' },
    { resource: ACCOUNT, status: 'unknown', evidence: { looked: 1, left: 7 } },
  ]);
});

test.each(['unreachable', 'malformed', 'throttled'] as const)(
  'a rule that is %s weighs what a refusal would; only a right that is withheld weighs nothing',
  (because) => {
    const verdicts = judge([group(unseen(because, 'x')), group(denied('ecs:x'))]);
    expect(verdicts).toMatchObject([{ status: 'unknown' }, { status: 'unknown', severity: 'info' }]);
    expect(verdicts[0]?.severity).not.toBe('info');
  },
);
