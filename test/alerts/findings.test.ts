import { describe, expect, test } from 'vitest';
import type { OpenFinding } from '../../shared/alerts/open-finding.ts';
import type { Finding } from '../../shared/model/finding.ts';
import { at, DAY, ended, finding, HOUR, type Known, open, resource, Story, view } from './story.ts';

const failing = (minute = 0): Known => ({ findings: [open(minute)] });
const LEFT = { kind: 'closed', summary: 'No cluster uses the key any more.', evidence: {} } as const;
const waivers = (until: string) => `
alerts: { channels: [{ type: console }] }
waivers: [{ check: key-state, resource: key-1, until: ${until}, owner: "@li", reason: "moves to Pro" }]`;

const UNREAD = {
  check: 'resource-unreadable',
  status: 'unknown',
  severity: 'high',
  evidence: { because: 'throttled' },
} as const;
/** A thing that could not be read at the first of these minutes, and at the second. */
const unread = (first: number, last: number, change: Partial<Finding> = {}): OpenFinding =>
  open(first, { ...UNREAD, ...change }, { life: { firstSeen: at(first), lastSeen: at(last) } });

/** What is said at which minute. */
type Step = [minute: number, known: Known, sends: string[]];

test.each<{ rule: string; yaml?: string; steps: Step[] }>([
  {
    rule: 'a new finding is told once',
    steps: [
      [0, failing(), ['new key-state']],
      [1, failing(), []],
    ],
  },
  {
    rule: 'a finding below the threshold is not told, and its recovery neither',
    steps: [
      [0, { findings: [open(0, { severity: 'low' })] }, []],
      [1, { resolved: [ended(0, 1, { severity: 'low' })] }, []],
    ],
  },
  {
    rule: 'one that becomes worse is told again, once',
    steps: [
      [0, { findings: [open(0, { severity: 'medium' })] }, ['new key-state']],
      [1, { findings: [open(0, { severity: 'high' })] }, ['worse key-state']],
      [2, { findings: [open(0, { severity: 'high' })] }, []],
      [3, { findings: [open(0, { severity: 'medium' })] }, []],
      [4, { findings: [open(0, { severity: 'high' })] }, []],
    ],
  },
  {
    rule: 'critical is repeated every four hours',
    steps: [
      [0, failing(), ['new key-state']],
      [4 * HOUR - 1, failing(), []],
      [4 * HOUR, failing(), ['still key-state']],
      [8 * HOUR - 1, failing(), []],
      [8 * HOUR, failing(), ['still key-state']],
    ],
  },
  {
    rule: 'high is repeated after a day, and what is not named never',
    yaml: 'alerts: { minSeverity: low, channels: [{ type: console }], proofOfLife: { enabled: false } }',
    steps: [
      [0, { findings: [open(0, { severity: 'high' })] }, ['new key-state']],
      [1, { findings: [open(0, { severity: 'high' }), low()] }, ['new key-rotation']],
      [DAY - 1, { findings: [open(0, { severity: 'high' }), low()] }, []],
      [DAY, { findings: [open(0, { severity: 'high' }), low()] }, ['still key-state']],
    ],
  },
  {
    rule: 'reminders that are due within the hour come along',
    steps: [
      [0, failing(), ['new key-state']],
      [30, { findings: [open(0), other(30)] }, ['new key-state']],
      [4 * HOUR, { findings: [open(0), other(30)] }, ['still key-state', 'still key-state']],
    ],
  },
  {
    rule: 'a recovery is told once',
    steps: [
      [0, failing(), ['new key-state']],
      [9, { resolved: [ended(0, 9)] }, ['resolved key-state']],
      [10, { resolved: [ended(0, 9)] }, []],
    ],
  },
  {
    rule: 'a read that failed once is not told, and its recovery neither',
    steps: [
      [0, { findings: [unread(0, 0)] }, []],
      [14, { findings: [unread(0, 0)] }, []],
      [15, { resolved: [ended(0, 15, UNREAD)] }, []],
    ],
  },
  {
    rule: 'one that failed at two looks is told',
    steps: [
      [0, { findings: [unread(0, 0)] }, []],
      [5, { findings: [unread(0, 5)] }, ['new resource-unreadable']],
      [10, { resolved: [ended(0, 10, UNREAD)] }, ['resolved resource-unreadable']],
    ],
  },
  {
    rule: 'one that nobody looked at again for a quarter of an hour is told',
    steps: [[15, { findings: [unread(0, 0)] }, ['new resource-unreadable']]],
  },
  {
    rule: 'a denied read is told at once',
    steps: [
      [0, { findings: [unread(0, 0, { evidence: { because: 'denied' } })] }, ['new resource-unreadable']],
    ],
  },
  {
    rule: 'a critical one is told at once',
    steps: [[0, { findings: [unread(0, 0, { severity: 'critical' })] }, ['new resource-unreadable']]],
  },
  {
    rule: 'what came and went unseen is not told',
    steps: [[9, { resolved: [ended(0, 9)] }, []]],
  },
  {
    rule: 'unknown between two fails is neither resolved nor new',
    steps: [
      [0, failing(), ['new key-state']],
      [5, { findings: [open(0, { status: 'unknown' })] }, []],
      [4 * HOUR, { findings: [open(0, { status: 'unknown' })] }, []],
      [4 * HOUR + 1, failing(), ['still key-state']],
    ],
  },
  {
    rule: 'an unknown alone is not told, a thing that cannot be read is',
    steps: [
      [0, { unknown: [finding({ status: 'unknown' })] }, []],
      [
        1,
        { findings: [open(1, { check: 'resource-unreadable', status: 'unknown', severity: 'medium' })] },
        ['new resource-unreadable'],
      ],
    ],
  },
  {
    rule: 'a finding that came back is new again',
    steps: [
      [0, failing(), ['new key-state']],
      [9, { resolved: [ended(0, 9)] }, ['resolved key-state']],
      [20, { ...failing(20), resolved: [ended(0, 9)] }, ['new key-state']],
      // It went and came between two runs.
      [40, { ...failing(35), resolved: [ended(20, 30), ended(0, 9)] }, ['flapping key-state']],
    ],
  },
  {
    rule: 'muted findings say nothing, and are new when nothing mutes them any more',
    steps: [
      [0, { findings: [open(0, { mutedBy: 'f00' })] }, []],
      [1, failing(), ['new key-state']],
      [4 * HOUR + 1, { findings: [open(0, { mutedBy: 'f00' })] }, []],
    ],
  },
  {
    rule: 'what nobody looked at is not resolved; when its state began anew, it is told as part of a baseline',
    steps: [
      [0, failing(), ['new key-state']],
      [5, { jobs: [] }, []],
      [6, {}, ['closed key-state']],
    ],
  },
  {
    rule: 'only what was seen to be good is resolved; what left is closed, once',
    steps: [
      [0, failing(), ['new key-state']],
      [9, { resolved: [ended(0, 9, {}, LEFT)] }, ['closed key-state']],
      [10, { resolved: [ended(0, 9, {}, LEFT)] }, []],
      [20, { ...failing(20), resolved: [ended(0, 9, {}, LEFT)] }, ['new key-state']],
    ],
  },
  {
    rule: 'the end of an earlier life does not end this one',
    steps: [
      [20, { ...failing(20), resolved: [ended(0, 9)] }, ['new key-state']],
      [21, { resolved: [ended(0, 9)], jobs: view(20).jobs }, []],
    ],
  },
  {
    rule: 'a waiver that holds is not told until seven days before its end, and its end is told with its reason',
    yaml: waivers('2026-12-01'),
    steps: [
      [0, failing(), []],
      [2 * DAY - 8 * HOUR - 1, failing(), []],
      [2 * DAY - 8 * HOUR, failing(), ['waiver-expiring key-state']],
      [3 * DAY, failing(), []],
      [9 * DAY - 8 * HOUR - 1, failing(), []],
      [9 * DAY - 8 * HOUR, failing(), ['waiver-expired key-state']],
      [9 * DAY, failing(), ['still key-state']],
      [9 * DAY + 1, { resolved: [ended(0, 9 * DAY + 1)] }, ['resolved key-state']],
    ],
  },
  {
    rule: 'a finding whose waiver expired before anybody looked is told as such',
    yaml: waivers('2026-11-20'),
    steps: [
      [0, failing(), ['waiver-expired key-state']],
      [1, failing(), []],
    ],
  },
])('$rule', ({ yaml, steps }) => {
  const story = Story.begun(yaml);
  for (const [minute, known, sends] of steps) expect(story.sends(minute, known), at(minute)).toEqual(sends);
});

