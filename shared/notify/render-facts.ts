import { ANCHORS_TOLD, type Notice, type NoticeFacts } from '../model/notice.ts';
import { type Language, localTime, render } from '../text/render.ts';
import type { Say } from '../text/say.ts';

/** Title of a message that holds numbers, or of a test. */
export function factTitle({ kind, facts }: Notice, say: Say): string {
  if (kind === 'test' || !facts) return say('sealwatch: test message');
  const { accounts, findings, verdicts, clusters } = facts;
  if (kind === 'baseline') {
    return say('sealwatch is now watching {accounts} {accounts:account|accounts}: {n} critical, {m} high', {
      n: findings.critical,
      m: findings.high,
      accounts,
    });
  }
  const name = say(nameOf(kind, facts));
  if (isBlind(facts)) return say('{name}: the list of clusters could not be read', { name });
  const health = { name, pass: verdicts.pass, inScope: clusters.inScope };
  if (kind === 'proof-of-life') return say('{name}: {pass} of {inScope} Pro clusters healthy', health);
  return say('{name}: {pass} of {inScope} Pro clusters healthy, {n} critical, {m} high', {
    ...health,
    n: findings.critical,
    m: findings.high,
  });
}

/** A digest that holds the anchors of the week is the heartbeat, too. */
function nameOf(kind: Notice['kind'], { anchors }: NoticeFacts) {
  if (kind === 'proof-of-life') return 'sealwatch weekly heartbeat';
  return anchors === undefined ? 'sealwatch daily' : 'sealwatch daily and weekly heartbeat';
}

/** The numbers, with arrows against those of before; a baseline says what counts now, and the findings follow. */
export function factLines(facts: NoticeFacts, kind: Notice['kind'], say: Say, language: Language): string[] {
  const { findings, before, oldest, spend } = facts;
  const { critical, high, medium, unknown, waived } = findings;
  const lines = [
    ...clusterLines(facts, kind, say),
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
  if (kind === 'baseline') return lines;
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
  return [...lines, ...spent, ...anchorLines(facts, say)];
}

/** The message is where nobody who writes to the store can write. */
function anchorLines({ anchors = [] }: NoticeFacts, say: Say): string[] {
  if (anchors.length === 0) return [];
  const more = anchors.length - ANCHORS_TOLD;
  return [
    say('Newest evidence, for sealwatch report --verify --anchor:'),
    ...anchors.slice(0, ANCHORS_TOLD).map(({ run, sha256 }) => `${run} ${sha256}`),
    ...(more > 0 ? [say('{n} more in the report', { n: more })] : []),
  ];
}

/** Nothing is known of any cluster: to count none of none would look like an account without clusters. */
function isBlind({ clusters, unlisted }: NoticeFacts): boolean {
  return clusters.inScope === 0 && unlisted > 0;
}

/** Health counts verdicts; the flag is named as what it is. */
function clusterLines(facts: NoticeFacts, kind: Notice['kind'], say: Say): string[] {
  const { clusters, verdicts, before, unlisted } = facts;
  const { encrypted, inScope } = clusters;
  const unread =
    unlisted === 0 ? [] : [say('Accounts whose list of clusters could not be read: {n}', { n: unlisted })];
  if (isBlind(facts)) return unread;
  const health = say('Pro clusters healthy: {pass} of {inScope}{arrow}', {
    ...{ pass: verdicts.pass, inScope, arrow: arrow(verdicts.pass, before?.verdicts?.pass) },
  });
  const rest = [
    [verdicts.fail, '{n} at risk'],
    [verdicts.unknown, '{n} unknown'],
    [verdicts.pending, '{n} changing'],
  ] as const;
  const others = rest.filter(([n]) => n > 0).map(([n, text]) => say(text, { n }));
  const flag = say('Encryption on: {encrypted} of {inScope}{arrow}', {
    ...{ encrypted, inScope, arrow: arrow(encrypted, before?.clusters.encrypted) },
  });
  const healthLine = [health, ...others].join(' · ');
  return kind === 'baseline' ? [healthLine, ...unread] : [healthLine, flag, ...unread];
}

function arrow(now: number, before: number | undefined): string {
  if (before === undefined) return '';
  if (now === before) return ' →';
  return now > before ? ' ↑' : ' ↓';
}
