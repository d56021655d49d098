import { describe, expect, test } from 'vitest';
import { EMPTY_CHANNEL } from '../../shared/alerts/ledger.ts';
import { pingDue } from '../../shared/alerts/plan.ts';
import { isWithin, lastOccurrence } from '../../shared/alerts/shanghai.ts';
import type { Job } from '../../shared/model/job.ts';
import { renderNotice } from '../../shared/notify/render-notice.ts';
import { testNotice } from '../../shared/notify/show-notice.ts';
import { at, change, DAY, ended, HOUR, open, Story, view } from './story.ts';

/** An account whose job finished that long before. */
const late = (minute: number, job: Job, age: number) => ({
  jobs: view(minute).jobs.map((entry) =>
    entry.job === job ? { ...entry, finishedAt: at(minute - age) } : entry,
  ),
});

describe('job-freshness', () => {
  test.each<[Job, number]>([
    ['inventory', 120],
    ['keys', 10],
    ['activity', 30],
  ])('%s is late after %i minutes, told once, and its recovery', (job, minutes) => {
    const story = Story.begun();
    expect(story.sends(0, late(0, job, minutes - 1))).toEqual([]);
    const [item] = story.items(1, late(1, job, minutes));
    expect(item).toMatchObject({
      state: 'new',
      check: 'job-freshness',
      severity: 'high',
      resource: { type: 'job', id: job },
    });
    expect(story.sends(2, late(2, job, minutes + 1))).toEqual([]);
    expect(story.sends(3)).toEqual(['resolved job-freshness']);
    expect(story.sends(4)).toEqual([]);
  });

  test('a job that failed is told with its reason, also before there is a baseline', () => {
    const story = new Story();
    const trouble = { code: 'CredentialsRefused', message: 'no', hint: 'Check it.', at: at(0), run: 'r' };
    const [item] = story.items(0, {
      jobs: [{ job: 'inventory', since: at(0), finishedAt: null, trouble, head: null }],
    });
    expect(item).toMatchObject({
      check: 'job-freshness',
      evidence: { code: 'CredentialsRefused', hint: 'Check it.' },
    });
  });

  test('an account that could not be read leaves its troubles as they were', () => {
    const story = Story.begun();
    story.run(1, late(1, 'keys', 10));
    expect(story.sends(2, [])).toEqual([]);
    expect(story.sends(3)).toEqual(['resolved job-freshness']);
  });

  test('the store is told of, and a check that is off says nothing', () => {
    const trouble = { code: 'StoreDenied', message: 'no', hint: '' };
    const items = Story.begun()
      .plan(0, {}, trouble)
      .notices.flatMap(({ notice }) => notice.items);
    expect(items).toMatchObject([{ check: 'job-freshness', resource: { type: 'channel', id: 'store' } }]);
    const off = Story.begun(
      '{ policy: { severity: { job-freshness: "off" } }, alerts: { channels: [{ type: console }] } }',
    );
    expect(off.plan(0, late(0, 'keys', 60), trouble).notices).toEqual([]);
  });

  test('the lines to paste are what the configuration takes, and silence it', () => {
    const [item] = Story.begun().items(0, late(0, 'keys', 60));
    const { acknowledge = '', waive = '' } = item?.paste ?? {};
    const yaml = `alerts:\n  channels: [{ type: console }]\n  acknowledged:\n    ${acknowledge}\nwaivers:\n  ${waive}\n`;
    const story = Story.begun(yaml);
    expect(story.config.alerts.acknowledged).toMatchObject([{ finding: item?.fingerprint, by: '@you' }]);
    expect(story.sends(0, late(0, 'keys', 60))).toEqual([]);
  });

  const two = 'alerts: { channels: [{ type: console, name: a }, { type: console, name: b }] }';

  test('a channel that refuses is told of on the other one at once, and its recovery', () => {
    const story = Story.begun(two);
    const refused = {
      kind: 'refused',
      cause: 'configuration',
      code: '310000',
      why: 'sign not match',
      hint: 'Fix.',
    } as const;
    const told = { findings: [open(0)] };
    story.run(0, told, (channel) => (channel === 'a' ? refused : { kind: 'sent' }));
    const arrived = story.run(1, told).map(({ channel, notice }) => [channel, notice.items[0]?.resource.id]);
    expect(arrived).toEqual([['b', 'a']]);
    expect(pingDue({ alerts: { ...story.config.alerts } }, story.ledger)).toBe(false);
    expect(story.sendsTo('a', 10, told)).toEqual(['new key-state']);
    expect(story.sendsTo('b', 11, told)).toEqual(['resolved job-freshness']);
  });

  const refusal = { kind: 'refused', cause: 'configuration', code: '310000', why: 'no', hint: '' } as const;
  /** Channel a was refused, and b was told so. */
  const afterRefusal = (): Story => {
    const story = Story.begun(two);
    story.run(0, { findings: [open(0)] }, (channel) => (channel === 'a' ? refusal : { kind: 'sent' }));
    expect(story.sendsTo('b', 1, { findings: [open(0)] })).toEqual(['new job-freshness']);
    return story;
  };

  test('a channel that was refused and is then out of reach has not recovered', () => {
    const story = afterRefusal();
    const later = { kind: 'later', after: at(12), code: 'Unreachable', why: 'no answer' } as const;
    story.run(10, { findings: [open(0)] }, (channel) => (channel === 'a' ? later : { kind: 'sent' }));
    expect(story.sendsTo('b', 11, { findings: [open(0)] })).toEqual([]);
  });

  test.each([
    {
      when: 'the channel left the configuration',
      yaml: 'alerts: { channels: [{ type: console, name: b }] }',
      summary: 'The channel is no longer in the configuration.',
    },
    {
      when: 'the check was switched off',
      yaml: `{ policy: { severity: { job-freshness: "off" } }, ${two} }`,
      summary: 'The check is off.',
    },
  ])('trouble of sealwatch itself is closed, not resolved, when $when', ({ yaml, summary }) => {
    const later = new Story(yaml);
    later.ledger = afterRefusal().ledger;
    const items = later
      .plan(11, { findings: [open(0)] })
      .notices.filter(({ channel }) => channel === 'b')
      .flatMap(({ notice }) => notice.items);
    expect(items).toMatchObject([{ state: 'closed', check: 'job-freshness', ending: { summary } }]);
  });

  test('trouble of a job is closed when the job is switched off, so that the ping goes on', () => {
    const story = Story.begun();
    const proof = {
      job: 'proof' as const,
      since: at(-DAY),
      finishedAt: at(-3 * HOUR),
      trouble: null,
      head: null,
    };
    expect(story.sends(0, { jobs: [...view(0).jobs, proof] })).toEqual(['new job-freshness']);
    const [item] = story.items(1);
    expect(item).toMatchObject({ state: 'closed', ending: { summary: 'Job {job} is off.' } });
    expect(story.ledger.own.open).toEqual({});
  });

  test('a channel that is out of reach is told of after 15 minutes', () => {
    const story = Story.begun(two);
    const told = { findings: [open(0)] };
    const sent: string[][] = [];
    for (const minute of [0, 5, 10, 14, 15, 16]) {
      const later = { kind: 'later', after: at(minute + 1), code: 'Unreachable', why: 'no answer' } as const;
      sent.push(story.sends(minute, told, (channel) => (channel === 'a' ? later : { kind: 'sent' })));
    }
    expect(sent).toEqual([['new key-state'], [], [], [], ['new job-freshness'], []]);
  });
});

