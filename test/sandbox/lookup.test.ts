import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { advance, ask, at, control, fieldsAt, listAt, textAt } from './signed.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ scenario: 'demo', rates: 'off' });
});

afterAll(async () => {
  await sandbox.close();
});

async function lookup(params: Record<string, string>, region = 'cn-hangzhou') {
  return await ask(sandbox, `actiontrail.${region}`, 'LookupEvents', params);
}

function conditions(pairs: readonly (readonly [string, string])[]): Record<string, string> {
  const params: Record<string, string> = {};
  for (const [index, [key, value]] of pairs.entries()) {
    params[`LookupAttribute.${index + 1}.Key`] = key;
    params[`LookupAttribute.${index + 1}.Value`] = value;
  }
  return params;
}

async function everything(params: Record<string, string>, region?: string): Promise<unknown[]> {
  const found: unknown[] = [];
  let token = '';
  do {
    const { body, text } = await lookup({ ...params, ...(token && { NextToken: token }) }, region);
    if (at(body, 'Events') === undefined) throw new Error(text);
    found.push(...listAt(body, 'Events'));
    token = textAt(body, 'NextToken');
  } while (token);
  return found;
}

const week = { StartTime: '2026-11-16T00:00:00Z', EndTime: '2026-11-23T00:00:00Z' };

describe('conditions', () => {
  test.each([
    { pairs: [['EventName', 'DisableKey']], count: 1 },
    { pairs: [['EventName', 'disablekey']], count: 0 },
    {
      pairs: [
        ['ServiceName', 'Kms'],
        ['EventName', 'ScheduleKeyDeletion'],
      ],
      count: 2,
    },
    {
      pairs: [
        ['EventName', 'ScheduleKeyDeletion'],
        ['ServiceName', 'Kms'],
      ],
      count: 2,
    },
    {
      pairs: [
        ['ServiceName', 'KMS'],
        ['EventName', 'ScheduleKeyDeletion'],
      ],
      count: 0,
    },
    {
      pairs: [
        ['User', 'bob'],
        ['ServiceName', 'CS'],
      ],
      count: 1,
    },
    {
      pairs: [
        ['ServiceName', 'CS'],
        ['User', 'Bob'],
      ],
      count: 0,
    },
    {
      pairs: [
        ['ServiceName', 'CS'],
        ['PrincipalId', '200000000000000002'],
      ],
      count: 1,
    },
    {
      pairs: [
        ['ServiceName', 'CS'],
        ['EventRW', 'Write'],
      ],
      count: 2,
    },
    {
      pairs: [
        ['ServiceName', 'CS'],
        ['EventRW', 'Read'],
      ],
      count: 0,
    },
    {
      pairs: [
        ['ServiceName', 'CS'],
        ['EventType', 'ApiCall'],
      ],
      count: 2,
    },
    {
      pairs: [
        ['ServiceName', 'CS'],
        ['EventType', 'ConsoleSignin'],
      ],
      count: 0,
    },
    {
      pairs: [
        ['ServiceName', 'CS'],
        ['SensitiveAction', 'true'],
      ],
      count: 0,
    },
    {
      pairs: [
        ['ServiceName', 'Kms'],
        ['RoleName', 'AliyunReservedSSO-PlatformAdmin'],
      ],
      count: 1,
    },
    {
      pairs: [
        ['ResourceName', 'key-hzz00000000000000004d'],
        ['EventName', 'DisableKey'],
      ],
      count: 1,
    },
    {
      pairs: [
        ['ResourceName', 'key-hzz00000000000000004'],
        ['EventName', 'DisableKey'],
      ],
      count: 0,
    },
    {
      pairs: [
        ['ResourceName', 'key-hzz00000000000000005e'],
        ['User', 'alice'],
      ],
      count: 1,
    },
    {
      pairs: [
        ['EventType', 'ApiCall'],
        ['EventName', 'DisableKey'],
      ],
      count: 1,
    },
    // the same key twice: only the second counts
    {
      pairs: [
        ['EventName', 'DisableKey'],
        ['EventName', 'ScheduleKeyDeletion'],
      ],
      count: 2,
      name: 'ScheduleKeyDeletion',
    },
    // more than two: only the first two count
    {
      pairs: [
        ['ServiceName', 'Kms'],
        ['EventName', 'DisableKey'],
        ['User', 'nobody'],
      ],
      count: 1,
      name: 'DisableKey',
    },
    { pairs: [['SourceIpAddress', '203.0.113.30']], count: 1, name: 'DisableKey' },
  ] as { pairs: [string, string][]; count: number; name?: string }[])(
    '$pairs: $count',
    async ({ pairs, count, name }) => {
      const found = await everything({ ...conditions(pairs), ...week, MaxResults: '50' });
      expect(found).toHaveLength(count);
      if (name) expect(at(found[0], 'eventName')).toBe(name);
    },
  );

  test('the events of a key by ResourceName and ResourceType', async () => {
    const pairs = [
      ['ResourceName', 'key-hzz00000000000000005e'],
      ['ResourceType', 'ACS::KMS::Key'],
    ] as const;
    const found = await everything({ ...conditions(pairs), ...week, MaxResults: '50' });
    expect(found.length).toBeGreaterThan(20);
    expect(new Set(found.map((event) => at(event, 'resourceName')))).toEqual(
      new Set(['key-hzz00000000000000005e']),
    );
  });

  test('one event by its id, recorded or of a repeating call', async () => {
    const some = await lookup({ ...week, MaxResults: '50' });
    for (const eventId of fieldsAt(some.body, 'Events', 'eventId').slice(0, 5)) {
      const found = await everything({ ...conditions([['EventId', String(eventId)]]), ...week });
      expect(found.map((event) => at(event, 'eventId'))).toEqual([eventId]);
    }
  });

  test.each([
    {
      pairs: [
        ['EventName', 'DisableKey'],
        ['User', 'alice'],
      ],
    },
    {
      pairs: [
        ['RoleName', 'x'],
        ['EventName', 'Decrypt'],
      ],
    },
    {
      pairs: [
        ['User', 'alice'],
        ['EventRW', 'Write'],
      ],
    },
    {
      pairs: [
        ['ResourceType', 'ACS::KMS::Key'],
        ['EventName', 'DisableKey'],
      ],
    },
    {
      pairs: [
        ['ResourceName', 'x'],
        ['EventRW', 'Write'],
      ],
    },
    {
      pairs: [
        ['EventId', 'x'],
        ['ServiceName', 'Kms'],
      ],
    },
    { pairs: [['PrincipalId', '1']] },
  ] as { pairs: [string, string][] }[])('$pairs is not a documented pair', async ({ pairs }) => {
    const answer = await lookup(conditions(pairs));
    expect([answer.status, answer.code]).toEqual([400, 'InvalidParameterCombination']);
  });
});

