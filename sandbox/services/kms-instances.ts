import { type Call, operation } from '../api/operation.ts';
import { integer, orElse, text } from '../api/params.ts';
import { fingerprint } from '../world/ids.ts';
import { type Instance, instanceAt } from '../world/instance.ts';
import type { JsonObject } from '../world/json.ts';
import { kmsRefusal } from '../world/kms-refusals.ts';
import { utc } from '../world/time.ts';
import { page, paging, withoutItems } from './kms-reads.ts';

function instanceOf(call: Call, id: string): Instance {
  const { account, region, world } = call;
  const instance = account.instances.get(id);
  const { now } = world.clock;
  if (!instance || instance.region !== region || instanceAt(instance, now).released) {
    throw kmsRefusal('Forbidden.DKMSInstanceNotFound');
  }
  return instance;
}

function instanceBody(instance: Instance, now: number): JsonObject {
  const { status, saleStatus } = instanceAt(instance, now);
  const suffix = fingerprint(instance.id).slice(0, 16);
  const [vpc, vswitch] = [`vpc-${suffix}`, `vsw-${suffix}`];
  return {
    InstanceId: instance.id,
    InstanceName: instance.name,
    Status: status,
    SaleStatus: saleStatus,
    ChargeType: instance.charge,
    ProductType: instance.charge === 'PREPAY' ? 'kms_ddi_public_cn' : 'kms_ppi_public_cn',
    ProductVersion: instance.version,
    CreateTime: utc(instance.created),
    StartDate: utc(instance.created),
    // Assumption: pay-as-you-go shows an empty end.
    EndDate: instance.ends === null ? '' : utc(instance.ends),
    KeyNum: 1000,
    SecretNum: '10',
    Spec: 1000,
    VpcNum: 5,
    VpcId: vpc,
    VswitchIds: [vswitch],
    ZoneIds: [`${instance.region}-a`, `${instance.region}-b`],
    BindVpcs: {
      BindVpc: [{ VpcId: vpc, VSwitchId: vswitch, RegionId: instance.region, VpcOwnerId: instance.account }],
    },
    Log: 1,
    LogStorage: 100,
    DeletionProtection: instance.deletionProtection,
  };
}

const getKmsInstance = operation({
  name: 'GetKmsInstance',
  actions: ['kms:GetKmsInstance'],
  rate: 'kms-metadata',
  params: { KmsInstanceId: text({ max: 64 }) },
  resource: (call, { KmsInstanceId }) =>
    `acs:kms:${call.region}:${call.account.id}:keystore/${KmsInstanceId}`,
  run: (call, { KmsInstanceId }) => ({
    KmsInstance: instanceBody(instanceOf(call, KmsInstanceId), call.world.clock.now),
  }),
});

const listKmsInstances = operation({
  name: 'ListKmsInstances',
  actions: ['kms:ListKmsInstances'],
  rate: 'kms-metadata',
  params: { ...paging, PageSize: orElse(integer(1, 100), 20) },
  emptied: withoutItems('KmsInstances', 'KmsInstance'),
  run: (call, wanted) => {
    const items: JsonObject[] = [];
    for (const instance of call.account.instances.values()) {
      if (instance.region !== call.region || instanceAt(instance, call.world.clock.now).released) continue;
      items.push({
        KmsInstanceId: instance.id,
        KmsInstanceArn: `acs:kms:${instance.region}:${instance.account}:keystore/${instance.id}`,
      });
    }
    return page('KmsInstances', 'KmsInstance', items, wanted);
  },
});

export const kmsInstances = [getKmsInstance, listKmsInstances];
