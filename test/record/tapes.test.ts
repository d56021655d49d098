import { expect, test } from 'vitest';
import type { Answer } from '../../shared/cloud/answer.ts';
import { kms } from '../../shared/cloud/kms.ts';
import { sts } from '../../shared/cloud/sts.ts';
import type { Call } from '../../shared/cloud/tape.ts';
import { parseConfig } from '../../shared/config/load-config.ts';
import { seen, unseen } from '../../shared/model/observation.ts';
import { Player } from '../../shared/record/player.ts';
import { Recorder } from '../../shared/record/recorder.ts';

const AT = '2026-11-23T00:00:00.000Z';

const describeKey = (query: Record<string, unknown>): Call => ({
  account: '',
  operation: kms.describeKey,
  request: { region: 'cn-hangzhou', query },
});

async function record(told: readonly (readonly [Call, Answer])[], yaml = '', factor = 1) {
  const recorder = new Recorder();
  for (const [call, answer] of told) await recorder.answer(call, async () => answer);
  return redactedBy(recorder, yaml, factor);
}

function redactedBy(recorder: Recorder, yaml = '', factor = 1) {
  const about = { version: '0', recordedAt: AT, language: 'en', jobs: [], amounts: 'scaled' } as const;
  return recorder.redacted(
    { ...about, jobs: [...about.jobs] },
    parseConfig(yaml, 'test', {}, { checks: ['key-shared'] }),
    factor,
  );
}

test('the same request is answered in the order in which it was, at last the same again', async () => {
  const first = describeKey({ KeyId: 'key-000000000000000000001', PageSize: 1 });
  const { calls } = await record([
    [first, seen({ size: 1 }, AT)],
    [first, seen({ size: 2 }, AT)],
  ]);
  const player = new Player(calls);
  const same = describeKey({ PageSize: 1, KeyId: 'key-000000000000000000001' });
  const answers: Answer[] = [];
  for (let turn = 0; turn < 3; turn += 1) answers.push(await player.answer(same));
  expect(answers).toEqual([1, 2, 2].map((size) => seen({ size }, AT)));
  expect(player.missing).toBe(0);
});

test('answers that come in another order than they were asked for are told in the order of the asking', async () => {
  const call = describeKey({});
  const recorder = new Recorder();
  let arrive: (answer: Answer) => void = () => undefined;
  const first = recorder.answer(call, () => new Promise((resolve) => (arrive = resolve)));
  await recorder.answer(call, async () => seen({ size: 2 }, AT));
  void recorder.answer(call, () => new Promise(() => undefined));
  arrive(seen({ size: 1 }, AT));
  await first;
  const { calls } = redactedBy(recorder);
  expect(calls.map(({ answer }) => answer)).toEqual([1, 2].map((size) => seen({ size }, AT)));
});

test.each([
  ['another parameter', describeKey({ KeyId: 'key-000000000000000000002' })],
  ['another region', { ...describeKey({}), request: { region: 'cn-beijing', query: { KeyId: 'name-001' } } }],
  ['another account', { ...describeKey({ KeyId: 'name-001' }), account: '1000000000000001' }],
])('%s is another request', async (_what, call) => {
  const { calls } = await record([[describeKey({ KeyId: 'name-001' }), seen({}, AT)]]);
  const player = new Player(calls);
  expect(await player.answer(call)).toEqual(unseen('unreachable', 'not in the recording'));
  expect(player.missing).toBe(1);
});

test('what a run did not come to ask after it was denied is denied, in that account', async () => {
  const denied = unseen('denied', 'no message', { permission: 'kms:DescribeKey' });
  const { calls } = await record([
    [describeKey({ KeyId: 'name-001' }), seen({}, AT)],
    [describeKey({ KeyId: 'name-002' }), denied],
  ]);
  const player = new Player(calls);
  expect(await player.answer(describeKey({ KeyId: 'name-001' }))).toMatchObject({ seen: true });
  expect(await player.answer(describeKey({ KeyId: 'name-003' }))).toMatchObject({ because: 'denied' });
  expect(player.missing).toBe(0);
  await player.answer({ ...describeKey({ KeyId: 'name-003' }), account: '1000000000000001' });
  expect(player.missing).toBe(1);
});

test('a later version that narrows a role to more is answered all the same', async () => {
  const assume = (policy: string): Call => ({
    account: '',
    operation: sts.assumeRole,
    request: {
      region: 'cn-hangzhou',
      query: { RoleArn: 'acs:ram::1000000000000001:role/name-001', Policy: policy },
    },
  });
  const { calls } = await record([[assume('{"Version":"1"}'), seen({ size: 1 }, AT)]]);
  expect(await new Player(calls).answer(assume('{"Version":"2"}'))).toEqual(seen({ size: 1 }, AT));
});

test.each([
  { code: 'NoPermission', detail: 'NoPermission: bob may not do that', told: 'NoPermission: text-001' },
  {
    code: 'Timeout',
    detail: 'Timeout: no answer within 10 seconds',
    told: 'Timeout: no answer within 10 seconds',
  },
  { code: 'ECONNRESET', detail: 'ECONNRESET', told: 'ECONNRESET' },
  { code: undefined, detail: 'stopped by the user', told: 'stopped by the user' },
  { code: undefined, detail: 'bob has gone home', told: 'text-001' },
])('of a refusal the code is kept, and words that are our own: $detail', async ({ code, detail, told }) => {
  const answer = unseen('unreachable', detail, code === undefined ? {} : { code, requestId: 'bob-1' });
  const { calls } = await record([[describeKey({}), answer]]);
  expect(calls[0]?.answer).toMatchObject({ seen: false, because: 'unreachable', detail: told });
  expect(JSON.stringify(calls)).not.toContain('bob');
});

test('the configuration and the bills are scaled alike, and names in both stay the same', async () => {
  const yaml = `
policy: { monthlyBudget: "100.00", severity: { key-shared: "off" } }
accounts: [{ id: "1574839201657742", name: pay, roleArn: "acs:ram::1574839201657742:role/reader", externalId: pay-2026 }]
alerts: { channels: [{ type: webhook, url: "https://example.com/secret" }] }
store: { directory: secret }
`;
  const answer = seen({ Data: { AvailableAmount: '1,000.00', AccountName: 'pay' } }, AT);
  const { manifest, calls } = await record([[describeKey({}), answer]], yaml, 3);
  expect(manifest.configuration).toMatchObject({
    policy: { monthlyBudget: '300.000000', severity: { 'key-shared': 'off' } },
    accounts: [
      {
        id: '1000000000000001',
        name: 'name-001',
        roleArn: 'acs:ram::1000000000000001:role/name-003',
        externalId: 'name-002',
      },
    ],
  });
  expect(calls[0]?.answer).toMatchObject({
    value: { Data: { AvailableAmount: '3,000.000000', AccountName: 'name-001' } },
  });
  expect(JSON.stringify(manifest)).not.toMatch(/secret|example/);
});