describe('the window', () => {
  test('is seven days when nothing is said, and the answer tells it', async () => {
    const { body } = await lookup({});
    expect(body).toMatchObject({ StartTime: '2026-11-16T00:00:00Z', EndTime: '2026-11-23T00:00:00Z' });
    const all = await everything({ MaxResults: '50' });
    const times = all.map((event) => textAt(event, 'eventTime'));
    expect(times.at(-1)?.slice(0, 10)).toBe('2026-11-16');
    expect(times[0] && times[0] <= '2026-11-22T23:55:00Z').toBe(true);
  });

  test.each([
    { params: { StartTime: '2026-11-16T00:00:00Z' }, code: 'InvalidParameterCombination' },
    { params: { EndTime: '2026-11-16T00:00:00Z' }, code: 'InvalidParameterCombination' },
    {
      params: { StartTime: '2026-11-17T00:00:00Z', EndTime: '2026-11-16T00:00:00Z' },
      code: 'InvalidParameterCombination',
    },
    { params: { StartTime: '2026-11-16', EndTime: '2026-11-17' }, code: 'InvalidParameter' },
    {
      params: { StartTime: '2026-11-16T00:00:00+08:00', EndTime: '2026-11-17T00:00:00Z' },
      code: 'InvalidParameter',
    },
    {
      params: { StartTime: '2026-13-16T00:00:00Z', EndTime: '2026-13-17T00:00:00Z' },
      code: 'InvalidParameter',
    },
    { params: { MaxResults: '0' }, code: 'InvalidParameter' },
    { params: { MaxResults: '51' }, code: 'InvalidParameter' },
    { params: { Direction: 'backward' }, code: 'InvalidParameter' },
    { params: { NextToken: 'nonsense' }, code: 'InvalidParameter' },
  ])('$params: $code', async ({ params, code }) => {
    const answer = await lookup(params as Record<string, string>);
    expect([answer.status, answer.code]).toEqual([400, code]);
  });

  test('both ends belong to it', async () => {
    const [event] = await everything({ ...conditions([['EventName', 'DisableKey']]), ...week });
    const time = textAt(event, 'eventTime');
    const found = await everything({
      ...conditions([['EventName', 'DisableKey']]),
      StartTime: time,
      EndTime: time,
    });
    expect(found).toHaveLength(1);
  });

  test('reaches back 90 days: what is older is left out, or the call refused', async () => {
    const long = {
      StartTime: '2026-07-01T00:00:00Z',
      EndTime: '2026-11-23T00:00:00Z',
      Direction: 'FORWARD',
      MaxResults: '1',
    };
    const { body } = await lookup(long);
    expect(at(body, 'StartTime')).toBe('2026-08-25T00:00:00Z');
    expect(textAt(body, 'Events.0.eventTime').slice(0, 10)).toBe('2026-08-25');
    sandbox.world.setSettings({ lookupBeyond90Days: 'refuse' });
    expect((await lookup(long)).code).toBe('InvalidParameter');
    sandbox.world.setSettings({ lookupBeyond90Days: 'clip' });
  });

  test('regions are apart', async () => {
    const found = await everything({ ...conditions([['ServiceName', 'CS']]), ...week }, 'cn-shanghai');
    expect(found.map((event) => at(event, 'acsRegion'))).toEqual(['cn-shanghai']);
    expect(await everything({ ...conditions([['ServiceName', 'CS']]), ...week }, 'cn-chengdu')).toEqual([]);
  });

  test('the central host serves the regions without their own', async () => {
    const params = { ...conditions([['EventName', 'DisableKey']]), RegionId: 'cn-hangzhou' };
    const answer = await ask(sandbox, 'actiontrail', 'LookupEvents', params);
    expect(listAt(answer.body, 'Events')).toHaveLength(1);
  });
});

