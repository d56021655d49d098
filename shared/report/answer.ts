import type { Report, ReportSpend } from '../model/report.ts';
import type { Say } from '../text/say.ts';
import { printable } from '../text/width.ts';

/** The accounts that it is about. */
export function accountsLine({ accounts }: Report, say: Say): string {
  if (accounts.length > 3) return say('{n} accounts', { n: accounts.length });
  return say('{list}', { list: accounts.map(({ id, name }) => accountLine(id, name, say)) });
}

function accountLine(id: string, name: string, say: Say): string {
  return say('account {account}', {
    account: name === '' ? id : say('{name} ({place})', { name: id, place: printable(name) }),
  });
}

/** The answer in one sentence; of a list that could not be read whole it claims nothing beyond what was read. */
export function headline(report: Report, say: Say): string {
  const { pass, fail, unknown, pending } = report.summary.verdicts;
  const count = report.summary.clusters.inScope;
  const isListed = report.accounts.every(({ clusterList }) => clusterList === 'complete');
  if (count === 0) {
    return isListed
      ? say('No Pro cluster is in scope.')
      : say('Clusters unknown: the list could not be read.');
  }
  if (pass === count) {
    return isListed
      ? say('{count:The Pro cluster is|All {count} Pro clusters are} healthy.', { count })
      : say('{count:The known Pro cluster is|All {count} known Pro clusters are} healthy.', { count });
  }
  const rest = [
    [fail, '{n} at risk'],
    [unknown, '{n} unknown'],
    [pending, '{n} changing'],
  ] as const;
  const parts = rest.filter(([n]) => n > 0).map(([n, text]) => say(text, { n }));
  return say('{pass} of {count} Pro clusters are healthy: {rest}.', { pass, count, rest: parts });
}

/** Which accounts may hold clusters that are not in the report, one sentence each. */
export function listSentences({ accounts }: Report, say: Say): string[] {
  return accounts.flatMap(({ id, name, clusterList }) => {
    const account = accountLine(id, name, say);
    if (clusterList === 'complete') return [];
    return clusterList === 'unread'
      ? say('{account}: the list of clusters could not be read.', { account })
      : say('{account}: the list of clusters is incomplete; some may be missing.', { account });
  });
}

/** What jobs could not do, one sentence each. */
export function troubleSentences({ accounts }: Report, say: Say): string[] {
  return accounts.flatMap(({ jobs }) =>
    Object.entries(jobs).flatMap(([job, { trouble, finishedAt }]) => {
      if (!trouble) return [];
      const facts = { job, at: trouble.at, message: printable(trouble.message) };
      return finishedAt === ''
        ? say('No result from job {job}: {message}', facts)
        : say('The last run of job {job} failed on {at}: {message}', facts);
    }),
  );
}

/** Which channels cannot be opened, one sentence each. */
export function channelSentences({ brokenChannels }: Report, say: Say): string[] {
  return brokenChannels.map(({ name, problems }) =>
    say('Channel {channel} cannot be opened: {problems}', {
      channel: name,
      problems: printable(problems.join('; ')),
    }),
  );
}

/** That days of the month are still to be read; null when none are. */
export function spendSoFar({ monthToDate, daily }: ReportSpend, say: Say): string | null {
  if (monthToDate !== null || daily.length === 0) return null;
  return say(
    'KMS spend: only the last {days} {days:day was|days were} read; the next run reads the rest of the month',
    {
      days: daily.length,
    },
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