function low() {
  return open(1, { check: 'key-rotation', severity: 'low' });
}

function other(minute: number) {
  return open(minute, { resource: resource({ id: 'key-2' }) });
}

test('an expired waiver is told with its owner, its reason and its end', () => {
  const [item] = Story.begun(waivers('2026-11-20')).items(0, failing());
  expect(item?.waiver).toEqual({ until: '2026-11-20', owner: '@li', reason: 'moves to Pro' });
});

test('a recovery tells from when to when it failed, and nothing to accept', () => {
  const story = Story.begun();
  story.run(0, failing());
  const [item] = story.items(9, { resolved: [ended(0, 9)] });
  expect(item).toMatchObject({ since: at(0), until: at(9), paste: { acknowledge: '', waive: '' } });
});

describe('flapping', () => {
  const lives = (...ends: [number, number][]) => ends.map(([from, to]) => ended(from, to));

  test('is told once, then quiet until it was stable for a day', () => {
    const story = Story.begun();
    expect(story.sends(0, failing())).toEqual(['new key-state']);
    expect(story.sends(10, { resolved: lives([0, 10]) })).toEqual(['resolved key-state']);
    expect(story.sends(20, { ...failing(20), resolved: lives([0, 10]) })).toEqual(['new key-state']);
    expect(story.sends(30, { resolved: lives([20, 30], [0, 10]) })).toEqual(['flapping key-state']);
    for (let turn = 4; turn < 40; turn += 2) {
      const resolved = lives([turn * 10 - 20, turn * 10 - 10]);
      expect(story.sends(turn * 10, { ...failing(turn * 10), resolved })).toEqual([]);
      expect(story.sends(turn * 10 + 10, { resolved: lives([turn * 10, turn * 10 + 10]) })).toEqual([]);
    }
    const last = { resolved: lives([380, 390], [360, 370]) };
    expect(story.sends(390 + DAY - 1, last)).toEqual([]);
    expect(story.sends(390 + DAY, last)).toEqual(['resolved key-state']);
    expect(story.sends(390 + DAY + 1, last)).toEqual([]);
  });

  test('that ends open is repeated, and its recovery after a stable day is told at once', () => {
    const story = Story.begun();
    const past = lives([20, 30], [0, 10]);
    story.run(0, failing());
    story.run(30, { resolved: past });
    const stable = { ...failing(40), resolved: past };
    expect(story.sends(40, stable)).toEqual([]);
    expect(story.sends(40 + DAY - 1, stable)).toEqual([]);
    expect(story.sends(40 + DAY, stable)).toEqual(['still key-state']);
    expect(story.sends(41 + DAY, { resolved: lives([40, 41 + DAY], [20, 30], [0, 10]) })).toEqual([
      'resolved key-state',
    ]);
  });
});

