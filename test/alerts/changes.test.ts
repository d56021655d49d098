import { expect, test } from 'vitest';
import { ALICE, at, attempt, change, DAY, HOUR, type Known, open, resource, Story } from './story.ts';

const awaited = (minute: number) => change('d-1', minute, { actorState: 'awaited' });
const named = (minute: number, aliases = ['d-1']) =>
  change('e-1', minute, { aliases, actor: ALICE, actorState: 'named' });
const high = { severity: 'high' } as const;
const SESSION = { actor: { ...ALICE, type: 'role', role: 'ci', name: 'one' } } as const;

type Step = [minute: number, known: Known, sends: string[]];

test.each<{ rule: string; yaml?: string; steps: Step[] }>([
  {
    rule: 'a change is told once',
    steps: [
      [0, { changes: [change('d-1', 0)] }, ['changed key-disabled']],
      [1, { changes: [change('d-1', 0)] }, []],
    ],
  },
  {
    rule: 'it waits for its author, and is told with the author',
    steps: [
      [0, { changes: [awaited(0)] }, []],
      [14, { changes: [awaited(0)] }, []],
      [14, { changes: [named(0)] }, ['changed key-disabled']],
      [15, { changes: [named(0)] }, []],
    ],
  },
  {
    rule: 'it does not wait longer than 15 minutes, and is not told again when the author comes',
    steps: [
      [15, { changes: [awaited(0)] }, ['changed key-disabled']],
      [30, { changes: [named(0)] }, []],
      // Its event was dropped from the state: it has its first id again.
      [60, { changes: [change('d-1', 0)] }, []],
    ],
  },
  {
    rule: 'a critical finding tells its change at once, and the change is not told again',
    steps: [
      [0, { findings: [open(0)], changes: [awaited(0)] }, ['new key-state']],
      [15, { findings: [open(0)], changes: [awaited(0)] }, []],
      [20, { findings: [open(0)], changes: [named(0)] }, []],
    ],
  },
  {
    rule: 'a finding that is not critical tells its change when the author is known',
    steps: [[0, { findings: [open(0, high)], changes: [named(0)] }, ['new key-state']]],
  },
  {
    rule: 'and leaves it to wait when not',
    steps: [
      [0, { findings: [open(0, high)], changes: [awaited(0)] }, ['new key-state']],
      [9, { findings: [open(0, high)], changes: [named(0)] }, ['changed key-disabled']],
    ],
  },
  {
    rule: 'a change of another key is told by itself',
    steps: [
      [
        0,
        { findings: [open(0)], changes: [change('d-1', 0, { resource: resource({ id: 'key-2' }) })] },
        ['new key-state', 'changed key-disabled'],
      ],
    ],
  },
  {
    rule: 'what nobody could be told for a month is not news',
    steps: [
      [30 * DAY, { changes: [change('d-1', -1)] }, []],
      [30 * DAY, { changes: [change('d-1', 0)] }, ['changed key-disabled']],
      [36 * DAY, { changes: [change('d-1', 0)] }, []],
    ],
  },
  {
    rule: 'an attempt is told once, many of them as one',
    steps: [
      [0, { attempts: [attempt('a-1', 0), attempt('a-2', 0)] }, ['attempted key-disabled']],
      [1, { attempts: [attempt('a-1', 0), attempt('a-2', 0)] }, []],
    ],
  },
  {
    rule: 'whoever goes on trying is told of once an hour, under whatever session; another caller at once',
    steps: [
      [0, { attempts: [attempt('a-1', 0, SESSION)] }, ['attempted key-disabled']],
      [1, { attempts: [attempt('a-2', 1, { actor: { ...SESSION.actor, name: 'two' } })] }, []],
      [59, { attempts: [attempt('a-2', 1, SESSION), attempt('a-3', 59)] }, ['attempted key-disabled']],
      [60, { attempts: [attempt('a-2', 1, SESSION), attempt('a-3', 59)] }, ['attempted key-disabled']],
      [61, { attempts: [attempt('a-2', 1, SESSION), attempt('a-3', 59)] }, []],
    ],
  },
  {
    rule: 'routine is below the threshold',
    steps: [[0, { changes: [change('d-1', 0, { kind: 'cluster-added' })] }, []]],
  },
  {
    rule: 'a channel for some checks hears of the changes that may make them fail',
    yaml: 'alerts: { channels: [{ type: console, only: { checks: [key-state] } }] }',
    steps: [
      [
        0,
        { changes: [change('d-1', 0), change('d-2', 0, { kind: 'role-changed' })] },
        ['changed key-disabled'],
      ],
    ],
  },
])('$rule', ({ yaml, steps }) => {
  const story = Story.begun(yaml);
  for (const [minute, known, sends] of steps) expect(story.sends(minute, known), at(minute)).toEqual(sends);
});

test('an item tells who did it, from what to what, and counts what was tried', () => {
  const story = Story.begun();
  const told = { changes: [named(-3)], attempts: [attempt('a-1', 0), attempt('a-2', 1)] };
  expect(story.items(2, told)).toMatchObject([
    {
      title: 'the key was disabled',
      summary: '{from} → {to}',
      evidence: { from: 'Enabled', to: 'Disabled' },
      since: at(-3),
      actor: { name: 'alice' },
      actorState: 'named',
      clusters: { count: 1, names: ['pay-prod'] },
      paste: { acknowledge: '', waive: '' },
    },
    { state: 'attempted', evidence: { code: 'Forbidden.NoPermission', count: 2 }, actor: { name: 'alice' } },
  ]);
});

test('the finding that tells a change names its author, and says when the author is awaited', () => {
  const [known] = Story.begun().items(0, { findings: [open(0)], changes: [named(0)] });
  expect(known).toMatchObject({ actor: { name: 'alice' }, actorState: 'named' });
  const [waiting] = Story.begun().items(0, { findings: [open(0)], changes: [awaited(0)] });
  expect(waiting).toMatchObject({ actor: null, actorState: 'awaited' });
});

test('a channel that is new hears what changed in the last hour only', () => {
  const story = new Story();
  const changes = [
    change('d-1', -2 * HOUR),
    change('d-2', -HOUR + 1, { resource: resource({ id: 'key-2' }) }),
  ];
  expect(story.sends(0, { changes })).toEqual([]);
  const said = story.items(1, { changes });
  expect(said.map(({ resource: { id } }) => id)).toEqual(['key-2']);
});
