import { type EventRecord, eventBody } from '../world/event.ts';
import { uuidFrom } from '../world/ids.ts';
import type { JsonObject } from '../world/json.ts';
import { utc } from '../world/time.ts';
import type { WorldState } from '../world/world-state.ts';

/**
 * The audit record as a service publishes it to the default bus. Fields of the envelope: documented with the event sources
 * of Alibaba Cloud services; together with the record: assembled, not captured (assumption).
 */
export function cloudEvent(world: WorldState, account: string, record: EventRecord): JsonObject {
  const service = record.service.toLowerCase();
  const { region, resource } = record;
  const subject = `acs.${service}:${region}:${account}`;
  return {
    id: uuidFrom(world.name, 'cloudevent', record.id),
    source: `acs.${service}`,
    specversion: '1.0',
    type: `${service}:ActionTrail:ApiCall`,
    subject: resource ? `${subject}:${resource.names.join(';')}` : subject,
    time: utc(record.at),
    datacontenttype: 'application/json;charset=utf-8',
    aliyunaccountid: account,
    aliyunpublishtime: new Date(world.clock.now).toISOString(),
    aliyuneventbusname: 'default',
    aliyunregionid: region,
    aliyunpublishaddr: '203.0.113.9',
    data: eventBody(record),
  };
}
