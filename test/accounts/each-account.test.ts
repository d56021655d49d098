import { expect, test } from 'vitest';
import { eachAccount } from '../../shared/accounts/each-account.ts';
import type { AuditedAccount } from '../../shared/accounts/plan-accounts.ts';

const accounts = Array.from({ length: 12 }, (_, index): AuditedAccount => {
  return { id: `${index}`, name: '', access: { kind: 'own' } };
});
const turn = () => new Promise((resolve) => setImmediate(resolve));
const never = () => new AbortController().signal;

test('outcomes come in the order of the accounts, whichever ends first', async () => {
  const outcomes = await eachAccount(
    accounts,
    async ({ id }) => {
      for (let left = 12 - Number(id); left > 0; left -= 1) await turn();
      return `ran ${id}`;
    },
    { signal: never() },
  );
  expect(outcomes).toEqual(accounts.map((account) => ({ account, done: true, value: `ran ${account.id}` })));
});

test.each([
  [undefined, 5],
  [1, 1],
  [3, 3],
])('with a concurrency of %s at most %i run at once', async (concurrency, most) => {
  let running = 0;
  let seen = 0;
  const run = async () => {
    running += 1;
    seen = Math.max(seen, running);
    await turn();
    running -= 1;
  };
  await eachAccount(accounts, run, { signal: never(), ...(concurrency && { concurrency }) });
  expect(seen).toBe(most);
});

test('what one account throws, at once or later, ends no other', async () => {
  const bug = new TypeError('x is not a function');
  const outcomes = await eachAccount(
    accounts,
    ({ id }) => {
      if (id === '2') throw bug;
      return id === '7' ? Promise.reject(bug) : Promise.resolve(id);
    },
    { signal: never() },
  );
  expect(outcomes.filter(({ done }) => !done).map(({ account }) => account.id)).toEqual(['2', '7']);
  expect(outcomes[2]).toEqual({ account: accounts[2], done: false, error: bug });
  expect(outcomes.filter(({ done }) => done)).toHaveLength(10);
});

test('after an abort nothing more is begun, and those under way end by themselves', async () => {
  const stop = new AbortController();
  const begun: string[] = [];
  const outcomes = await eachAccount(
    accounts,
    async ({ id }) => {
      begun.push(id);
      if (id === '3') stop.abort(new Error('the time of the job is up'));
      await turn();
      return id;
    },
    { concurrency: 2, signal: stop.signal },
  );
  expect(begun).toEqual(['0', '1', '2', '3']);
  expect(outcomes.map(({ done }) => done)).toEqual([true, true, true, true, ...Array(8).fill(false)]);
  expect(outcomes[4]).toMatchObject({ error: { message: 'the time of the job is up' } });
});
