import { expect, test } from 'vitest';
import { CLOUD_CALLS } from '../../shared/collect/cloud-calls.ts';
import { eventFilter } from '../../shared/collect/event-filter.ts';
import { filterObjections } from './hold.ts';
import { official, operationOf } from './official.ts';

test.each(CLOUD_CALLS)('$service $call is an operation of the vendor', ({ service, call }) => {
  expect(operationOf(official, service.toLowerCase(), call)).toBeDefined();
});

test('EventBridge takes the filter', () => {
  expect(filterObjections(eventFilter())).toEqual([]);
});

test.each([
  ['a source that is stated nowhere', { source: ['acs.cs'] }, ['filters by source']],
  ['a type that is none', { type: [{ suffix: ':ActionTrail:Call' }] }, ['has another set of types']],
  [
    'too many expressions for a field',
    { data: { eventName: Array.from({ length: 6 }, (_, n) => ({ prefix: String(n) })) } },
    ['has more than 5 expressions for a field'],
  ],
])('%s is objected to', (_, change, told) => {
  expect(filterObjections({ ...eventFilter(), ...change })).toEqual(told);
});