describe('what is said at its time', () => {
  const yaml =
    'alerts: { channels: [{ type: console }], digest: { enabled: true, at: "09:30" }, proofOfLife: { enabled: false } }';
  // 08:00 is minute 0, a Monday.
  const findings = [open(-5 * DAY), open(-DAY, { check: 'key-spec', severity: 'high' })];

  test('the digest comes once a day, with the numbers of the day before and the oldest finding', () => {
    const story = Story.begun(yaml);
    story.run(0, { findings: findings.slice(0, 1) });
    expect(story.run(89, { findings: findings.slice(0, 1) })).toEqual([]);
    const [first] = story.run(90, { findings: findings.slice(0, 1) });
    expect(first?.notice).toMatchObject({
      kind: 'digest',
      severity: 'info',
      facts: {
        before: null,
        oldest: { since: at(-5 * DAY) },
        clusters: { total: 1, inScope: 1, encrypted: 1 },
      },
    });
    const digests = (minute: number) =>
      story.run(minute, { findings }).filter(({ notice }) => notice.kind === 'digest');
    expect(digests(91)).toEqual([]);
    expect(digests(90 + DAY - 1)).toEqual([]);
    const [second] = digests(90 + DAY + 200);
    expect(second?.notice.facts).toMatchObject({
      findings: { critical: 1, high: 1 },
      before: { findings: { critical: 1, high: 0 } },
    });
    const [afterGap] = digests(90 + 4 * DAY);
    expect(afterGap?.notice.facts?.before).toBeNull();
  });

  test('a channel that starts in the afternoon waits for the next day', () => {
    const story = Story.begun(yaml);
    expect(story.run(8 * HOUR)).toEqual([]);
    expect(story.run(90 + DAY)).toHaveLength(1);
  });

  test('the proof of life comes once a week', () => {
    const story = Story.begun();
    const proofs = Array.from({ length: 15 * 24 }, (_, hour) => hour * HOUR).filter((minute) =>
      story.run(minute).some(({ notice }) => notice.kind === 'proof-of-life'),
    );
    expect(proofs).toEqual([2 * HOUR, 2 * HOUR + 7 * DAY, 2 * HOUR + 14 * DAY]);
  });

  test('with a digest the proof of life is a part of it, and nothing is told twice', () => {
    const story = Story.begun(
      'alerts: { channels: [{ type: console }], digest: { enabled: true, at: "09:30" } }',
    );
    const kinds = Array.from({ length: 8 * 24 * 2 }, (_, half) => half * (HOUR / 2)).flatMap((minute) =>
      story.run(minute).map(({ notice: { kind, facts } }) => [minute, kind, facts?.anchors !== undefined]),
    );
    expect(kinds).toEqual(
      Array.from({ length: 8 }, (_, day) => [1.5 * HOUR + day * DAY, 'digest', day % 7 === 0]),
    );
  });

  test.each(['en', 'zh'] as const)(
    'a digest that is the heartbeat says so, no line twice (%s)',
    (language) => {
      const told = Story.begun(
        'alerts: { channels: [{ type: console }], digest: { enabled: true, at: "09:30" } }',
      ).run(1.5 * HOUR, { findings });
      const [{ notice } = { notice: null }, ...others] = told.filter(({ notice }) => notice.facts !== null);
      expect(others).toEqual([]);
      const { title, heading, lead } = renderNotice(notice ?? testNotice(null, new Date(at(0))), language);
      expect(title).toMatch(
        language === 'en' ? /^sealwatch daily and weekly heartbeat: / : /^sealwatch 日报与每周心跳：/,
      );
      expect(new Set([heading, ...lead]).size).toBe(lead.length + 1);
    },
  );

  test('a ping is due after a healthy run, when one is configured', () => {
    const story = Story.begun(
      'alerts: { channels: [{ type: console }], pingUrl: "https://ping.example.com/x" }',
    );
    expect(pingDue(story.config, story.ledger)).toBe(true);
    expect(pingDue(Story.begun().config, story.ledger)).toBe(false);
    story.run(0, late(0, 'keys', 60));
    expect(pingDue(story.config, story.ledger)).toBe(false);
  });
});

