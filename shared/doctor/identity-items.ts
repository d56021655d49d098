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
        ? examination('failed', place, 'The credentials are refused: {detail}', facts, {
            text: 'Check the access key id and its secret; the key may be disabled or deleted, a token may have expired.',
          })
        : examination('failed', place, 'Nobody tells whose credentials these are: {detail}', facts, {
            text: isDenied
              ? 'Grant {permission} to the caller, on all resources; where a policy denies it, lift that denial.'
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
      'The credentials are temporary ({kind}); no API tells when they end, so look where they come from.',
      facts,
    );
  if (kind === 'Account' || arn.endsWith(':root'))
    return examination(
      'warned',
      place,
      'The credentials are an access key of the account itself, which may do everything.',
      facts,
      { text: 'Use a RAM user or a role that may only read; docs/ram holds its policy.' },
    );
  return examination(
    'ok',
    place,
    'The credentials are an access key ({kind}), which does not expire.',
    facts,
  );
}
