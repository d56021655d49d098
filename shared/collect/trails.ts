import * as v from 'valibot';
import { actiontrail } from '../cloud/actiontrail.ts';
import type { Cloud } from '../cloud/cloud.ts';
import { type Observation, seen, type Thing, unseen } from '../model/observation.ts';
import { offerOf } from '../model/regions.ts';
import { type RegionTrails, type Trail, works } from '../model/trail.ts';
import { readEntries } from './ask-pages.ts';
import { plain, read } from './read.ts';

const listSchema = v.object({ TrailList: v.nullable(v.array(v.unknown())) });
const entrySchema = v.looseObject({ Name: v.pipe(v.string(), v.nonEmpty()) });
const statusSchema = v.object({
  IsLogging: v.boolean(),
  LatestDeliveryError: v.nullish(v.string(), ''),
  LatestDeliveryLogServiceError: v.nullish(v.string(), ''),
});

/**
 * The trails as each region sees them: a trail is visible at its home, and as a shadow in the regions
 * it covers. The home region is asked first; a working trail for all regions there answers for all.
 */
export async function collectTrails(
  cloud: Cloud,
  home: string,
  regions: Promise<readonly string[]>,
): Promise<readonly RegionTrails[]> {
  const statuses = new Map<string, Promise<Trail['delivery']>>();
  const atHome = await trailsSeenFrom(cloud, home, statuses);
  const answersForAll = atHome.seen && atHome.value.some((trail) => trail.region === 'All' && works(trail));
  return Promise.all(
    (await regions).map(async (region) => {
      const isOffered = offerOf('actiontrail', region) === 'offered';
      const same = (answersForAll && isOffered) || region === home;
      return { region, trails: same ? atHome : await trailsSeenFrom(cloud, region, statuses) };
    }),
  );
}

type Statuses = Map<string, Promise<Trail['delivery']>>;

async function trailsSeenFrom(
  cloud: Cloud,
  region: string,
  statuses: Statuses,
): Promise<Observation<readonly Trail[]>> {
  const query = { IncludeShadowTrails: true, IncludeOrganizationTrail: true };
  const answer = await cloud.call(actiontrail.describeTrails, { region, query });
  const thing: Thing = { type: 'region', id: region, region, facet: actiontrail.describeTrails.permission };
  const list = read(answer, listSchema, thing);
  if (!list.seen) return list;
  const { items, missing } = readEntries(list.value.TrailList ?? [], entrySchema, { thing });
  const trails = items.map((entry) => toTrail(cloud, region, entry, statuses));
  return seen(await Promise.all(trails), list.at, missing);
}

/** Made, and never started. */
const FRESH = 'Fresh';
const STOPPED: ReadonlySet<string> = new Set(['Disable', FRESH]);

async function toTrail(
  cloud: Cloud,
  asked: string,
  entry: Readonly<Record<string, unknown>>,
  statuses: Statuses,
): Promise<Trail> {
  const name = plain(entry['Name']);
  const homeRegion = plain(entry['HomeRegion']) || asked;
  const stands = plain(entry['Status']);
  const isOfDirectory = entry['IsOrganizationTrail'] === true;
  const key = `${homeRegion} ${name} ${isOfDirectory}`;
  const status = statuses.get(key) ?? deliveryOf(cloud, name, homeRegion, isOfDirectory);
  statuses.set(key, status);
  return {
    name,
    homeRegion,
    region: plain(entry['TrailRegion']),
    eventRW: plain(entry['EventRW']) || 'Write',
    enabled: !STOPPED.has(stands),
    ...(stands === FRESH ? { fresh: true } : {}),
    ...(isOfDirectory ? { organization: true } : {}),
    delivery:
      stands === 'Enable' || STOPPED.has(stands)
        ? await status
        : unseen('malformed', `Status: ${stands || 'none'}`),
  };
}

/** A trail of the directory is found only by who says that it is one. */
async function deliveryOf(
  cloud: Cloud,
  name: string,
  region: string,
  isOfDirectory: boolean,
): Promise<Trail['delivery']> {
  const thing: Thing = {
    type: 'trail',
    id: name,
    region,
    name,
    facet: actiontrail.getTrailStatus.permission,
  };
  const query = { Name: name, ...(isOfDirectory ? { IsOrganizationTrail: true } : {}) };
  const answer = await cloud.call(actiontrail.getTrailStatus, { region, query });
  const status = read(answer, statusSchema, thing);
  if (!status.seen) return status;
  const { IsLogging: logging, LatestDeliveryError, LatestDeliveryLogServiceError } = status.value;
  return seen({ logging, error: LatestDeliveryError || LatestDeliveryLogServiceError || '' }, status.at);
}
