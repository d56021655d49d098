import * as v from 'valibot';
import { actiontrail } from '../cloud/actiontrail.ts';
import type { Cloud } from '../cloud/cloud.ts';
import { type Observation, seen, type Thing } from '../model/observation.ts';
import type { Trail } from '../model/trail.ts';
import { objectOf, plain, read } from './read.ts';

const listSchema = v.object({ TrailList: v.optional(v.array(v.unknown()), []) });
const statusSchema = v.object({
  IsLogging: v.boolean(),
  LatestDeliveryError: v.nullish(v.string(), ''),
  LatestDeliveryLogServiceError: v.nullish(v.string(), ''),
});

/** The trails of the account, seen from one region, shadows of trails at home elsewhere included. */
export async function collectTrails(
  cloud: Cloud,
  region: string,
  account: string,
): Promise<Observation<readonly Trail[]>> {
  const query = { IncludeShadowTrails: true, IncludeOrganizationTrail: true };
  const answer = await cloud.call(actiontrail.describeTrails, { region, query });
  const facet = actiontrail.describeTrails.permission;
  const list = read(answer, listSchema, { type: 'account', id: account, region: '', facet });
  if (!list.seen) return list;
  return seen(
    await Promise.all(list.value.TrailList.map((entry) => toTrail(cloud, region, objectOf(entry)))),
    list.at,
  );
}

async function toTrail(
  cloud: Cloud,
  asked: string,
  entry: Readonly<Record<string, unknown>>,
): Promise<Trail> {
  const name = plain(entry['Name']);
  const homeRegion = plain(entry['HomeRegion']) || asked;
  const enabled = plain(entry['Status']) === 'Enable';
  const trail = {
    name,
    homeRegion,
    enabled,
    region: plain(entry['TrailRegion']),
    eventRW: plain(entry['EventRW']) || 'Write',
  };
  const thing: Thing = {
    type: 'trail',
    id: name,
    region: homeRegion,
    name,
    facet: actiontrail.getTrailStatus.permission,
  };
  const answer = await cloud.call(actiontrail.getTrailStatus, { region: homeRegion, query: { Name: name } });
  const status = read(answer, statusSchema, thing);
  if (!status.seen) return { ...trail, delivery: status };
  const { IsLogging: logging, LatestDeliveryError, LatestDeliveryLogServiceError } = status.value;
  return {
    ...trail,
    delivery: seen({ logging, error: LatestDeliveryError || LatestDeliveryLogServiceError || '' }, status.at),
  };
}