test.each([
  ['22:00', '07:30', 14 * HOUR, true],
  ['22:00', '07:30', -HOUR, true],
  ['22:00', '07:30', -HOUR / 2, false],
  ['22:00', '07:30', 0, false],
  ['08:00', '09:00', 0, true],
  ['08:00', '09:00', HOUR, false],
])('%s to %s holds minute %i: %s', (from, to, minute, holds) => {
  expect(isWithin(new Date(at(minute)), { from, to })).toBe(holds);
});

test('the last time that it was Monday ten o’clock', () => {
  const last = (minute: number) => lastOccurrence(new Date(at(minute)), '10:00', 'mon').toISOString();
  expect(last(2 * HOUR)).toBe(at(2 * HOUR));
  expect(last(2 * HOUR - 1)).toBe(at(2 * HOUR - 7 * DAY));
  expect(last(8 * DAY)).toBe(at(2 * HOUR + 7 * DAY));
});

test('the ledger stays small: what is over is forgotten', () => {
  const story = Story.begun();
  for (let day = 0; day < 80; day += 1) {
    const minute = day * DAY;
    story.run(minute, { findings: [open(minute)], changes: [change(`d-${day}`, minute)] });
    story.run(minute + 9, { resolved: [ended(minute, minute + 9)] });
  }
  const { said, changes } = story.ledger.channels['console'] ?? EMPTY_CHANNEL;
  expect(said).toEqual({});
  expect(Object.keys(changes)).toHaveLength(35);
  expect(JSON.stringify(story.ledger).length).toBeLessThan(3_000);
});
