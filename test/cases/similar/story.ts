import type { Case, CaseKey } from '../case.ts';
import type { Expectation, Told } from '../expectation.ts';

/** A case of our own, like those that people gave us. */
export interface Story {
  when: string;
  given: Partial<Case>;
  right: Expectation;
}

export const ALPHA = { name: 'alpha', key: 'key-good' } as const;
export const BETA = { name: 'beta' } as const;
export const GOOD = { id: 'key-good' } as const;
export const GAP: Told = { check: 'resource-unreadable', status: 'unknown' };
export const FAULT = { '@status': 500, '@code': 'InternalError' } as const;
export const DENIAL = { '@status': 403, '@code': 'Forbidden.RAM' } as const;

/** One encrypted cluster and one that is not. */
export const two = (change: Partial<Case> = {}): Partial<Case> => ({
  clusters: [ALPHA, BETA],
  keys: [GOOD],
  ...change,
});

/** One encrypted cluster. */
export const one = (change: Partial<Case> = {}): Partial<Case> => ({
  clusters: [ALPHA],
  keys: [GOOD],
  ...change,
});

/** One cluster whose key says something else. */
export const keyed = (change: Omit<CaseKey, 'id'>): Partial<Case> =>
  one({ keys: [{ ...change, id: 'key-good' }] });

/** Nothing is good of what is not seen. */
export const UNKNOWN: Expectation = { code: 2, rows: { alpha: 'unknown' } };
export const PASS: Expectation = { code: 0, rows: { alpha: 'pass' } };
export const FAIL: Expectation = { code: 1, rows: { alpha: 'fail' } };
/** One is judged, the other one fails, and something is missing. */
export const BOTH_AND_GAP: Expectation = {
  code: 1,
  complete: false,
  rows: { alpha: 'pass', beta: 'fail' },
  told: [GAP],
};
