import type { Attempt } from '../../model/change.ts';
import { actorWords, authorWords, CHANGE_WORDS } from '../../text/change-words.ts';
import { printable } from '../../text/width.ts';
import { type Page, rowId } from './page.ts';
import { Icon, type Shape } from './symbols.tsx';
import { When } from './when.tsx';

const SHOWN = 60;

type Entry = { at: string; change: Page['report']['changes'][number] } | { at: string; attempt: Attempt };

/** What changed and what was tried, newest first, with who did it. */
export function Changes({ page }: { page: Page }) {
  const { say, report } = page;
  const entries: Entry[] = [
    ...report.changes.map((change) => ({ at: change.at, change })),
    ...report.attempts.map((attempt) => ({ at: attempt.at, attempt })),
  ].sort((a, b) => (a.at < b.at ? 1 : -1));
  const more = entries.length - SHOWN;
  return (
    <section id="changes" aria-labelledby="h-changes">
      <h2 id="h-changes">{say('Changes')}</h2>
      {entries.length === 0 ? (
        <p class="empty">{say('Nothing has changed since the first look.')}</p>
      ) : (
        <ol class="timeline">
          {entries.slice(0, SHOWN).map((entry) => (
            <Item entry={entry} page={page} />
          ))}
        </ol>
      )}
      {more > 0 ? <p class="note">{say('and {n} more', { n: more })}</p> : null}
    </section>
  );
}

const GOOD = ['encryption-on', 'key-enabled', 'key-deletion-cancelled'];
const NEUTRAL = [
  'cluster-added',
  'cluster-removed',
  'rotation-changed',
  'key-replaced',
  'encryption-config-changed',
];

function Item({ entry, page }: { entry: Entry; page: Page }) {
  const { say } = page;
  if ('attempt' in entry) {
    const { actor, kind, errorCode, resource } = entry.attempt;
    const text = say('{name} tried {kind} and was refused ({code})', {
      name: printable(actorWords(actor, say)),
      kind,
      code: printable(errorCode),
    });
    return (
      <Told shape="medium" at={entry.at} resource={resource} page={page}>
        {text}
      </Told>
    );
  }
  const { kind, resource, from, to } = entry.change;
  const shape: Shape = GOOD.includes(kind) ? 'pass' : NEUTRAL.includes(kind) ? 'info' : 'high';
  return (
    <Told shape={shape} at={entry.at} resource={resource} page={page}>
      <span>{say(CHANGE_WORDS[kind])}</span>
      {from === '' && to === '' ? null : (
        <small class="from">
          {printable(from) || '–'} → {printable(to) || '–'}
        </small>
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
