import { printable } from '../text/width.ts';
import { type RenderedLine, type RenderedNotice, startOf } from './rendered.ts';

/**
 * Characters that mean something in DingTalk's Markdown, and what is shown instead. Whether its clients honour
 * backslashes is not documented, so that characters are replaced by ones that look like them.
 */
const LOOKALIKES: Readonly<Record<string, string>> = {
  '[': '［',
  ']': '］',
  '`': 'ˋ',
  '*': '∗',
  '&': '＆',
  '<': '‹',
  '>': '›',
  '@': '＠',
  '|': '¦',
  '~': '∼',
  '#': '＃',
  '\\': '＼',
};

/** Text in which nothing is markup, a mention or an address that becomes a link by itself. */
export function harmless(text: string): string {
  return printable(text)
    .replace(/[[\]`*&<>@|~#\\]/g, (character) => LOOKALIKES[character] ?? character)
    .replaceAll('://', ':∕∕')
    .replace(/www\./gi, 'www․');
}

/** Code: what people copy stays as it is, but for what would end it, make a tag or a link. */
function copyable(text: string): string {
  return printable(text)
    .replace(/[`<>]/g, (character) => LOOKALIKES[character] ?? character)
    .replaceAll('](', '］(')
    .replaceAll('://', ':∕∕');
}

/** A link that only its own address can end; text when it is no address of the web. */
export function link(label: string, address: string): string {
  if (!/^https?:\/\/[^\s]+$/.test(address)) return startOf(harmless(label)) + harmless(address);
  const closed = address.replace(
    /[()<>[\]\\`"]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `[${harmless(label)}](${closed})`;
}

export interface Mention {
  mobiles: readonly string[];
  userIds: readonly string[];
}

export interface MarkdownOptions {
  /** Bytes of UTF-8 that the text may have. */
  limit: number;
  mention: Mention;
  /** What stands at the end when items had to be left out. */
  more: (items: number) => string;
}

/** A line break is two spaces and a newline. */
const BREAK = '  \n';

/** The message in DingTalk's subset of Markdown, cut between items so that it fits. */
export function toMarkdown(notice: RenderedNotice, { limit, mention, more }: MarkdownOptions): string {
  const { title, lead, items, tail } = notice;
  const head = [`### ${harmless(title)}`, ...lead.map(harmless)].join(`${BREAK}\n`);
  const named = [...mention.mobiles, ...mention.userIds].map((who) => `@${harmless(who)}`).join(' ');
  const end = (left: number): string =>
    [...(left > 0 ? [more(left)] : tail.map(harmless)), ...(named === '' ? [] : [named])].join(`${BREAK}\n`);
  const blocks = items.map(({ heading, lines }) =>
    [`**${harmless(heading)}**`, ...lines.map(lineMarkdown)].join(BREAK),
  );
  for (let shown = blocks.length; ; shown -= 1) {
    const text = [head, ...blocks.slice(0, shown), end(blocks.length - shown)]
      .filter((part) => part !== '')
      .join('\n\n');
    if (Buffer.byteLength(text) <= limit) return text;
    if (shown === 0) return cutBytes(head, limit);
  }
}

function lineMarkdown({ label, text, kind }: RenderedLine): string {
  const start = startOf(harmless(label));
  if (kind === 'link') return link(label, text);
  if (kind !== 'code') return start + harmless(text);
  const lines = text.split('\n').map((line) => `\`${copyable(line)}\``);
  return lines.length === 1 ? start + lines[0] : [start.trimEnd(), ...lines].join(BREAK);
}

/** The longest start that fits and ends between characters. */
export function cutBytes(text: string, limit: number): string {
  if (Buffer.byteLength(text) <= limit) return text;
  let cut = '';
  let bytes = 3; // of the ellipsis
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > limit) break;
    cut += character;
  }
  return `${cut}…`;
}
