import type { Notice, NoticeFacts } from '../model/notice.ts';
import { type Language, localTime, render } from '../text/render.ts';
import type { Say } from '../text/say.ts';

/** Title of a message that holds numbers, or of a test. */
export function factTitle({ kind, facts }: Notice, say: Say): string {
  if (kind === 'test' || !facts) return say('sealwatch: this is a test');
  const { accounts, clusters, findings } = facts;
  const { encrypted, inScope } = clusters;
  switch (kind) {
    case 'baseline':
      return say('sealwatch begins: {n} critical, {m} high, accounts: {accounts}', {
        n: findings.critical,
        m: findings.high,
        accounts,
      });
    case 'proof-of-life':
      return say('sealwatch is alive: {encrypted} of {inScope} Pro clusters encrypted', {
        encrypted,
        inScope,
      });
    default:
      return say('sealwatch daily: {encrypted} of {inScope} Pro clusters encrypted, {n} critical, {m} high', {
        encrypted,
        inScope,
        n: findings.critical,
        m: findings.high,
      });
  }
}

/** The numbers, with arrows against those of before. */
export function factLines(facts: NoticeFacts, say: Say, language: Language): string[] {
  const { clusters, findings, before, oldest, spend } = facts;
  const { critical, high, medium, unknown, waived } = findings;
  const lines = [
    say('Pro clusters encrypted: {encrypted} of {inScope}{arrow}', {
      ...clusters,
      arrow: arrow(clusters.encrypted, before?.clusters.encrypted),
    }),
    say(
      'Open: critical {critical}{a}, high {high}{b}, medium {medium}{c}, unknown {unknown}, waived {waived}',
      {
        critical,
        high,
        medium,
        unknown,
        waived,
        a: arrow(critical, before?.findings.critical),
        b: arrow(high, before?.findings.high),
        c: arrow(medium, before?.findings.medium),
      },
    ),
  ];
  if (oldest) {
    const { title, resource, since } = oldest;
    const name = resource.name || resource.id;
    lines.push(
      say('Longest open: {name}, check “{title}”, since {since}', {
        title: render(title, {}, language),
        name,
        since: localTime(since),
      }),
    );
  }
  const spent = spend.map((sum) =>
    say('KMS spend: {day} {currency} on {date}, {month} {currency} this month, {forecast} expected', sum),
  );
  return [...lines, ...spent];
}

function arrow(now: number, before: number | undefined): string {
  if (before === undefined) return '';
  if (now === before) return ' →';
  return now > before ? ' ↑' : ' ↓';
}
