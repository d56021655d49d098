import { type People, type Person, SWITCH_OFF_ACTIONS } from '../model/people.ts';
import { unknown, type Verdict } from './define-check.ts';

/** What stands for somebody in evidence and as the id of a resource: `user/alice`. */
export function personId({ type, name }: Person): string {
  return `${type}/${name}`;
}

/** For certain, on something that counts, and no Deny keeps them from it. */
export function maySwitchOff({ effects }: Person): boolean {
  return SWITCH_OFF_ACTIONS.some((action) => effects[action] === 'allowed');
}

/** A large account was not read to its end: what is left is unknown. */
export function cutShort({ account, cuts }: People): Verdict[] {
  if (cuts.length === 0) return [];
  const cut = cuts.map(({ what, limit, total }) => `${what}: ${limit} of ${total}`);
  return [
    unknown(
      account,
      'The account is too large to look at everything ({cut}).',
      { cut },
      {
        type: 'account',
        facet: 'rest',
        severity: 'info',
        remedy: 'Give rights to groups and with few policies, so that it can be told who has them.',
      },
    ),
  ];
}
