import pMap from 'p-map';
import type { AuditedAccount } from './plan-accounts.ts';

/** How one account ended: with a value, or with what was thrown, or with the reason why it was not begun. */
export type AccountOutcome<T> = { account: AuditedAccount } & (
  | { done: true; value: T }
  | { done: false; error: unknown }
);

/** So many accounts are worked on at a time. */
export const ACCOUNTS_AT_ONCE = 5;

/**
 * Runs something for each account, a few at a time; outcomes in the order of the accounts. Whatever
 * one account throws, bugs too, is its own outcome. After an abort no further account is begun; those under
 * way are expected to see the signal themselves.
 */
export function eachAccount<T>(
  accounts: readonly AuditedAccount[],
  run: (account: AuditedAccount) => Promise<T>,
  { concurrency = ACCOUNTS_AT_ONCE, signal }: { concurrency?: number; signal: AbortSignal },
): Promise<AccountOutcome<T>[]> {
  const turn = async (account: AuditedAccount): Promise<AccountOutcome<T>> => {
    try {
      signal.throwIfAborted();
      return { account, done: true, value: await run(account) };
    } catch (error) {
      return { account, done: false, error };
    }
  };
  return pMap(accounts, turn, { concurrency });
}