describe('paging', () => {
  test('twenty when nothing is said', async () => {
    expect(listAt((await lookup({})).body, 'Events')).toHaveLength(20);
  });

  test('FORWARD is BACKWARD turned round', async () => {
    const backward = await everything({ ...week, MaxResults: '50' });
    const forward = await everything({ ...week, MaxResults: '50', Direction: 'FORWARD' });
    expect(backward.length).toBeGreaterThan(200);
    expect(forward).toEqual(backward.toReversed());
  });

  test('pages of any size give every event once, in order', async () => {
    const all = await everything({ ...week, MaxResults: '50' });
    const times = all.map((event) => textAt(event, 'eventTime'));
    for (const [index, time] of times.entries()) expect(time <= (times[index - 1] ?? time)).toBe(true);
    expect(new Set(all.map((event) => at(event, 'eventId'))).size).toBe(all.length);
    const direction = fc.constantFrom('BACKWARD', 'FORWARD');
    const size = fc.integer({ min: 7, max: 50 });
    await fc.assert(
      fc.asyncProperty(size, direction, async (max, Direction) => {
        const paged = await everything({ ...week, MaxResults: `${max}`, Direction });
        expect(paged).toEqual(Direction === 'BACKWARD' ? all : all.toReversed());
      }),
      { numRuns: 12 },
    );
  });

  test.each([
    { what: 'page size', other: { MaxResults: '11' } },
    { what: 'direction', other: { Direction: 'FORWARD' } },
    { what: 'window', other: { EndTime: '2026-11-22T00:00:00Z' } },
    { what: 'condition', other: conditions([['ServiceName', 'Kms']]) },
  ])('a token does not fit another $what', async ({ other }) => {
    const params = { ...week, MaxResults: '10' };
    const { body } = await lookup(params);
    const NextToken = textAt(body, 'NextToken');
    expect((await lookup({ ...params, NextToken })).status).toBe(200);
    expect((await lookup({ ...params, NextToken, ...other })).code).toBe('InvalidParameter');
  });

  test('nor another region', async () => {
    const { body } = await lookup({ MaxResults: '10' });
    const answer = await lookup({ MaxResults: '10', NextToken: textAt(body, 'NextToken') }, 'cn-shanghai');
    expect(answer.code).toBe('InvalidParameter');
  });

  test('the last page has an empty token', async () => {
    const { body } = await lookup({ ...conditions([['EventName', 'DisableKey']]), MaxResults: '1' });
    expect(at(body, 'NextToken')).toBe('');
  });
});

