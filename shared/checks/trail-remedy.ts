import type { Trail } from '../model/trail.ts';
import type { Text } from '../text/zh.ts';
import type { Verdict } from './define-check.ts';
import type { TrailRepair } from './trail-terraform.ts';

/** A new trail records nothing until it is started. */
export const CREATE_TRAIL =
  'aliyun actiontrail CreateTrail --region {id} --Name all-events --TrailRegion All --EventRW All --SlsProjectArn SLS_PROJECT_ARN && aliyun actiontrail StartLogging --region {id} --Name all-events';

interface Repair {
  remedy: Text;
  command: string;
  facts: { repair: TrailRepair; trail: string; home: string };
}

/** What makes one of the trails a good one; a trail that records everything and was only stopped is the least work. */
export function repairOf(covering: readonly Trail[]): Repair {
  const stopped = covering.find((trail) => trail.eventRW === 'All' && isStopped(trail));
  if (stopped) {
    const remedy = stopped.fresh ? 'Start the trail {trail}.' : 'Start the trail {trail} again.';
    return repair('start', stopped, remedy, `${CALL} StartLogging ${OF_TRAIL}`);
  }
  const undelivered = covering.find(({ eventRW }) => eventRW === 'All');
  if (undelivered) {
    const remedy = 'Repair the delivery of the trail {trail}; its status shows the error.';
    const look = undelivered.organization ? LOOK_INTO_DIRECTORY : `${CALL} GetTrailStatus ${OF_TRAIL}`;
    return repair('deliver', undelivered, remedy, look);
  }
  const [partial] = covering;
  const record = `${CALL} UpdateTrail ${OF_TRAIL} --EventRW All && ${CALL} StartLogging ${OF_TRAIL}`;
  return repair(
    'record-all',
    partial,
    'Configure the trail {trail} to record all events, and start it.',
    record,
  );
}

function repair(kind: TrailRepair, trail: Trail | undefined, remedy: Text, command: string): Repair {
  return {
    remedy,
    command,
    facts: { repair: kind, trail: trail?.name ?? '', home: trail?.homeRegion ?? '' },
  };
}

const CALL = 'aliyun actiontrail';
const OF_TRAIL = '--region {home} --Name {trail}';
const LOOK_INTO_DIRECTORY =
  'aliyun actiontrail GetTrailStatus --region {home} --Name {trail} --IsOrganizationTrail true';

function isStopped({ enabled, delivery }: Trail): boolean {
  return !enabled || (delivery.seen && !delivery.value.logging);
}

/** A trail may cover all regions: what one finding proposes, the next ones leave to it. */
export function onceForAll(verdicts: readonly Verdict[]): Verdict[] {
  const proposed = new Map<string, string>();
  return verdicts.map((verdict) => {
    const { status, evidence, region } = verdict;
    if (status !== 'fail') return verdict;
    const key = `${evidence['repair']} ${evidence['home'] ?? ''} ${evidence['trail'] ?? ''}`;
    const first = proposed.get(key);
    if (first !== undefined) return { ...verdict, ...elsewhere(verdict, first) };
    proposed.set(key, region);
    return verdict;
  });
}

function elsewhere({ evidence }: Verdict, first: string) {
  const repair: TrailRepair = 'elsewhere';
  const remedy: Text =
    'One trail is enough for all regions: the remedy of {first} covers this region as well.';
  return { evidence: { ...evidence, repair, first }, remedy, command: '' };
}
