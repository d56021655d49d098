import { DENIAL, FAULT, GAP, one, PASS, type Story, two } from './story.ts';

const trail = (change: object) => ({
  Name: 'all',
  HomeRegion: 'cn-hangzhou',
  TrailRegion: 'All',
  EventRW: 'All',
  Status: 'Enable',
  SlsProjectArn: 'acs:log:cn-hangzhou:1000000000000001:project/x',
  ...change,
});
const group = (Permission: unknown) =>
  one({ answers: { DescribeSecurityGroupAttribute: { Permissions: { Permission } } } });
const drop = {
  Direction: 'egress',
  Policy: 'Drop',
  IpProtocol: 'ALL',
  PortRange: '-1/-1',
  DestCidrIp: '0.0.0.0/0',
  Priority: 1,
};

export const SURROUNDINGS: readonly Story[] = [
  ...[{ Events: [] }, { Events: null }, {}].map(
    (answer): Story => ({
      when: `no events: ${JSON.stringify(answer)}`,
      given: one({ quiet: true, answers: { LookupEvents: { ...answer, NextToken: '' } } }),
      right: { code: 0, complete: true, rows: { alpha: 'pass' }, untold: [GAP] },
    }),
  ),
  ...[{ Events: {} }, { Events: 'none' }, { Events: 5 }].map(
    (answer): Story => ({
      when: `events of another kind: ${JSON.stringify(answer)}`,
      given: one({ answers: { LookupEvents: answer } }),
      right: {
        code: 2,
        complete: false,
        rows: { alpha: ['unknown', 'pass'] },
        told: [GAP],
        untold: [{ check: 'kms-call-failures', status: 'pass' }],
      },
    }),
  ),
  ...[[null], ['x'], [{}], [{ eventName: 5 }]].map(
    (Events): Story => ({
      when: `odd events: ${JSON.stringify(Events)}`,
      given: one({ answers: { LookupEvents: { Events, NextToken: '' } } }),
      right: { code: [0, 2], rows: { alpha: ['pass', 'unknown'] } },
    }),
  ),
  {
    when: 'an empty page of events with more to come',
    given: one({ answers: { LookupEvents: { Events: [], NextToken: 'again' } } }),
    right: { rows: { alpha: ['unknown', 'pass'] }, complete: false },
  },
  ...[
    undefined,
    { type: 'ram-user', userName: '', principalId: '288153348682784898', accountId: '1000000000000001' },
    { type: 'ram-user', userName: null, principalId: '288153348682784898' },
  ].map(
    (identity): Story => ({
      when: `a key disabled by ${JSON.stringify(identity) ?? 'somebody'}`,
      given: one({
        quiet: true,
        keys: [{ id: 'key-good', KeyState: 'Disabled' }],
        events: [{ name: 'DisableKey', key: 'key-good', ago: 60_000, ...(identity && { identity }) }],
        before: one({ quiet: true }),
      }),
      right: {
        code: 1,
        rows: { alpha: 'fail' },
        told: [
          {
            check: 'key-state',
            status: 'fail',
            says: identity ? /"name":"288153348682784898"/ : /"name":"audit"/,
          },
        ],
      },
    }),
  ),
  {
    when: 'a trail without a status',
    given: one({ trails: [trail({ Status: null })] }),
    right: {
      rows: { alpha: 'pass' },
      told: [{ check: 'trail-coverage', status: 'unknown' }],
      untold: [{ check: 'trail-coverage', status: ['fail', 'pass'] }],
    },
  },
  ...[
    { Status: '~missing' },
    { Status: 'Odd' },
    { TrailRegion: null },
    { TrailRegion: '' },
    { Name: null },
  ].map(
    (change): Story => ({
      when: `a trail with ${JSON.stringify(change)}`,
      given: one({
        trails: [trail({ ...change, ...(change.Status === '~missing' && { Status: undefined }) })],
      }),
      right: { rows: { alpha: 'pass' }, untold: [{ check: 'trail-coverage', status: 'pass' }] },
    }),
  ),
  {
    when: 'an odd trail beside a good one',
    given: one({ trails: [trail({}), trail({ Name: null, Status: null })] }),
    right: { rows: { alpha: 'pass' }, told: [{ check: 'trail-coverage', status: 'pass' }] },
  },
  ...[null, {}, 'x'].map(
    (TrailList): Story => ({
      when: `trails ${JSON.stringify(TrailList)}`,
      given: one({ answers: { DescribeTrails: { TrailList } } }),
      right: {
        rows: { alpha: 'pass' },
        told: [{ check: 'trail-coverage', status: ['unknown', 'fail'] }],
      },
    }),
  ),
  {
    when: 'trails that cannot be listed',
    given: one({ answers: { DescribeTrails: FAULT } }),
    right: {
      code: 2,
      complete: false,
      rows: { alpha: 'pass' },
      told: [{ check: 'trail-coverage', status: 'unknown' }],
    },
  },
  { when: 'a group without rules', given: group([]), right: PASS },
  ...[
    null,
    'x',
    [null],
    [{ ...drop, Policy: null }],
    [{ ...drop, DestCidrIp: 'nonsense' }],
    [{ ...drop, Priority: 'x' }],
  ].map(
    (rules): Story => ({
      when: `rules of a group: ${JSON.stringify(rules)}`,
      given: group(rules),
      right: {
        code: [1, 2],
        rows: { alpha: ['unknown', 'fail'] },
        untold: [{ check: 'network-path', status: 'pass' }],
      },
    }),
  ),
  {
    when: 'groups that may not be read',
    given: two({ answers: { DescribeSecurityGroupAttribute: DENIAL } }),
    right: {
      code: 1,
      complete: true,
      rows: { alpha: 'pass', beta: 'fail' },
      told: [{ check: 'network-path', status: 'unknown' }],
    },
  },
  {
    when: 'groups that cannot be read',
    given: one({ answers: { DescribeSecurityGroupAttribute: FAULT } }),
    right: {
      code: 2,
      complete: false,
      rows: { alpha: 'unknown' },
      told: [{ check: 'network-path', status: 'unknown' }],
    },
  },
  {
    when: 'two odd things: no events and page information as text',
    given: two({ quiet: true, answers: { LookupEvents: { Events: null }, ListKeys: FAULT } }),
    right: { code: 1, complete: false, rows: { alpha: 'pass', beta: 'fail' }, told: [GAP] },
  },
];
