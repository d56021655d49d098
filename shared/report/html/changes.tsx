import type { Attempt } from '../../model/change.ts';
import { attemptWords, authorWords, CHANGE_WORDS } from '../../text/change-words.ts';
import { printable } from '../../text/width.ts';
import { type Page, rowId } from './page.ts';
import { Icon, type Shape } from './symbols.tsx';
import { Trend } from './trend-charts.tsx';
import { When } from './when.tsx';

/** So many are unfolded, and so many are told at all. */
const UNFOLDED = 8;
const SHOWN = 60;

type Entry = { at: string; change: Page['report']['changes'][number] } | { at: string; attempt: Attempt };

/** What changed and what was tried, newest first, with who did it. */
export function Changes({ page }: { page: Page }) {
  const { say, report, view } = page;
  const entries: Entry[] = [
    ...report.changes.map((change) => ({ at: change.at, change })),
    ...report.attempts.map((attempt) => ({ at: attempt.at, attempt })),
  ].sort((a, b) => (a.at < b.at ? 1 : -1));
  const more = entries.length - SHOWN;
  return (
    <section id="changes" aria-labelledby="h-changes">
      <h2 id="h-changes">{say('Changes')}</h2>
      {view.focus === 'report' ? (
        <div class="card">
          <h3>{say('The last 90 days')}</h3>
          <Trend page={page} />
        </div>
      ) : null}
      {entries.length === 0 ? (
        <p class="empty">{say('No changes since the first check.')}</p>
      ) : (
        <Timeline entries={entries.slice(0, UNFOLDED)} page={page} />
      )}
      {entries.length > UNFOLDED ? (
        <details class="fold">
          <summary>{say('and {n} more', { n: entries.length - UNFOLDED })}</summary>
          <Timeline entries={entries.slice(UNFOLDED, SHOWN)} page={page} />
        </details>
      ) : null}
      {more > 0 ? <p class="note">{say('and {n} more', { n: more })}</p> : null}
    </section>
  );
}

function Timeline({ entries, page }: { entries: readonly Entry[]; page: Page }) {
  return (
    <ol class="timeline">
      {entries.map((entry) => (
        <Item entry={entry} page={page} />
      ))}
    </ol>
  );
}

const GOOD = ['encryption-on', 'key-enabled', 'key-deletion-cancelled'];
const NEUTRAL = [
  'cluster-added',
  'cluster-removed',
  'cluster-upgraded',
  'cluster-migrated',
  'cluster-modified',
  'rotation-changed',
  'key-replaced',
  'key-rotated',
  'encryption-config-changed',
];

function Item({ entry, page }: { entry: Entry; page: Page }) {
  const { say } = page;
  if ('attempt' in entry) {
    return (
      <Told shape="medium" at={entry.at} resource={entry.attempt.resource} page={page}>
        {printable(attemptWords(entry.attempt, say))}
      </Told>
    );
  }
  const { kind, resource, from, to } = entry.change;
  const shape: Shape = GOOD.includes(kind) ? 'pass' : NEUTRAL.includes(kind) ? 'info' : 'high';
  return (
    <Told shape={shape} at={entry.at} resource={resource} page={page}>
      <span>{say(CHANGE_WORDS[kind])}</span>
      {from === '' && to === '' ? null : (
        <small class="from">{printable(say('{from} → {to}', { from: from || '–', to: to || '–' }))}</small>
      )}
      <small>
        <bdi>{printable(authorWords(entry.change, say))}</bdi>
      </small>
    </Told>
  );
}

function Told({
  shape,
  at,
  resource,
  page,
  children,
}: {
  shape: Shape;
  at: string;
  resource: Attempt['resource'];
  page: Page;
  children?: unknown;
}) {
  const { account, id, region, type } = resource;
  const name = printable(resource.name || id);
  const linked = type === 'cluster' && page.hasRow(account, id);
  return (
    <li class={shape}>
      <Icon shape={shape} />
      <When at={at} />
      <div>
        <b>
          {linked ? (
            <a href={`#${rowId(resource)}`}>
              <bdi>{name}</bdi>
            </a>
          ) : (
            <bdi>{name}</bdi>
          )}
        </b>
        {region === '' ? null : <span class="where">{printable(region)}</span>}
        <p>{children}</p>
      </div>
    </li>
  );
}
