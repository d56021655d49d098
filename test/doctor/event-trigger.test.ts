import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startSandbox } from '../../sandbox/start.ts';
import { fc } from '../../shared/cloud/functions.ts';
import { eventFilter } from '../../shared/collect/event-filter.ts';
import { parseConfig } from '../../shared/config/load-config.ts';
import { lookAtDeployment } from '../../shared/doctor/deployment.ts';
import { eventTriggerItems } from '../../shared/doctor/event-trigger.ts';
import { seen, unseen } from '../../shared/model/observation.ts';
import { cloudOf } from '../sandbox-cloud.ts';

const WANTED = eventFilter();
const OF_BEFORE = { source: ['acs.kms'], ...WANTED };

interface Configured {
  pattern?: object;
  config?: object;
}

const trigger = (triggerName: string, { pattern = WANTED, config = {} }: Configured = {}) => ({
  triggerName,
  triggerType: 'eventbridge',
  triggerConfig: JSON.stringify({
    triggerEnable: true,
    asyncInvocationType: false,
    eventRuleFilterPattern: JSON.stringify(pattern),
    ...config,
  }),
});
const { eventName: calls } = (WANTED as { data: { eventName: string[] } }).data;

test.each([
  {
    when: 'one trigger asks for all',
    triggers: [trigger('changes')],
    result: 'ok',
    told: /starts .* required calls\.$/,
  },
  {
    when: 'it waits for the end',
    triggers: [trigger('changes', { config: { asyncInvocationType: true } })],
    result: 'ok',
    told: /waits for its end/,
  },
  { when: 'there is none', triggers: [], result: 'skipped', told: /only the timers/ },
  {
    when: 'it is switched off',
    triggers: [trigger('changes', { config: { triggerEnable: false } })],
    result: 'skipped',
    told: /only the timers/,
  },
  {
    when: 'it is one of before',
    triggers: [trigger('kms', { pattern: OF_BEFORE })],
    result: 'warned',
    told: /all required calls/,
  },
  {
    when: 'one of before is still there',
    triggers: [trigger('changes'), trigger('kms', { pattern: OF_BEFORE })],
    result: 'warned',
    told: /more than one/,
  },
  {
    when: 'its filter cannot be read',
    triggers: [{ ...trigger('changes'), triggerConfig: '{' }],
    result: 'warned',
    told: /all required calls/,
  },
])('the events when $when: $result', ({ triggers, result, told }) => {
  const answer = seen({ triggers }, '2026-11-22T00:00:00Z');
  const asked = { operation: fc.listTriggers, region: 'cn-hangzhou', madeUp: false, answer };
  expect(
    eventTriggerItems({ name: 'sealwatch-events', region: 'cn-hangzhou', triggers: asked }),
  ).toMatchObject([{ result, summary: expect.stringMatching(told) }]);
});

test('a call and a type that the deployed filter lacks are named; what may not be seen is nothing', () => {
  const [type, ...types] = (WANTED as { type: object[] }).type;
  const without = (change: object) =>
    eventTriggerItems({
      name: 'sealwatch-events',
      region: 'cn-hangzhou',
      triggers: {
        operation: fc.listTriggers,
        region: 'cn-hangzhou',
        madeUp: false,
        answer: seen({ triggers: [trigger('changes', { pattern: { ...WANTED, ...change } })] }, ''),
      },
    })[0]?.evidence['calls'];
  expect(type).toBeDefined();
  expect(without({ data: { eventName: calls.slice(1) } })).toEqual(calls.slice(0, 1));
  expect(without({ type: types })).toEqual(calls);
  const blind = {
    operation: fc.listTriggers,
    region: 'cn-hangzhou',
    madeUp: false,
    answer: unseen('denied', 'no'),
  };
  expect(eventTriggerItems({ name: 'sealwatch-events', region: 'cn-hangzhou', triggers: blind })).toEqual([]);
});

test('what is deployed is compared with what is wanted', async () => {
  const sandbox = await startSandbox({ scenario: 'empty', rates: 'off' });
  onTestFinished(() => sandbox.close());
  const spec = {
    name: 'sealwatch-events',
    region: 'cn-hangzhou',
    handler: 'events.handler',
    codeDir: mkdtempSync(join(tmpdir(), 'sealwatch-code-')),
  };
  const look = async (pattern: object) => {
    sandbox.functions.deploy({ ...spec, eventPatterns: [JSON.stringify(pattern)] });
    sandbox.functions.deploy({ ...spec, name: 'sealwatch-keys', handler: 'keys.handler' });
    const place = { region: 'cn-hangzhou', prefix: 'sealwatch' };
    const { items } = await lookAtDeployment(
      cloudOf(sandbox),
      place,
      parseConfig('', 'defaults', {}, { checks: [] }),
    );
    return items.find(({ id }) => id === 'events sealwatch-events')?.result;
  };
  expect(await look(WANTED)).toBe('ok');
  expect(await look(OF_BEFORE)).toBe('warned');
});
