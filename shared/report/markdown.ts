import { isLook } from '../model/finding.ts';
import type { Report, ReportCluster, ReportFinding, ReportSpend } from '../model/report.ts';
import { actorWords } from '../text/change-words.ts';
import { localTime } from '../text/render.ts';
import { type Say, speak } from '../text/say.ts';
import {
  accountsLine,
  channelSentences,
  headline,
  listSentences,
  spendSoFar,
  totals,
  troubleSentences,
} from './answer.ts';
import type { Format, FormatOptions } from './format.ts';
import { codeBlock, link, plain, table } from './markdown-text.ts';

/** So many clusters, and so many resources of one check, are listed; the rest is counted: an issue holds 64 KB. */
const LISTED = 20;

export const markdown: Format = {
  id: 'md',
  files: [{ name: 'report.md', mediaType: 'text/markdown; charset=utf-8', render: renderMarkdown }],
};

/** A summary to paste in an issue: the answer, the clusters at risk, the findings worst first, the money. */
function renderMarkdown(report: Report, { language }: FormatOptions): string {
  const say = speak(language);
  const blocks = [
    `## ${plain(headline(report, say))}`,
    plain(`sealwatch · ${accountsLine(report, say)} · ${localTime(report.generatedAt)}`),
    ...(report.complete ? [] : [`**${plain(say('Some checks could not run; see “Could not check”.'))}**`]),
    ...[
      ...listSentences(report, say),
      ...troubleSentences(report, say),
      ...channelSentences(report, say),
    ].map(plain),
    plain(totals(report, say)),
    ...clusterBlocks(report, say),
    ...findingBlocks(report, say),
    ...spendBlocks(report, say),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function clusterBlocks({ clusters, accounts }: Report, say: Say): string[] {
  const wanted = (verdict: ReportCluster['verdict']) => clusters.filter((row) => row.verdict === verdict);
  const named = [
    ['Clusters at risk', wanted('fail')],
    ['Clusters that could not be checked', wanted('unknown')],
  ] as const;
  const names = new Map(accounts.map(({ id, name }) => [id, name || id]));
  const row = ({ name, id, account, region, encryption, keyId, why }: ReportCluster) =>
    [name || id, names.get(account) ?? account, region, say(encryption), keyId || '-', why?.text ?? '-'].map(
      plain,
    );
  const head = [say('CLUSTER'), say('ACCOUNT'), say('REGION'), say('ENCRYPTION'), say('KEY'), say('WHY')];
  return named.flatMap(([title, rows]) =>
    rows.length === 0
      ? []
      : [`### ${say(title)}`, table(head, rows.slice(0, LISTED).map(row)), ...more(rows.length, say)],
  );
}

function findingBlocks({ findings }: Report, say: Say): string[] {
  const open = findings.filter(
    ({ status, mutedBy }) => status === 'fail' || (status === 'unknown' && mutedBy === null),
  );
  if (open.length === 0) return [plain(say('No findings.'))];
  const groups = new Map<string, ReportFinding[]>();
  for (const finding of open) {
    const key = JSON.stringify([finding.status, finding.severity, finding.check, finding.remedy.text]);
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  return [`### ${say('Findings')}`, ...[...groups.values()].flatMap((group) => groupBlocks(group, say))];
}

function groupBlocks(group: readonly ReportFinding[], say: Say): string[] {
  const [first] = group;
  if (!first) return [];
  const { status, severity, title, remedy } = first;
  const badge = status === 'unknown' ? say('unknown') : say(severity);
  const shown = group.slice(0, LISTED).map((finding) => `- ${plain(sentence(finding, say))}`);
  const fix = [plain(remedy.text), link(say('What to do'), remedy.url)].filter((text) => text !== '');
  return [
    `**${plain(badge)}**: ${plain(title)}`,
    shown.join('\n'),
    ...more(group.length, say),
    fix.join(' '),
    ...(isLook(remedy.command) ? [plain(say('Check first'))] : []),
    ...(remedy.command.trim() === '' ? [] : [codeBlock(remedy.command, 'sh')]),
  ];
}

function sentence({ resource, summary, actor, waiver }: ReportFinding, say: Say): string {
  const { name, id, region } = resource;
  const notes = [
    ...(actor ? [say('by {name}', { name: actorWords(actor, say) })] : []),
    ...(waiver ? [waiverWords(waiver, say)] : []),
  ];
  const own = name || id;
  const label =
    region === '' || resource.type === 'region' ? own : say('{name} ({place})', { name: own, place: region });
  return [say('{label}: ', { label }) + summary, ...notes].join(' · ');
}

function waiverWords({ expired, ...facts }: NonNullable<ReportFinding['waiver']>, say: Say): string {
  return expired
    ? say('the waiver of {owner} expired on {until}', facts)
    : say('accepted until {until} by {owner}: {reason}', facts);
}

function spendBlocks({ spend }: Report, say: Say): string[] {
  if (spend.length === 0) return [];
  const head = [
    say('ACCOUNT'),
    say('currency'),
    say('available'),
    say('runway in days'),
    say('KMS this month'),
    say('KMS forecast'),
    say('budget'),
  ];
  const row = ({ account, currency, available, runwayDays, monthToDate, forecast, budget }: ReportSpend) =>
    [account, currency, available, runwayDays, monthToDate, forecast, budget].map((cell) =>
      plain(String(cell ?? '-')),
    );
  return [
    `### ${say('Money')}`,
    table(head, spend.map(row)),
    ...spend.flatMap((each) => soFarBlocks(each, say)),
    ...spend.flatMap((each) => arrearsBlocks(each, say)),
  ];
}

function soFarBlocks(spend: ReportSpend, say: Say): string[] {
  const told = spendSoFar(spend, say);
  return told === null ? [] : [plain(`${spend.account}: ${told}`)];
}

function arrearsBlocks({ account, arrears }: ReportSpend, say: Say): string[] {
  if (!arrears) return [];
  const facts = {
    account,
    since: arrears.since,
    stops: arrears.kmsStopsAt,
    deleted: arrears.clusterDeletionAt,
  };
  const text = say(
    'Account {account} is overdue since {since}: KMS stops {stops}; Pro clusters are deleted from {deleted}.',
    facts,
  );
  return [`**${plain(text)}**`];
}

function more(count: number, say: Say): string[] {
  return count > LISTED ? [say('and {n} more', { n: count - LISTED })] : [];
}
