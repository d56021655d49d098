import { describe, expect, test } from 'vitest';
import type { Notice } from '../../shared/model/notice.ts';
import { ACCOUNT } from '../builders.ts';
import { at, change, DAY, ended, HOUR, type Known, open, resource, Story, view } from './story.ts';

const clusterOff = (id: string, minute = 0) =>
  open(
    minute,
    {
      check: 'cluster-encryption',
      severity: 'high',
      summary: 'Secret encryption is off.',
      resource: resource({ type: 'cluster', id }),
      clusters: [id],
    },
    { job: 'inventory' },
  );
const many = (count: number) => Array.from({ length: count }, (_, index) => `m-${index}`);
const clusters = (ids: readonly string[]) =>
  Object.fromEntries(
    ids.map((id) => [
      id,
      {
        name: `name-${id}`,
        region: 'cn-hangzhou',
        tags: {},
        inScope: true,
        encrypted: false,
        verdict: 'fail' as const,
      },
    ]),
  );

describe('grouping', () => {
  test('one key that hits 40 clusters is one item with their number and the first names', () => {
    const ids = many(40);
    const [item] = Story.begun().items(0, {
      findings: [open(0, { clusters: ids })],
      clusters: clusters(ids),
    });
    expect(item?.clusters).toEqual({
      count: 40,
      names: ['name-m-0', 'name-m-1', 'name-m-2', 'name-m-3', 'name-m-4'],
    });
    expect(item?.alike).toEqual([]);
  });

  test('40 clusters with the same failure are one item, told since the first, with ten lines to paste', () => {
    const ids = many(40);
    const findings = ids.map((id, index) => clusterOff(id, -index));
    const items = Story.begun().items(0, { findings, clusters: clusters(ids) });
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ since: at(-39), clusters: { count: 40 } });
    expect(items[0]?.alike).toHaveLength(39);
    expect(items[0]?.paste.acknowledge.split('\n')).toHaveLength(10);
  });

  test('two keys are two items, because each has its own command', () => {
    const findings = [open(0), open(0, { resource: resource({ id: 'key-2' }) })];
    expect(Story.begun().items(0, { findings })).toHaveLength(2);
  });

  test('what another author caused is another item', () => {
    const actor = { type: 'user', name: 'alice', role: '', source: '', eventId: '' } as const;
    const author = { actor, at: at(-30) };
    const findings = [{ ...clusterOff('c-9'), author }, clusterOff('c-2'), { ...clusterOff('c-3'), author }];
    const items = Story.begun().items(0, { findings });
    expect(items.map((item) => [item.actor?.name, item.actedAt, item.clusters.count])).toEqual([
      ['alice', at(-30), 2],
      [undefined, null, 1],
    ]);
  });

  test('criticals are a message of their own, worst first, the top of each and how many more', () => {
    const story = Story.begun('alerts: { top: 2, minSeverity: low, channels: [{ type: console }] }');
    const key = (id: string, severity: 'critical' | 'high' | 'low') =>
      open(0, { severity, resource: resource({ id }) });
    const findings = [
      key('a', 'low'),
      key('b', 'high'),
      key('c', 'critical'),
      key('d', 'high'),
      key('e', 'high'),
    ];
    const notices = story.run(0, { findings }).map(({ notice }) => notice);
    expect(
      notices.map(({ severity, items, more }) => [severity, items.map(({ resource: { id } }) => id), more]),
    ).toEqual([
      ['critical', ['c'], {}],
      ['high', ['b', 'd'], { high: 1, low: 1 }],
    ]);
    expect(story.run(1, { findings })).toEqual([]);
  });
});

