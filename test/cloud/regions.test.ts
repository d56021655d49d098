import { expect, onTestFinished, test } from 'vitest';
import { actiontrail } from '../../shared/cloud/actiontrail.ts';
import { cs } from '../../shared/cloud/cs.ts';
import { kms } from '../../shared/cloud/kms.ts';
import { offerOf } from '../../shared/model/regions.ts';
import { NOW } from '../builders.ts';
import { fastClock } from '../e2e/run-cli.ts';
import { cloudOf } from '../sandbox-cloud.ts';
import { scriptedServer } from '../scripted-server.ts';

async function cloudThatCounts() {
  const server = await scriptedServer({ status: 200, body: { AccountStatus: 'Enabled' } });
  onTestFinished(() => server.close());
  const caller = { accessKeyId: 'LTAItestRegions', accessKeySecret: 'testSecret' };
  const cloud = cloudOf({ url: `http://${server.host}`, ...caller, now: () => NOW }, { clock: fastClock });
  return { cloud, received: server.received };
}

test.each([
  [kms.describeAccountKmsStatus, 'cn-nanjing', 'KMS in cn-nanjing'],
  [kms.describeAccountKmsStatus, 'us-southeast-1', 'KMS in us-southeast-1'],
  [actiontrail.describeTrails, 'cn-fuzhou', 'ActionTrail in cn-fuzhou'],
  [actiontrail.lookupEvents, 'cn-wulanchabu-gic-1', 'ActionTrail in cn-wulanchabu-gic-1'],
])('nobody is asked for what is not offered: $action in %s', async (operation, region, detail) => {
  const { cloud, received } = await cloudThatCounts();
  expect(await cloud.call(operation, { region })).toMatchObject({ because: 'not-offered', detail });
  expect(received).toEqual([]);
});

test('a region in no list is told once, whatever was to be asked there', async () => {
  const { cloud, received } = await cloudThatCounts();
  const answers = [
    await cloud.call(kms.describeAccountKmsStatus, { region: 'cn-mars-1' }),
    await cloud.call(actiontrail.lookupEvents, { region: 'cn-mars-1' }),
  ];
  const thing = { type: 'region', id: 'cn-mars-1', facet: 'region' };
  expect(answers).toMatchObject([
    { because: 'absent', thing },
    { because: 'absent', thing },
  ]);
  expect(received).toEqual([]);
});

test.each([
  [kms.describeAccountKmsStatus, 'cn-hangzhou'],
  [kms.describeAccountKmsStatus, 'cn-fuzhou'],
  [actiontrail.describeTrails, 'cn-nanjing'],
  [cs.describeClustersV1, 'cn-mars-1'],
])('everything else is asked: $action in %s', async (operation, region) => {
  const { cloud, received } = await cloudThatCounts();
  expect(await cloud.call(operation, { region })).toMatchObject({ seen: true });
  expect(received).toHaveLength(1);
});

test('the regions of ACK without KMS are seven', () => {
  const ack = [
    'ap-southeast-8',
    'cn-nanjing',
    'cn-north-2-gov-1',
    'cn-wulanchabu-gic-1',
    'cn-zhongwei',
    'eu-west-2',
    'us-southeast-1',
  ];
  expect(ack.map((region) => offerOf('kms', region))).toEqual(ack.map(() => 'not-offered'));
});
