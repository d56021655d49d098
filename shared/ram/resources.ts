import { type KeyInUse, parseKeyArn } from '../model/key.ts';
import { ANY } from './match.ts';

/** The account in an ARN that is asked about; one that nobody told may be any. */
export function accountPart(account: string): string {
  return /^\d+$/.test(account) ? account : ANY;
}

export function accountIn(arn: string): string {
  return accountPart(/^acs:[^:]*:[^:]*:(\d+):/.exec(arn)?.[1] ?? '');
}

/** ARN of a key as policies name it. Which key an alias stands for is not known here, so it may be any of the region. */
export function keyResource(
  { region, id, reference }: Pick<KeyInUse, 'region' | 'id' | 'reference'>,
  account: string,
): string {
  const arn = parseKeyArn(reference);
  const name = id.startsWith('alias/') ? ANY : id;
  return `acs:kms:${arn?.region ?? region}:${arn?.account ?? accountPart(account)}:key/${name}`;
}

/** All keys of an account, wherever they are. */
export function everyKey(account: string): string {
  return `acs:kms:${ANY}:${accountPart(account)}:key/${ANY}`;
}
