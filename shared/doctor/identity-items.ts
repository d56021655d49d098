import { refusesCredentials } from '../cloud/answer.ts';
import type { Credentials } from '../cloud/credentials.ts';
import { sts } from '../cloud/sts.ts';
import type { Identity } from '../collect/identity.ts';
import type { Examination } from '../model/examination.ts';
import type { Observation } from '../model/observation.ts';
import { examination } from './examination.ts';

/** Whose credentials these are, of which kind, and whether they end. */
export function identityItems(
  identity: Observation<Identity>,
  { securityToken }: Credentials,
): Examination[] {
  const place = { id: 'identity', group: 'identity' } as const;
  if (!identity.seen) {
    const { detail, code = '', permission = '' } = identity;
    const facts = { detail, code, permission, api: sts.getCallerIdentity.action };
    const isDenied = permission !== '';
    return [
      refusesCredentials(identity)
        ? examination('failed', place, 'Credentials rejected: {detail}', facts, {
            text: 'Check the AccessKey ID and secret; the key may be disabled or deleted, or a token may have expired.',
          })
        : examination('failed', place, 'Could not identify the caller: {detail}', facts, {
            text: isDenied
              ? 'Grant {permission} on all resources to the caller; if a policy denies it, remove the Deny.'
              : 'Check the network to sts.aliyuncs.com, a proxy, and SEALWATCH_ENDPOINT if it is set.',
            ...(isDenied ? { permission } : {}),
          }),
    ];
  }
  const { AccountId: account, Arn: arn } = identity.value;
  return [
    examination('ok', { ...place, account }, 'The caller is {arn} of account {account}.', { arn, account }),
    kindItem(identity.value, securityToken !== null),
  ];
}

function kindItem(
  { AccountId: account, Arn: arn, IdentityType: kind }: Identity,
  isToken: boolean,
): Examination {
  const place = { id: 'credentials', group: 'identity', account } as const;
  const facts = { kind, arn, temporary: isToken };
  if (isToken)
    return examination(
      'ok',
      place,
      'The credentials are temporary ({kind}); no API returns their expiry, so check their source.',
      facts,
    );
  if (kind === 'Account' || arn.endsWith(':root'))
    return examination(
      'warned',
      place,
      'The credentials are an AccessKey of the root account, which has all permissions.',
      facts,
      { text: 'Use a read-only RAM user or role; see docs/ram for its policy.' },
    );
  return examination('ok', place, 'The credentials are an AccessKey ({kind}), which does not expire.', facts);
}
