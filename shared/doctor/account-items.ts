import type { AuditedAccount } from '../accounts/plan-accounts.ts';
import { actiontrail } from '../cloud/actiontrail.ts';
import type { Cloud } from '../cloud/cloud.ts';
import { sts } from '../cloud/sts.ts';
import type { Config } from '../config/schema.ts';
import type { Examination } from '../model/examination.ts';
import type { Observation, Unseen } from '../model/observation.ts';
import { dayOf, monthOf } from '../money/calendar.ts';
import { type EventPlaces, lookAtEvents, type Shown } from './event-facts.ts';
import { examination, type Place } from './examination.ts';
import { clusterFacts } from './facts.ts';
import { needOf } from './needs.ts';
import { type Caller, grantCommand } from './permissions.ts';
import type { ProbedCall } from './probe.ts';
import { type AccountAnswers, lookAround } from './probe-account.ts';

/** What a look into one account showed. */
export interface AccountProbes {
  tried: readonly ProbedCall[];
  shown: Readonly<Record<string, Shown>>;
}

/** Tries each API of one account, and looks at what its events show. */
export async function lookInto(cloud: Cloud, config: Config, now: Date): Promise<AccountProbes> {
  const sight = await lookAround(cloud, config, monthOf(dayOf(now)));
  const isWanted = needOf(actiontrail.lookupEvents.permission, config) !== 'unwanted';
  const events = isWanted ? await lookAtEvents(cloud, sceneOf(sight), now) : { tried: [], shown: {} };
  return {
    tried: [...sight.tried, ...events.tried],
    shown: { ...clusterFacts(sight), ...events.shown },
  };
}

/** Regions with an encrypted cluster first: there are events of the service role. */
function sceneOf({ list, regions, home }: AccountAnswers): EventPlaces {
  const clusters = new Map((list?.clusters ?? []).map(({ id, region }) => [id, region]));
  const sealed = (list?.clusters ?? []).flatMap(({ region, flag }) =>
    region !== '' && typeof flag === 'object' && 'on' in flag && flag.on ? [region] : [],
  );
  return { home, regions: [...new Set([...sealed, ...regions])], clusters };
}

/** Whether the caller gets into another account. */
export function entryItem(
  { id, name, access }: AuditedAccount,
  entered: Observation<Cloud>,
  caller: Caller,
): Examination {
  const place: Place = { id: sts.assumeRole.permission, group: 'identity', account: id };
  const roleArn = access.kind === 'role' ? access.roleArn : '';
  const facts = { account: id, name, roleArn };
  if (entered.seen)
    return examination('ok', place, 'Account {account} allows the caller to assume {roleArn}.', facts);
  return refusedItem(place, facts, entered, caller);
}

function refusedItem(
  place: Place,
  facts: { account: string; name: string; roleArn: string },
  { detail, code = '', permission }: Unseen,
  { arn }: Caller,
): Examination {
  const more = { ...facts, detail, code, caller: arn, permission: permission ?? '' };
  const text = 'Account {account} does not allow the caller to assume {roleArn}: {detail}';
  if (permission === undefined)
    return examination('failed', place, text, more, {
      text: 'Create the role there, and let it trust {caller} with the external ID of the configuration; see docs/ram.',
    });
  return examination('failed', place, text, more, {
    text: 'Grant {permission} on {roleArn} to the caller, and let the role trust {caller} with the external id of the configuration.',
    command: grantCommand(permission, arn),
    permission,
  });
}