describe('baseline', () => {
  const findings = [open(-3 * DAY), ...many(30).map((id) => clusterOff(id, -3 * DAY))];

  test('the first look at an account is one message, and what it tells is said', () => {
    const story = new Story();
    const arrived = story.run(0, { findings, clusters: clusters(many(30)) });
    expect(arrived).toHaveLength(1);
    expect(arrived[0]?.notice).toMatchObject({
      kind: 'baseline',
      severity: 'critical',
      facts: { accounts: 1, clusters: { total: 30, encrypted: 0 }, findings: { critical: 1, high: 30 } },
    });
    expect(story.run(1, { findings })).toEqual([]);
    expect(story.sends(2, { findings: findings.slice(1), resolved: [ended(-3 * DAY, 2)] })).toEqual([
      'resolved key-state',
    ]);
  });

  test('an account that is well is told of, too', () => {
    expect(new Story().run(0)).toMatchObject([{ notice: { kind: 'baseline', severity: 'info', items: [] } }]);
  });

  test('it waits for the jobs, but not longer than 20 minutes; a late one adds to it', () => {
    const story = new Story();
    const jobs = view(0).jobs.map((job) => ({ ...job, since: at(0) }));
    const early = {
      jobs: jobs.map((job) => (job.job === 'inventory' ? job : { ...job, since: null, finishedAt: null })),
    };
    const inventory = [clusterOff('c-9')];
    // A job that has never finished is late by then.
    expect(story.sends(19, { ...early, findings: inventory })).toEqual(['new job-freshness']);
    expect(story.run(20, { ...early, findings: inventory })).toMatchObject([
      { notice: { kind: 'baseline', items: [{}] } },
    ]);
    const late = story.run(21, {
      jobs,
      findings: [...inventory, open(21), open(21, { resource: resource({ id: 'k' }) })],
    });
    expect(late).toMatchObject([{ notice: { kind: 'baseline', items: [{}, {}] } }]);
    expect(
      story.sends(22, { jobs, findings: [...inventory, open(21), open(22, { check: 'key-spec' })] }),
    ).toContain('new key-spec');
  });

  test('a job that began anew has a new baseline', () => {
    const story = Story.begun();
    const jobs = view(9).jobs.map((job) => ({ ...job, since: job.job === 'keys' ? at(5) : job.since }));
    const [told] = story.run(9, { jobs, findings: [open(9)] });
    expect(told?.notice).toMatchObject({ kind: 'baseline', items: [{ check: 'key-state' }] });
  });
});

describe('channels', () => {
  const two = `
alerts:
  proofOfLife: { enabled: false }
  channels:
    - { type: console, name: all }
    - { type: console, name: some, minSeverity: high, only: { ONLY } }`;
  const of = (only: string) => Story.begun(two.replace('ONLY', only));
  const role = open(0, {
    check: 'security-role',
    resource: resource({ type: 'role', region: '' }),
    clusters: [],
  });

  test.each<{ only: string; known: Known; hears: boolean }>([
    { only: 'accounts: [payments]', known: { findings: [open(0)] }, hears: true },
    { only: `accounts: ["${ACCOUNT}"]`, known: { findings: [open(0)] }, hears: true },
    { only: 'accounts: [other]', known: { findings: [open(0)] }, hears: false },
    { only: 'regions: [cn-hangzhou]', known: { findings: [open(0)] }, hears: true },
    { only: 'regions: [cn-beijing]', known: { findings: [open(0)] }, hears: false },
    { only: 'regions: [cn-beijing]', known: { findings: [role] }, hears: true },
    { only: 'checks: [key-state]', known: { findings: [open(0)] }, hears: true },
    { only: 'checks: [key-spec]', known: { findings: [open(0)] }, hears: false },
    { only: 'clusterTags: { team: pay }', known: { findings: [open(0)] }, hears: true },
    { only: 'clusterTags: { team: web }', known: { findings: [open(0)] }, hears: false },
    { only: 'clusterTags: { team: pay }', known: { findings: [open(0, { clusters: [] })] }, hears: false },
    { only: '', known: { findings: [open(0, { severity: 'medium' })] }, hears: false },
    { only: '', known: { changes: [change('d-1', 0)] }, hears: true },
    { only: 'regions: [cn-beijing]', known: { changes: [change('d-1', 0)] }, hears: false },
  ])('with $only: $hears', ({ only, known, hears }) => {
    const arrived = of(only)
      .run(0, known)
      .map(({ channel }) => channel);
    expect(arrived).toEqual(hears ? ['all', 'some'] : ['all']);
  });

  test('quiet hours: criticals pass; the rest is known once afterwards if it is still true', () => {
    // 08:00 is minute 0.
    const story = Story.begun(
      'alerts: { channels: [{ type: console, quietHours: { from: "22:00", to: "07:30" } }] }',
    );
    const night = 15 * HOUR;
    const high = clusterOff('c-9', night);
    const gone = clusterOff('c-2', night);
    expect(story.sends(14 * HOUR - 1, { findings: [clusterOff('c-3')] })).toEqual(['new cluster-encryption']);
    expect(story.sends(night, { findings: [high, gone, open(night), clusterOff('c-3')] })).toEqual([
      'new key-state',
    ]);
    const end = { findings: [high, clusterOff('c-3')], resolved: [ended(night, night + 60)] };
    expect(story.sends(night + 60, end)).toEqual(['resolved key-state']);
    expect(story.sends(DAY - HOUR / 2 - 1, end)).toEqual([]);
    expect(story.sends(DAY - HOUR / 2, end)).toEqual(['new cluster-encryption']);
    expect(story.sends(DAY - HOUR / 2 + 1, end)).toEqual([]);
  });

  test('escalation: a critical that is open for so long, once, and its recovery', () => {
    const yaml = 'alerts: { channels: [{ type: console, name: boss, escalateAfterMinutes: 30 }] }';
    const story = new Story(yaml);
    const told = { findings: [open(0), clusterOff('c-9')], changes: [change('d-1', 0)] };
    expect(story.sends(29, told)).toEqual([]);
    expect(story.sends(30, told)).toEqual(['still key-state']);
    expect(story.sends(5 * HOUR, told)).toEqual([]);
    expect(story.sends(5 * HOUR + 1, { resolved: [ended(0, 5 * HOUR + 1)] })).toEqual(['resolved key-state']);
    expect(
      story.sends(5 * HOUR + 9, {
        ...{ findings: [open(5 * HOUR + 2)] },
        resolved: [ended(0, 5 * HOUR + 1)],
      }),
    ).toEqual([]);
  });
});

