import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import type { Watched } from '../../shared/collect/change-event.ts';
import { collectChangeEvents } from '../../shared/collect/change-events.ts';
import { eventsIn } from '../../shared/model/change.ts';
import { callsOf, setFaults } from '../e2e/run-cli.ts';
import { advance } from '../sandbox/signed.ts';
import { cloudOf } from '../sandbox-cloud.ts';

const REGION = 'cn-shanghai';
const KEY = 'key-shh00000000000000001a';
const SINCE = '2026-11-23T00:00:00.000Z';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox({ scenario: 'healthy', rates: 'off' });
});
afterEach(() => sandbox.close());

const watched: Watched = {
  account: '1000000000000001',
  keys: new Set([`${REGION} ${KEY}`]),
  clusters: new Map(),
  policies: new Set(),
  instances: new Set(),
  ways: new Map(),
};

function look(to: Readonly<Record<string, string>>) {
  const places = { regions: [REGION], trailHomes: ['cn-hangzhou'], switchRegion: null };
  return collectChangeEvents(cloudOf(sandbox), places, watched, { since: SINCE, now: sandbox.now() }, to);
}

async function lookups(): Promise<number> {
  return (await callsOf(sandbox))['LookupEvents'] ?? 0;
}

const named = (found: Awaited<ReturnType<typeof look>>) => eventsIn(found.places).map(({ name }) => name);
const gaps = (found: Awaited<ReturnType<typeof look>>) =>
  found.places.flatMap(({ events }) => (events.seen ? (events.missing ?? []) : [events]));

async function readOnce(): Promise<Readonly<Record<string, string>>> {
  const { to } = await look({});
  expect(to[`${REGION} changes`]).toBe(SINCE);
  return to;
}

test('one question for each region finds the changes of keys, role and trail', async () => {
  const to = await readOnce();
  sandbox.world.disableKey({ key: 'ack-secrets-sh' });
  sandbox.world.detachPolicy({});
  sandbox.world.stopTrail({ trail: 'audit-all' });
  await advance(sandbox, 'PT20M'); // events come late
  const found = await look(to);
  expect(new Set(named(found))).toEqual(new Set(['DetachPolicyFromRole', 'DisableKey', 'StopLogging']));
  expect(named(found)).toHaveLength(3);
  expect(await lookups()).toBe(3); // cn-shanghai, cn-hangzhou, ap-southeast-1
  expect(gaps(found)).toEqual([]);
});

test('behind too many write calls of other products, those that matter are asked for by product', async () => {
  const to = await readOnce();
  sandbox.world.disableKey({ key: 'ack-secrets-sh' });
  for (let call = 0; call < 200; call += 1)
    sandbox.world.recordEvent({ region: REGION, service: 'Ess', event: 'CreateScalingConfiguration' });
  await advance(sandbox, 'PT20M');
  const found = await look(to);
  expect(named(found)).toEqual(['DisableKey']);
  expect(gaps(found)).toEqual([]);
});

test('a question that fails says so, and the next look begins where this one did', async () => {
  const to = await readOnce();
  sandbox.world.disableKey({ key: 'ack-secrets-sh' });
  await advance(sandbox, 'PT20M');
  await setFaults(sandbox, [{ kind: 'error5xx', action: 'LookupEvents', region: REGION }]);
  const blind = await look(to);
  expect(named(blind)).toEqual([]);
  expect(gaps(blind)).toMatchObject([{ because: 'unreachable' }]);
  expect(blind.to[`${REGION} changes`]).toBe(SINCE);
  await setFaults(sandbox, []);
  expect(named(await look(blind.to))).toEqual(['DisableKey']);
});

test('what each product was read to, before there was one question, is where the region goes on', async () => {
  sandbox.world.disableKey({ key: 'ack-secrets-sh' });
  await advance(sandbox, 'PT20M');
  const before = sandbox.now().toISOString();
  const { to, places } = await look({ [`${REGION} keys`]: SINCE, [`${REGION} clusters`]: before });
  expect(eventsIn(places).map(({ name }) => name)).toEqual(['DisableKey']);
  expect(Object.keys(to).sort()).toEqual([
    'ap-southeast-1 changes',
    'cn-hangzhou changes',
    'cn-shanghai changes',
  ]);
});
