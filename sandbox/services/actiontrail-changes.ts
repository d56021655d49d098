import { type Call, operation } from '../api/operation.ts';
import { boolean, invalid, optional, orElse, text } from '../api/params.ts';
import type { JsonObject } from '../world/json.ts';
import { Refusal } from '../world/refusal.ts';
import { isRegion } from '../world/regions.ts';
import type { Trail } from '../world/trail.ts';
import { bucketNamed } from '../world/world-state.ts';
import { atHome, trailName } from './actiontrail-trails.ts';

const target = {
  Name: trailName,
  OssBucketName: optional(text({ max: 63 })),
  OssKeyPrefix: optional(text({ max: 32 })),
  OssWriteRoleArn: optional(text({ max: 256 })),
  SlsProjectArn: optional(text({ max: 256 })),
  SlsWriteRoleArn: optional(text({ max: 256 })),
  TrailRegion: optional(text({ max: 1024 })),
  EventRW: optional(text({ oneOf: ['Write', 'Read', 'All'] })),
};

interface Wanted {
  OssBucketName: string | undefined;
  SlsProjectArn: string | undefined;
  TrailRegion: string | undefined;
}

/** `acs:log:cn-hangzhou:100…:project/name`, of the caller; whether the project is there, the world does not know. */
function projectIn({ account }: Call, arn: string | undefined): string {
  if (arn === undefined) return '';
  const [, owner, name = ''] = /^acs:log:[a-z0-9-]+:(\d+):project\/([a-z0-9-]{3,63})$/.exec(arn) ?? [];
  if (owner !== account.id) throw invalid('SlsProjectArn');
  return name;
}

/** A trail covers every region or one here; the cloud also takes a list. */
function requireWanted(call: Call, { TrailRegion, OssBucketName }: Wanted): void {
  if (TrailRegion !== undefined && TrailRegion !== 'All' && !isRegion(TrailRegion))
    throw invalid('TrailRegion');
  if (OssBucketName !== undefined && bucketNamed(call.world, OssBucketName)?.account !== call.account.id)
    throw invalid('OssBucketName', 'There is no such bucket.');
}

function told(call: Call, { name, home, covers, rw, ossBucket, slsProject }: Trail): JsonObject {
  const { id } = call.account;
  return {
    Name: name,
    HomeRegion: home,
    TrailRegion: covers,
    EventRW: rw,
    OssBucketName: ossBucket,
    SlsProjectArn: slsProject && `acs:log:${home}:${id}:project/${slsProject}`,
  };
}

const touches = (_: Call, { Name }: { Name: string }) => ({
  type: 'ACS::ActionTrail::Trail',
  names: [Name],
  referenced: false,
});

/** Codes: assumption. A trail that is made records nothing until StartLogging. */
const createTrail = operation({
  name: 'CreateTrail',
  actions: ['actiontrail:CreateTrail'],
  kind: 'change',
  rate: 'actiontrail-trails',
  params: { ...target, IsOrganizationTrail: orElse(boolean(), false) },
  touches,
  run: (call, values) => {
    requireWanted(call, values);
    const { account, world, region } = call;
    const { Name: name, IsOrganizationTrail: organization } = values;
    const slsProject = projectIn(call, values.SlsProjectArn);
    if (slsProject === '' && values.OssBucketName === undefined) {
      throw new Refusal(400, 'InvalidDeliveryArgument', 'The trail has no place to deliver events to.');
    }
    if (organization && world.directory?.management !== account.id) {
      throw new Refusal(403, 'NoPermission', 'Only the management account has trails for all members.');
    }
    if (account.trails.some((trail) => trail.name === name)) {
      throw new Refusal(400, 'TrailAlreadyExistsException', 'The specified Trail already exists.');
    }
    const trail: Trail = {
      ...{ name, home: region, organization, slsProject, created: world.clock.now },
      ...{ covers: values.TrailRegion ?? 'All', rw: rwIn(values.EventRW) ?? 'Write' },
      ...{ status: 'Fresh', ossBucket: values.OssBucketName ?? '' },
      ...{ started: null, stopped: null, deliveryError: null },
    };
    account.trails.push(trail);
    return told(call, trail);
  },
});

function rwIn(text: string | undefined): Trail['rw'] | undefined {
  return text === 'Write' || text === 'Read' || text === 'All' ? text : undefined;
}

/** What is not given stays as it is. */
const updateTrail = operation({
  name: 'UpdateTrail',
  actions: ['actiontrail:UpdateTrail'],
  kind: 'change',
  rate: 'actiontrail-trails',
  params: target,
  touches,
  run: (call, values) => {
    requireWanted(call, values);
    const trail = atHome(call, values.Name);
    trail.covers = values.TrailRegion ?? trail.covers;
    trail.rw = rwIn(values.EventRW) ?? trail.rw;
    trail.ossBucket = values.OssBucketName ?? trail.ossBucket;
    trail.slsProject = projectIn(call, values.SlsProjectArn) || trail.slsProject;
    if (values.SlsProjectArn !== undefined || values.OssBucketName !== undefined) trail.deliveryError = null;
    return told(call, trail);
  },
});

export const trailChanges = [createTrail, updateTrail];
