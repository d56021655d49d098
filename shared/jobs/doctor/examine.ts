import type { Cloud } from '../../cloud/cloud.ts';
import { collectIdentity, type Identity } from '../../collect/identity.ts';
import { AppError } from '../../model/error.ts';
import { type Examination, GROUPS, type Group, RESULTS } from '../../model/examination.ts';
import { compareText } from '../../model/finding.ts';
import type { Observation } from '../../model/observation.ts';
import { dayOf, monthOf } from '../../money/calendar.ts';
import { type Connection, connect } from '../connect.ts';
import { credentialTrouble } from '../credential-trouble.ts';
import { identityItems } from './identity-items.ts';
import { clockItem, reachItems } from './network-items.ts';
import { permissionItems } from './permissions.ts';
import { lookAround } from './sight.ts';
import { told } from './told.ts';

export interface DoctorWorld {
  /** Its signal is the deadline. */
  connection: Connection;
  /** For what is asked without a signature. */
  fetch: typeof fetch;
  /** The real time, which signatures and tokens follow. */
  realNow: () => Date;
  onGroup?: (group: Group, state: 'started' | 'finished') => void;
}

export interface Examined {
  items: Examination[];
  /** Why it cannot work here at all; the items say it, too. */
  fatal: AppError | null;
}

/** Looks at everything that the tool needs. What does not work is an item, never an exception. */
export async function examine(world: DoctorWorld): Promise<Examined> {
  const [apart, cloud] = await Promise.all([besidesTheCloud(world), examineCloud(world)]);
  return { items: [...apart, ...cloud.items].sort(inOrder), fatal: cloud.fatal };
}

/** What can be looked at without credentials. */
async function besidesTheCloud(world: DoctorWorld): Promise<Examination[]> {
  const { connection, fetch, realNow } = world;
  const timeoutMs = connection.config.limits.callTimeoutSeconds * 1000;
  return [await clockItem({ fetch, detour: connection.detour, realNow, timeoutMs })];
}

async function examineCloud(world: DoctorWorld): Promise<Examined> {
  const { connection } = world;
  try {
    const credentials = await connection.credentials.get();
    const cloud = connect(connection);
    const identity = await collectIdentity(cloud);
    const known = identityItems(identity, credentials);
    if (!identity.seen && identity.because === 'denied')
      return { items: known, fatal: credentialTrouble(identity) };
    const { items, isReached } = await examineOwn(world, cloud, identity);
    const fatal = identity.seen || isReached ? null : credentialTrouble(identity);
    return { items: [...known, ...items], fatal };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { code, message, hint } = error;
    const place = { id: 'credentials', group: 'identity' } as const;
    const item = told('failed', place, '{message}', { code, message, hint }, { text: '{hint}' });
    return { items: [item], fatal: error };
  }
}

async function examineOwn(
  { connection: { config, now } }: DoctorWorld,
  cloud: Cloud,
  identity: Observation<Identity>,
): Promise<{ items: Examination[]; isReached: boolean }> {
  const sight = await lookAround(cloud, config, monthOf(dayOf(now())));
  const caller = identity.seen
    ? { account: identity.value.AccountId, arn: identity.value.Arn }
    : { account: '', arn: '' };
  const items = [...reachItems(sight.tried), ...permissionItems(sight.tried, caller, config)];
  return {
    items,
    isReached: sight.tried.some(({ answer }) => answer.seen || answer.because !== 'unreachable'),
  };
}

/** By group, then the worst first. */
function inOrder(a: Examination, b: Examination): number {
  return (
    GROUPS.indexOf(a.group) - GROUPS.indexOf(b.group) ||
    RESULTS.indexOf(a.result) - RESULTS.indexOf(b.result) ||
    compareText(a.account, b.account) ||
    compareText(a.id, b.id) ||
    compareText(a.region, b.region)
  );
}
