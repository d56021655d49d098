import type { Job } from '../../shared/model/job.ts';
import { type Dice, dice } from '../mutations/mutate.ts';
import { CLUSTERS, KEYS, PEOPLE } from './world.ts';

const DAY = 24 * 60;

/** Something that breaks in the world and is mended later. */
export const INCIDENTS = [
  'key-disabled',
  'key-deletion-scheduled',
  'encryption-off',
  'policy-detached',
  'trust-changed',
  'trail-stopped',
  'overdue',
  'kms-suspended',
  'instance-disconnected',
  'instance-expired',
  'network-closed',
  'cluster-unavailable',
  'cluster-updating',
  'use-silent',
  'cluster-added',
  'spend-spike',
] as const;
export type IncidentKind = (typeof INCIDENTS)[number];

/** Minutes since the beginning; `of` is the key, the cluster or the region that it is about. */
export interface Incident {
  what: 'incident';
  kind: IncidentKind;
  at: number;
  lasts: number;
  of: string;
  by: string;
}

/** A fault of the cloud, of DingTalk or of the store, for a while. */
export interface Fault {
  what: 'fault';
  kind: string;
  /** Operation as the sandbox names it, `RobotSend`, or `store`. */
  action: string;
  at: number;
  lasts: number;
  probability: number;
}

/** The next run of the job dies, at so many operations of its store. */
export interface Kill {
  what: 'kill';
  job: Job | 'alerts';
  at: number;
  operation: number;
  before: boolean;
  /** The platform delivers the trigger again. */
  again: boolean;
}

/** The next run of the job is started twice at once. */
export interface Twice {
  what: 'twice';
  job: Job | 'alerts';
  at: number;
}

/** The clock of the machine is off by so many minutes for a while. */
export interface ClockJump {
  what: 'clock';
  at: number;
  lasts: number;
  minutes: number;
}

export type Action = Incident | Fault | Kill | Twice | ClockJump;

/** What happens, and how it is watched. The same script plays the same. */
export interface Script {
  seed: number;
  days: number;
  /** Hours between two looks while nothing happens. */
  idleHours: number;
  evidenceDays: number;
  /** Whether a run can tell that the process of another one has ended. */
  knowsDead: boolean;
  /** Begins from what the last release stored. */
  upgrade: boolean;
  actions: Action[];
}

const READS =
  'DescribeClustersV1 DescribeClusterDetail DescribeKey DescribeAccountKmsStatus GetKmsInstance GetRole ListPoliciesForRole LookupEvents DescribeTrails GetTrailStatus QueryAccountBalance QueryBill DescribeInstanceBill DescribeNetworkAclAttributes GetCallerIdentity *';
const ROBOT_FAULTS = ['error5xx', 'hang', 'throttle', 'deny', 'reset', 'hangAfter', 'htmlBody'];
const CLOUD_FAULTS =
  'throttle error5xx reset hang truncate htmlBody deny wrongType successFalse emptyPageWithToken';
const JOBS = ['inventory', 'keys', 'activity', 'spend', 'alerts'] as const;

/** Everything that a seed makes happen. */
export function scriptOf(seed: number, days: number): Script {
  const roll = dice(seed * 7919 + 17);
  const actions: Action[] = [];
  for (let day = 1; day < days - 2; day += 1) {
    if (roll() < 0.35) actions.push(incident(roll, day));
    if (roll() < 0.2) actions.push(fault(roll, day));
    if (roll() < 0.2) actions.push(kill(roll, day));
    if (roll() < 0.06) actions.push({ what: 'twice', job: pick(roll, JOBS), at: minuteOf(roll, day) });
    if (roll() < 0.04) actions.push(clockJump(roll, day));
  }
  return {
    seed,
    days,
    idleHours: pick(roll, [12, 24]),
    evidenceDays: pick(roll, [2, 3, 5]),
    knowsDead: roll() < 0.5,
    upgrade: roll() < 0.1,
    actions: actions.sort((a, b) => a.at - b.at),
  };
}

function incident(roll: Dice, day: number): Incident {
  const kind = pick(roll, INCIDENTS);
  const most = kind === 'cluster-updating' ? 25 : pick(roll, [90, 6 * 60, 20 * 60]);
  const at = minuteOf(roll, day);
  const lasts = kind === 'overdue' ? Math.ceil(roll() * 9 * DAY) : 20 + Math.ceil(roll() * most);
  return { what: 'incident', kind, at, lasts, of: placeOf(kind, roll), by: pick(roll, PEOPLE) };
}

function placeOf(kind: IncidentKind, roll: Dice): string {
  if (kind.startsWith('key-')) return pick(roll, Object.keys(KEYS));
  if (kind === 'kms-suspended') return pick(roll, ['cn-hangzhou', 'cn-shanghai']);
  return pick(roll, CLUSTERS);
}

function fault(roll: Dice, day: number): Fault {
  const place = roll();
  const at = minuteOf(roll, day);
  const lasts = 5 + Math.ceil(roll() * pick(roll, [20, 180, 600]));
  const probability = pick(roll, [0.3, 1]);
  const base = { what: 'fault', at, lasts, probability } as const;
  if (place < 0.3) return { ...base, kind: pick(roll, ROBOT_FAULTS), action: 'RobotSend' };
  if (place < 0.4) return { ...base, kind: 'unreachable', action: 'store' };
  return { ...base, kind: pick(roll, CLOUD_FAULTS.split(' ')), action: pick(roll, READS.split(' ')) };
}

function kill(roll: Dice, day: number): Kill {
  const at = minuteOf(roll, day);
  const operation = 1 + Math.floor(roll() * 24);
  return {
    what: 'kill',
    job: pick(roll, JOBS),
    at,
    operation,
    before: roll() < 0.5,
    again: roll() < 0.5,
  };
}

function clockJump(roll: Dice, day: number): ClockJump {
  const minutes = pick(roll, [-14, -7, -2, 2, 7, 14]); // what is further off is refused by the cloud
  return { what: 'clock', at: minuteOf(roll, day), lasts: 10 + Math.ceil(roll() * 240), minutes };
}

function minuteOf(roll: Dice, day: number): number {
  return day * DAY + Math.floor(roll() * DAY);
}

export function pick<T>(roll: Dice, from: readonly T[]): T {
  const found = from[Math.floor(roll() * from.length)];
  if (found === undefined) throw new Error('There is nothing to pick from.');
  return found;
}
