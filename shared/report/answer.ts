import type { Report } from '../model/report.ts';
import type { Say } from '../text/say.ts';
import { printable } from '../text/width.ts';

/** The accounts that it is about. */
export function accountsLine({ accounts }: Report, say: Say): string {
  if (accounts.length > 3) return say('{n} accounts', { n: accounts.length });
  return accounts.map(({ id, name }) => accountLine(id, name, say)).join(', ');
}

function accountLine(id: string, name: string, say: Say): string {
  return say('account {account}', { account: name === '' ? id : `${id} (${printable(name)})` });
}

/** The answer in one sentence. */
export function headline({ clusters }: Report, say: Say): string {
  const inScope = clusters.filter(({ inScope: wanted }) => wanted);
  const count = (verdict: string) => inScope.filter((cluster) => cluster.verdict === verdict).length;
  const pass = count('pass');
  if (inScope.length === 0) return say('No Pro cluster is in scope.');
  if (pass === inScope.length) {
    return say('All {count} Pro clusters are sealed and sound.', { count: pass });
  }
  const rest = [
    [count('fail'), '{n} at risk'],
    [count('unknown'), '{n} unknown'],
    [count('pending'), '{n} changing'],
  ] as const;
  const parts = rest.filter(([n]) => n > 0).map(([n, text]) => say(text, { n }));
  return say('{pass} of {count} Pro clusters are sealed and sound: {rest}.', {
    pass,
    count: inScope.length,
    rest: parts.join(', '),
  });
}

/** What jobs could not do, one sentence each. */
export function troubleSentences({ accounts }: Report, say: Say): string[] {
  return accounts.flatMap(({ jobs }) =>
    Object.entries(jobs).flatMap(([job, { trouble, finishedAt }]) => {
      if (!trouble) return [];
      const facts = { job, at: trouble.at, message: printable(trouble.message) };
      return finishedAt === ''
        ? say('Nothing is known from {job}: {message}', facts)
        : say('The last attempt of {job} failed on {at}: {message}', facts);
    }),
  );
}

/** How many findings there are of each severity. */
export function totals({ summary: { findings } }: Report, say: Say): string {
  const { critical, high, medium, low, info, unknown, waived } = findings;
  const counts = { critical, high, medium, low, info, unknown };
  const parts = Object.entries(counts).map(([name, count]) => `${say(name as keyof typeof counts)} ${count}`); // keys of the literal above
  if (waived > 0) parts.push(`${say('waived')} ${waived}`);
  return parts.join(' · ');
}
