import { isFault } from '../model/observation.ts';
import { type People, type Person, SWITCH_OFF_ACTIONS } from '../model/people.ts';
import { RUN_AGAIN, unknown, type Verdict } from './define-check.ts';

/** What stands for somebody in evidence and as the id of a resource: `user/alice`. */
export function personId({ type, name }: Person): string {
  return `${type}/${name}`;
}

/** For certain, on something that counts, and no Deny keeps them from it. */
export function maySwitchOff({ rights }: Person): boolean {
  return SWITCH_OFF_ACTIONS.some((action) => rights[action].effect === 'allowed');
}

/** What was not read of a large account, or of single policies and groups, is unknown. */
export function leftOut(people: People): Verdict[] {
  return [...cutShort(people), ...notRead(people)];
}

const MOST_NAMED = 10;

/** Policies, statements and groups that could not be read, as evidence names them. */
export function oddOf({ gaps }: People): string[] {
  const faults = gaps.filter(({ because }) => isFault(because));
  const rest = gaps.filter((gap) => !faults.includes(gap));
  return [...faults, ...rest]
    .slice(0, MOST_NAMED)
    .map(({ what, name, detail }) => `${what} ${name}: ${detail}`);
}

const AGAIN = { remedy: RUN_AGAIN } as const;

function notRead(people: People): Verdict[] {
  const odd = oddOf(people);
  if (odd.length === 0) return [];
  const fault = people.gaps.find(({ because }) => isFault(because))?.because;
  const remedy = 'Correct the named policies, or grant the auditing identity permission to read them.';
  const weight = fault === undefined ? ({ severity: 'info', remedy } as const) : AGAIN;
  const facts = { odd, ...(fault === undefined ? {} : { because: fault }) };
  const sentence = 'Unreadable policies may grant or deny more permissions ({odd}).';
  return [unknown(people.account, sentence, facts, { type: 'account', facet: 'odd', ...weight })];
}

function cutShort({ account, cuts }: People): Verdict[] {
  if (cuts.length === 0) return [];
  const cut = cuts.map(({ what, limit, total }) => `${what}: ${limit} of ${total}`);
  return [
    unknown(
      account,
      'The account is too large to check completely ({cut}).',
      { cut },
      {
        type: 'account',
        facet: 'rest',
        severity: 'info',
        remedy: 'Grant permissions to groups and with few policies, so that all of them can be checked.',
      },
    ),
  ];
}
