import { type Call, operation } from '../api/operation.ts';
import { boolean, optional, orElse, text } from '../api/params.ts';
import type { JsonObject } from '../world/json.ts';
import { Refusal } from '../world/refusal.ts';
import { utc } from '../world/time.ts';
import { type Trail, trailCovers } from '../world/trail.ts';

export const trailName = text({ pattern: /^[A-Za-z0-9_-]{3,36}$/ });

function trailBody(call: Call, trail: Trail): JsonObject {
  const { id } = call.account;
  const deliveryRole = `acs:ram::${id}:role/aliyunserviceroleforactiontrail`;
  return {
    Name: trail.name,
    HomeRegion: trail.home,
    Region: trail.home,
    TrailRegion: trail.covers,
    EventRW: trail.rw,
    Status: trail.status,
    IsOrganizationTrail: trail.organization,
    TrailArn: `acs:actiontrail:${trail.home}:${id}:trail/${trail.name}`,
    SlsProjectArn: trail.slsProject && `acs:log:${trail.home}:${id}:project/${trail.slsProject}`,
    SlsWriteRoleArn: trail.slsProject && deliveryRole,
    OssBucketName: trail.ossBucket,
    OssBucketLocation: trail.ossBucket && `oss-${trail.home}`,
    OssKeyPrefix: '',
    OssWriteRoleArn: trail.ossBucket && deliveryRole,
    CreateTime: utc(trail.created),
    UpdateTime: utc(trail.stopped ?? trail.started ?? trail.created),
    ...(trail.started !== null && { StartLoggingTime: utc(trail.started) }),
    ...(trail.stopped !== null && { StopLoggingTime: utc(trail.stopped) }),
  };
}

/** Shadow trails are the copies of a trail in the regions it covers besides its home. */
function isVisible(call: Call, trail: Trail, shadows: boolean): boolean {
  return trail.home === call.region || (shadows && trailCovers(trail, call.region));
}

/** https://www.alibabacloud.com/help/doc-detail/28842.html */
const describeTrails = operation({
  name: 'DescribeTrails',
  actions: ['actiontrail:DescribeTrails'],
  rate: 'actiontrail-trails',
  params: {
    IncludeShadowTrails: orElse(boolean(), false),
    IncludeOrganizationTrail: orElse(boolean(), false),
    NameList: optional(text({ max: 1024 })),
  },
  run: (call, values) => {
    const names = values.NameList?.split(',');
    const found = call.account.trails.filter(
      (trail) =>
        isVisible(call, trail, values.IncludeShadowTrails) &&
        (values.IncludeOrganizationTrail || !trail.organization) &&
        (names === undefined || names.includes(trail.name)),
    );
    return { TrailList: found.map((trail) => trailBody(call, trail)) };
  },
});

/** The code is an assumption, as that of a change away from home below. `organization`: one of the directory, one of the account; either when it is not said. */
export function trailOf(call: Call, name: string, organization?: boolean): Trail {
  const trail = call.account.trails.find(
    (candidate) =>
      candidate.name === name && candidate.organization === (organization ?? candidate.organization),
  );
  if (trail && isVisible(call, trail, true)) return trail;
  throw new Refusal(404, 'TrailNotFoundException', 'The specified Trail does not exist.');
}

const getTrailStatus = operation({
  name: 'GetTrailStatus',
  actions: ['actiontrail:GetTrailStatus'],
  rate: 'actiontrail-trails',
  params: { Name: trailName, IsOrganizationTrail: orElse(boolean(), false) },
  run: (call, { Name, IsOrganizationTrail }) => {
    const trail = trailOf(call, Name, IsOrganizationTrail);
    const { deliveryError, started, stopped } = trail;
    const logging = trail.status === 'Enable';
    const newest = deliveryError?.lastGood ?? (logging ? call.world.clock.now : stopped);
    const delivered = newest === null ? '' : utc(newest);
    const error = deliveryError?.text ?? '';
    return {
      IsLogging: logging,
      StartLoggingTime: started === null ? '' : utc(started),
      ...(stopped !== null && { StopLoggingTime: utc(stopped) }),
      LatestDeliveryTime: delivered,
      LatestDeliveryError: error,
      LatestDeliveryLogServiceTime: trail.slsProject ? delivered : '',
      LatestDeliveryLogServiceError: trail.slsProject ? error : '',
      OssBucketStatus: trail.ossBucket !== '' && !deliveryError,
      SlsLogStoreStatus: trail.slsProject !== '' && !deliveryError,
    };
  },
});

const change = { kind: 'change', rate: 'actiontrail-trails', params: { Name: trailName } } as const;

/** Trails are changed at their home. */
export function atHome(call: Call, name: string): Trail {
  const trail = trailOf(call, name);
  if (trail.home === call.region) return trail;
  throw new Refusal(400, 'InvalidTrailHomeRegion', 'The trail can be changed only in its home region.');
}

const stopLogging = operation({
  name: 'StopLogging',
  actions: ['actiontrail:StopLogging'],
  ...change,
  touches: (_, { Name }) => ({ type: 'ACS::ActionTrail::Trail', names: [Name], referenced: false }),
  run: (call, { Name }) => {
    const trail = atHome(call, Name);
    Object.assign(trail, { status: 'Disable', stopped: call.world.clock.now });
    return {};
  },
});

const startLogging = operation({
  name: 'StartLogging',
  actions: ['actiontrail:StartLogging'],
  ...change,
  touches: (_, { Name }) => ({ type: 'ACS::ActionTrail::Trail', names: [Name], referenced: false }),
  run: (call, { Name }) => {
    const trail = atHome(call, Name);
    Object.assign(trail, { status: 'Enable', started: call.world.clock.now, stopped: null });
    return {};
  },
});

export const trailOperations = [describeTrails, getTrailStatus, stopLogging, startLogging];