describe('while the clock moves', () => {
  let own: Sandbox;

  afterEach(async () => {
    await own.close();
  });

  test('paging goes on where it was: new events do not disturb it', async () => {
    own = await startSandbox({ scenario: 'demo', rates: 'off' });
    const first = await ask(own, 'actiontrail.cn-hangzhou', 'LookupEvents', { MaxResults: '10' });
    const expected = await ask(own, 'actiontrail.cn-hangzhou', 'LookupEvents', {
      MaxResults: '10',
      NextToken: textAt(first.body, 'NextToken'),
    });
    own.world.disableKey({ key: 'hz-pay', by: 'alice' });
    await advance(own, 'PT6H');
    const second = await ask(own, 'actiontrail.cn-hangzhou', 'LookupEvents', {
      MaxResults: '10',
      NextToken: textAt(first.body, 'NextToken'),
    });
    expect(listAt(second.body, 'Events')).toEqual(listAt(expected.body, 'Events'));
  });

  test('events of the same moment keep their order, one to a page', async () => {
    own = await startSandbox({ scenario: 'demo', rates: 'off' });
    for (const key of ['hz-pay', 'hz-edge', 'hz-checkout', 'hz-wiki'])
      own.world.disableKey({ key, by: 'eve' });
    await advance(own, 'PT5M');
    const conditionsOfEve = conditions([
      ['ServiceName', 'Kms'],
      ['User', 'eve'],
    ]);
    const names = async (Direction: string) => {
      const found: unknown[] = [];
      let token = '';
      do {
        const params = { ...conditionsOfEve, Direction, MaxResults: '1', ...(token && { NextToken: token }) };
        const { body } = await ask(own, 'actiontrail.cn-hangzhou', 'LookupEvents', params);
        found.push(at(body, 'Events.0.resourceName'));
        token = textAt(body, 'NextToken');
      } while (token);
      return found;
    };
    const last = 'key-hzz00000000000000008h';
    const backward = await names('BACKWARD');
    expect(backward).toEqual([
      last,
      'key-hzz00000000000000002b',
      'key-hzz00000000000000006f',
      'key-hzz00000000000000001a',
    ]);
    expect(await names('FORWARD')).toEqual(backward.toReversed());
  });

  test('an event told late still stands at its time', async () => {
    own = await startSandbox({ scenario: 'demo', rates: 'off' });
    own.world.disableKey({ key: 'hz-pay', by: 'eve' });
    own.world.recordEvent({
      region: 'cn-hangzhou',
      at: '-PT1H',
      service: 'Kms',
      event: 'TagResource',
      by: 'eve',
    });
    own.world.enableKey({ key: 'hz-pay', by: 'eve' });
    await advance(own, 'PT5M');
    const params = conditions([
      ['ServiceName', 'Kms'],
      ['User', 'eve'],
    ]);
    const { body } = await ask(own, 'actiontrail.cn-hangzhou', 'LookupEvents', params);
    expect(fieldsAt(body, 'Events', 'eventName')).toEqual(['EnableKey', 'DisableKey', 'TagResource']);
  });

  test('old events leave the 90 days', async () => {
    own = await startSandbox({ scenario: 'demo', rates: 'off' });
    const stop = conditions([['EventName', 'StopLogging']]);
    const window = { StartTime: '2026-09-01T00:00:00Z', EndTime: '2027-03-01T00:00:00Z' };
    const find = async () =>
      listAt(
        (await ask(own, 'actiontrail.cn-beijing', 'LookupEvents', { ...stop, ...window })).body,
        'Events',
      );
    expect(await find()).toHaveLength(1);
    await control(own, 'POST', 'clock', { advance: 'P41D' });
    expect(await find()).toHaveLength(0);
  });
});
