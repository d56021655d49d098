import type { Sandbox } from '../../sandbox/start.ts';
import { serviceRoleName } from '../../sandbox/world/identity.ts';
import type { Account } from '../../sandbox/world/world-state.ts';
import type { Incident, IncidentKind } from './script.ts';
import { CLUSTERS, INSTANCE, KEYS, NETWORK_ACL, TRAIL } from './world.ts';

type World = Sandbox['world'];
type Doing = (world: World, incident: Incident) => void;

/** How each kind of incident breaks the world, and how it is mended. */
interface Story {
  breaks: Doing;
  mends: Doing;
}

const FOREIGN_TRUST = {
  Version: '1',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: ['ecs.aliyuncs.com'] } }],
};
const OPEN = [{ policy: 'accept' }] as const;
const CLOSED = [
  { policy: 'drop', cidr: '100.64.0.0/10', protocol: 'all', ports: '-1/-1', priority: 1 },
  { policy: 'accept', priority: 2 },
] as const;

/** What seals each cluster at the beginning. */
const KEY_OF: Readonly<Record<string, string>> = {
  [CLUSTERS[0]]: 'pay',
  [CLUSTERS[1]]: 'web',
  [CLUSTERS[2]]: 'inside',
};

const byAndKey = ({ of, by }: Incident) => ({ key: keyId(of), by });

function keyId(name: string): string {
  const known: Readonly<Record<string, string>> = KEYS;
  return known[name] ?? name;
}

const STORIES: Readonly<Record<IncidentKind, Story>> = {
  'key-disabled': {
    breaks: (world, incident) => world.disableKey(byAndKey(incident)),
    mends: (world, incident) => world.enableKey(byAndKey(incident)),
  },
  'key-deletion-scheduled': {
    breaks: (world, incident) => world.scheduleKeyDeletion({ ...byAndKey(incident), days: 30 }),
    mends: (world, incident) => world.cancelKeyDeletion(byAndKey(incident)),
  },
  'encryption-off': {
    breaks: (world, { of, by }) => world.switchEncryption({ cluster: of, on: false, by }),
    mends: (world, { of, by }) =>
      world.switchEncryption({ cluster: of, on: true, key: KEY_OF[of] ?? '', by }),
  },
  'policy-detached': {
    breaks: (world, { by }) => world.detachPolicy({ by }),
    mends: (world, { by }) => world.attachPolicy({ by }),
  },
  'trust-changed': {
    breaks: (world, { by }) => world.setTrust({ trust: FOREIGN_TRUST, by }),
    mends: (world, { by }) => world.setTrust({ trust: 'ack', by }),
  },
  'trail-stopped': {
    breaks: (world, { by }) => world.stopTrail({ trail: TRAIL, by }),
    mends: (world, { by }) => world.startTrail({ trail: TRAIL, by }),
  },
  overdue: {
    breaks: (world) => world.runUpDebt({}),
    mends: (world) => world.topUp({ amount: '900000' }),
  },
  'kms-suspended': {
    breaks: (world, { of }) => world.setKmsStatus({ region: of, status: 'Suspended' }),
    mends: (world, { of }) => world.setKmsStatus({ region: of, status: 'Enabled' }),
  },
  'instance-disconnected': {
    breaks: (world) => world.setInstanceStatus({ instance: INSTANCE, status: 'Disconnected' }),
    mends: (world) => world.setInstanceStatus({ instance: INSTANCE, status: 'Connected' }),
  },
  'instance-expired': {
    breaks: (world) => world.expireInstance({ instance: INSTANCE }),
    mends: (world) => world.renewInstance({ instance: INSTANCE, until: 'P900D' }),
  },
  'network-closed': {
    breaks: (world, { by }) =>
      world.setNetworkAcl({ networkAcl: NETWORK_ACL, inbound: [...OPEN], outbound: [...CLOSED], by }),
    mends: (world, { by }) =>
      world.setNetworkAcl({ networkAcl: NETWORK_ACL, inbound: [...OPEN], outbound: [...OPEN], by }),
  },
  'cluster-unavailable': {
    breaks: (world, { of }) => world.setState({ cluster: of, state: 'unavailable' }),
    mends: (world, { of }) => world.setState({ cluster: of, state: 'running' }),
  },
  'cluster-updating': {
    breaks: (world, { of }) => world.setState({ cluster: of, state: 'updating' }),
    mends: (world, { of }) => world.setState({ cluster: of, state: 'running' }),
  },
  'use-silent': {
    breaks: (world, { of }) => world.setQuiet({ cluster: of, on: true }),
    mends: (world, { of }) => world.setQuiet({ cluster: of, on: false }),
  },
  'cluster-added': {
    breaks: (world, incident) =>
      world.addCluster({ name: addedBy(incident), region: 'cn-shanghai', traffic: 'none', by: incident.by }),
    mends: (world, incident) => world.removeCluster({ cluster: addedBy(incident), by: incident.by }),
  },
  'spend-spike': {
    breaks: (world) => world.addOtherSpend({ product: 'kms', amount: '900.00' }),
    mends: () => undefined,
  },
};

/** A name that no other cluster has or had. */
function addedBy({ at }: Incident): string {
  return `added-${at}`;
}

/** Lets an incident happen, or end. False when the cloud refuses it, because another one is in its way. */
export function happen({ world }: Pick<Sandbox, 'world'>, incident: Incident, step: keyof Story): boolean {
  try {
    STORIES[incident.kind][step](world, incident);
    return true;
  } catch (error) {
    if (error instanceof Error && ['Refusal', 'CommandError'].includes(error.name)) return false;
    throw error;
  }
}

/** What an incident is about: only one at a time is about the same thing. */
export function subjectOf({ kind, of, at }: Incident): string {
  switch (kind) {
    case 'key-disabled':
    case 'key-deletion-scheduled':
      return `key ${of}`;
    case 'policy-detached':
    case 'trust-changed':
      return 'role';
    case 'overdue':
    case 'kms-suspended':
      return 'money';
    case 'instance-disconnected':
    case 'instance-expired':
      return 'instance';
    case 'trail-stopped':
    case 'network-closed':
    case 'spend-spike':
      return kind;
    case 'cluster-added':
      return `cluster ${at}`;
    default:
      return `cluster ${of}`;
  }
}

/** Breakages that the incident is the cause of, and that name who did it. */
export function namesOf(incident: Incident, account: Account): string[] {
  const { kind, of } = incident;
  const cluster = [...account.clusters.values()].find(({ name }) => name === of);
  switch (kind) {
    case 'key-disabled':
    case 'key-deletion-scheduled':
      return [`key-state ${keyId(of)}`];
    case 'encryption-off':
      return cluster ? [`cluster-encryption ${cluster.id}`] : [];
    case 'policy-detached':
    case 'trust-changed':
      return [`security-role ${serviceRoleName}`];
    case 'trail-stopped':
      return ['trail-coverage cn-hangzhou', 'trail-coverage cn-shanghai'];
    default:
      return [];
  }
}