describe('acknowledged', () => {
  const print = open(0).finding.fingerprint;
  const yaml = `
alerts:
  channels: [{ type: console }, { type: console, name: boss, escalateAfterMinutes: 30 }]
  acknowledged: [{ finding: "${print}", by: "@li" }]`;

  test('stops reminders and escalation until it is resolved; it is new again when it comes back', () => {
    const story = Story.begun(yaml);
    expect(story.sends(0, failing())).toEqual(['new key-state']);
    expect(story.sends(DAY, failing())).toEqual([]);
    expect(story.sends(DAY + 1, { resolved: [ended(0, DAY + 1)] })).toEqual(['resolved key-state']);
    const back = { ...failing(2 * DAY), resolved: [ended(0, DAY + 1)] };
    expect(story.sends(2 * DAY, back)).toEqual(['new key-state']);
    expect(story.sends(2 * DAY + 30, back)).toEqual(['still key-state']);
    expect(story.sends(2 * DAY + 240, back)).toEqual(['still key-state']);
  });
});

test('what is pasted says where it belongs, and is quoted', () => {
  const [item] = Story.begun().items(0, { findings: [open(0, { resource: resource({ id: 'a"b: #' }) })] });
  const print = item?.fingerprint ?? '';
  expect(item?.paste).toEqual({
    acknowledge: `- { finding: "${print}", by: "@you" } # under alerts.acknowledged`,
    waive:
      '- { check: key-state, resource: "a\\"b: #", until: 2026-12-23, owner: "@you", reason: "why" } # under waivers',
  });
});

test('a told finding that is waived is quiet, and its recovery is told', () => {
  const story = Story.begun();
  story.run(0, failing());
  const waived = new Story(waivers('2027-01-31'));
  waived.ledger = story.ledger;
  expect(waived.sends(4 * HOUR, failing())).toEqual([]);
  expect(waived.sends(4 * HOUR + 1, { resolved: [ended(0, 4 * HOUR + 1)] })).toEqual(['resolved key-state']);
});
