import type { Config } from '../config/schema.ts';
import type { Examination } from '../model/examination.ts';
import type { Unseen } from '../model/observation.ts';
import { examination, type Place } from './examination.ts';
import { needOf } from './needs.ts';
import { type ProbedCall, verdictOf } from './probe.ts';

/** Whose rights are looked at. */
export interface Caller {
  account: string;
  /** ARN of the user or role that asks; empty when nobody told it. */
  arn: string;
}

/** One item for each RAM action, whatever number of calls tried it. */
export function permissionItems(tried: readonly ProbedCall[], caller: Caller, config: Config): Examination[] {
  return [...groupByPermission(tried)].map(([permission, calls]) =>
    itemFor(permission, calls, caller, config),
  );
}

function groupByPermission(tried: readonly ProbedCall[]): Map<string, ProbedCall[]> {
  const groups = new Map<string, ProbedCall[]>();
  for (const call of tried) {
    const { permission } = call.operation;
    groups.set(permission, [...(groups.get(permission) ?? []), call]);
  }
  return groups;
}

function itemFor(
  permission: string,
  calls: readonly ProbedCall[],
  caller: Caller,
  config: Config,
): Examination {
  const place: Place = { id: permission, group: 'permissions', account: caller.account };
  const need = needOf(permission, config);
  const trouble = need === 'optional' ? 'warned' : 'failed';
  const [denied] = calls.filter((call) => verdictOf(call) === 'denied');
  const facts = { permission, api: calls[0]?.operation.action ?? '' };
  if (need === 'unwanted')
    return examination('skipped', place, '{api} is not needed: all checks that use it are off.', facts);
  if (denied && !denied.answer.seen) return deniedItem(trouble, place, calls, denied.answer, caller);
  const verdicts = calls.map(verdictOf);
  if (verdicts.includes('allowed')) return examination('ok', place, '{api} works.', facts);
  if (verdicts.includes('absent'))
    return examination(
      'ok',
      place,
      calls.some(({ madeUp }) => madeUp)
        ? '{api} is allowed (tested with a made-up ID, because no list contains a real one).'
        : '{api} is allowed; the requested object does not exist.',
      facts,
    );
  return untriedItem(trouble, place, calls, facts);
}

function deniedItem(
  result: 'warned' | 'failed',
  place: Place,
  calls: readonly ProbedCall[],
  { permission = place.id, code = '', requestId = '' }: Unseen,
  { arn }: Caller,
): Examination {
  const regions = [
    ...new Set(calls.filter((call) => verdictOf(call) === 'denied').map(({ region }) => region)),
  ];
  const facts = { permission, api: calls[0]?.operation.action ?? '', regions, code, requestId, arn };
  const command = grantCommand(permission, arn);
  return examination(result, place, '{api} is denied ({code}): {permission} is missing.', facts, {
    text: 'Grant {permission} on all resources to the caller; if a policy denies it, remove the Deny.',
    command,
    permission,
  });
}

function untriedItem(
  trouble: 'warned' | 'failed',
  place: Place,
  calls: readonly ProbedCall[],
  facts: { permission: string; api: string },
): Examination {
  const [answer] = calls.flatMap((call) => (call.answer.seen ? [] : [call.answer]));
  const more = { ...facts, code: answer?.code ?? '', detail: answer?.detail ?? '' };
  const [call] = calls;
  const verdict = call ? verdictOf(call) : 'untried';
  if (verdict === 'overdue')
    return examination('failed', place, '{api} is rejected because the account is overdue: {detail}', more, {
      text: 'Pay the outstanding bills; until then nothing can be read.',
    });
  if (verdict === 'unclear')
    return examination('unknown', place, '{api} returned {detail}; whether it is allowed is unknown.', more);
  return examination(trouble, place, '{api} could not be tested: {detail}', more, {
    text: 'Resolve the cause, then run sealwatch doctor again.',
    command: 'sealwatch doctor',
  });
}

const NAME = '[A-Za-z0-9.@_-]+';

/**
 * Two commands that grant an action, under all its names where the answer did not say which one it is; empty when the caller
 * has no name that is safe in a shell.
 */
export function grantCommand(permission: string, arn: string): string {
  const user = new RegExp(`^acs:ram::\\d+:user/(${NAME})$`).exec(arn)?.[1];
  const role = new RegExp(`^acs:ram::\\d+:(?:assumed-)?role/(${NAME})(?:/.*)?$`).exec(arn)?.[1];
  const actions = permission.split(', ');
  const [first = '', ...others] = actions;
  if ((!user && !role) || !actions.every((action) => /^[a-z]+:[A-Za-z0-9]+$/.test(action))) return '';
  const name = `sealwatch-${first.replace(':', '-')}`;
  const document = JSON.stringify({
    Version: '1',
    Statement: [{ Effect: 'Allow', Action: others.length > 0 ? actions : first, Resource: '*' }],
  });
  const attach = user
    ? `AttachPolicyToUser --PolicyType Custom --PolicyName ${name} --UserName ${user}`
    : `AttachPolicyToRole --PolicyType Custom --PolicyName ${name} --RoleName ${role}`;
  return `aliyun ram CreatePolicy --PolicyName ${name} --PolicyDocument '${document}' && aliyun ram ${attach}`;
}