describe('delivery', () => {
  const told = { findings: [open(0)] };
  const later = (minute: number) =>
    ({ kind: 'later', after: at(minute), code: '130101', why: 'too fast' }) as const;
  const refused = {
    kind: 'refused',
    cause: 'configuration',
    code: '310000',
    why: 'sign not match',
    hint: 'x',
  } as const;

  test('what is not delivered is sent later, once; the channel gets the pause that it asked for', () => {
    const story = Story.begun();
    expect(story.sends(0, told, () => later(10))).toEqual([]);
    expect(story.sends(9, told)).toEqual([]);
    expect(story.sends(10, told)).toEqual(['new key-state']);
    expect(story.sends(11, told)).toEqual([]);
  });

  test('a refused message is tried again after 10, 20, 40 minutes', () => {
    const story = Story.begun();
    let asked: number[] = [];
    for (let minute = 0; minute < 130; minute += 1) {
      story.run(minute, told, () => {
        asked = [...asked, minute];
        return refused;
      });
    }
    expect(asked).toEqual([0, 10, 30, 70]);
  });

  test('a crash between sending and marking repeats this one notice, with the same id', () => {
    const story = Story.begun();
    const both = { findings: [open(0), clusterOff('c-9')] };
    const first = story.run(0, both, (_, { severity }) => (severity === 'high' ? 'crash' : { kind: 'sent' }));
    expect(first.map(({ notice }) => notice.severity)).toEqual(['critical', 'high']);
    const second = story.run(1, both);
    expect(second.map(({ notice }) => notice.id)).toEqual([first[1]?.notice.id]);
    expect(story.run(2, both)).toEqual([]);
  });

  test('the same input plans the same notices', () => {
    const story = Story.begun();
    const ids = (notices: readonly { notice: Notice }[]) => notices.map(({ notice }) => notice.id);
    expect(ids(story.plan(0, told).notices)).toEqual(ids(story.plan(0, told).notices));
    expect(ids(story.plan(0, told).notices)[0]).toMatch(/^[0-9a-f]{16}$/);
  });

  test('a run that has nothing to say leaves the ledger as it is', () => {
    const story = Story.begun();
    story.run(0, told);
    const { ledger, notices } = story.plan(1, told);
    expect(notices).toEqual([]);
    expect(ledger).toBe(story.ledger);
  });

  test('another channel takes over, and what it sent is not sent again', () => {
    const story = Story.begun(
      `
alerts:
  channels: [{ type: console, name: a, fallback: b, minSeverity: critical }, { type: console, name: b, checks: 1 }]`.replace(
        ', checks: 1',
        ', only: { checks: [key-spec] }',
      ),
    );
    const arrived = story.run(0, told, (channel) => (channel === 'a' ? later(30) : { kind: 'sent' }));
    expect(arrived.map(({ channel }) => channel)).toEqual(['b']);
    expect(story.run(31, told)).toEqual([]);
  });

  test('never more than 15 messages a minute', () => {
    const story = Story.begun();
    let sent = 0;
    for (let turn = 0; turn < 20; turn += 1) {
      const findings = Array.from({ length: turn + 1 }, (_, index) =>
        open(0, { resource: resource({ id: `k-${index}` }) }),
      );
      sent += story.run(0, { findings }).length;
    }
    expect(sent).toBe(15);
  });
});
