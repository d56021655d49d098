import { linkTextOf } from '../../checks/catalogue.ts';
import { type ChainLink, LINKS } from '../../model/chain.ts';
import type { ClusterVerdict, ReportCluster } from '../../model/report.ts';
import { printable } from '../../text/width.ts';
import { proofLines } from '../proof-rows.ts';
import { type Chain, chainOf, type Link } from './chain.ts';
import { type Page, rowId } from './page.ts';
import { Chip, Icon, LINK_SHAPES } from './symbols.tsx';
import { Ago } from './when.tsx';

export function Row({ row, heads, page }: { row: ReportCluster; heads: readonly string[]; page: Page }) {
  const chain = chainOf(row, page);
  const { account, id, verdict, version } = row;
  const name = page.clusterName(account, id);
  const href = page.view.links?.cluster(account, id);
  return (
    <tr class={`v-${verdict}`} id={rowId(row)}>
      <th scope="row">
        {href ? (
          <a href={href}>
            <bdi>{name}</bdi>
          </a>
        ) : (
          <bdi>{name}</bdi>
        )}
        <small>
          {page.report.accounts.length > 1 ? <bdi>{page.accountName(account)} · </bdi> : null}
          {printable(row.region)}
          {version === '' ? '' : ` · ${printable(version)}`}
        </small>
        {row.stale ? <StaleNote row={row} page={page} /> : null}
      </th>
      <td class="verdict">
        <Chip tone={verdict === 'skipped' ? 'info' : verdict} text={verdictWord(verdict, page)} />
        <Why row={row} page={page} />
        <ProofNote row={row} page={page} />
      </td>
      {LINKS.map((link, index) => (
        <LinkCell
          link={chain[link]}
          label={heads[index + 2] ?? ''}
          words={wordsOf(link, row, chain, page)}
          page={page}
        />
      ))}
    </tr>
  );
}

/** What decided, and where that is told. */
function Why({ row, page }: { row: ReportCluster; page: Page }) {
  if (!row.why) return null;
  const text = printable(row.why.text);
  const finding = page.findingsOf(row).find(({ check }) => check === row.why?.check);
  const href = finding ? page.hrefOf(finding) : null;
  return <small>{href ? <a href={href}>{text}</a> : text}</small>;
}

/** How its API servers opened its Secrets, in one line. */
function ProofNote({ row, page }: { row: ReportCluster; page: Page }) {
  const lines = proofLines(row, page.say);
  return lines === '' ? null : <small>{lines}</small>;
}

/** The list could not be read in full: the row may be out of date, or of a cluster that is gone. */
function StaleNote({ row: { seenAt }, page }: { row: ReportCluster; page: Page }) {
  return (
    <small>
      {page.say('Not in the latest list; last listed:')}{' '}
      {seenAt === null ? page.say('unknown') : <Ago at={seenAt} page={page} />}
    </small>
  );
}

export function verdictWord(verdict: ClusterVerdict, { say }: Page): string {
  switch (verdict) {
    case 'fail':
      return say('at risk');
    case 'pass':
      return say('healthy');
    case 'pending':
      return say('changing');
    default:
      return say(verdict);
  }
}

const CLASS_OF = {
  holds: 'ok',
  broken: 'broken',
  weak: 'weak',
  unknown: 'unk',
  pending: 'pend',
  none: 'none',
} as const;

function LinkCell({ link, label, words, page }: { link: Link; label: string; words: unknown; page: Page }) {
  const shape = LINK_SHAPES[link.state];
  const href = link.finding && link.state !== 'holds' ? page.hrefOf(link.finding) : null;
  const content = href ? <a href={href}>{words}</a> : <span>{words}</span>;
  return (
    <td class={CLASS_OF[link.state]} data-l={label}>
      {shape ? <Icon shape={shape} /> : null}
      {content}
    </td>
  );
}

/**
 * The end of an id tells keys apart, the start of an alias, which is what the cluster names its key by where no id is known; the
 * whole is shown to those who point at it.
 */
export function KeyId({ id }: { id: string }) {
  const text = printable(id);
  const isAlias = text.startsWith('alias/');
  const part = isAlias ? `${text.slice(0, 29)}…` : `…${text.slice(-8)}`;
  return <code title={text}>{text.length > (isAlias ? 30 : 14) ? part : text}</code>;
}

/** A key may be enabled and yet of no use: then what fails says why. */
function keyStateWords(row: ReportCluster, { finding, state }: Link, { say }: Page): string {
  const text = finding?.status === 'fail' ? linkTextOf(finding.check) : null;
  if (finding && text) return printable(say(text, finding.evidence));
  const isSilent = row.keyState === '' || row.keyState === 'Enabled';
  if (isSilent && state === 'broken') return say('broken');
  if (isSilent && state === 'weak') return say('weak');
  return row.keyState === '' ? say('unknown') : printable(say('{state}', { state: row.keyState }));
}

/** What a link says of itself. */
function wordsOf(link: ChainLink, row: ReportCluster, chain: Chain, page: Page): unknown {
  const { say } = page;
  if (chain[link].state === 'none') return '–';
  switch (link) {
    case 'flag':
      return {
        encrypted: say('on'),
        'not-encrypted': say('off'),
        pending: say('changing'),
        unknown: say('unknown'),
      }[row.encryption];
    case 'key':
      return row.keyId === '' ? say('unknown') : <KeyId id={row.keyId} />;
    case 'keyState':
      return keyStateWords(row, chain.keyState, page);
    case 'role':
      return {
        holds: say('works'),
        broken: say('broken'),
        weak: say('weak'),
        unknown: say('unknown'),
        pending: say('changing'),
        none: '–',
      }[chain.role.state];
    case 'use': {
      const last = row.lastEncrypt > row.lastDecrypt ? row.lastEncrypt : row.lastDecrypt;
      if (chain.use.state === 'broken') return say('denied');
      return last === '' ? say('not used') : <Ago at={last} page={page} />;
    }
  }
}
