import { countLeft, type Left } from '../model/notice.ts';
import { startOf } from '../text/label.ts';
import type { Language } from '../text/render.ts';
import { speak } from '../text/say.ts';
import { printable } from '../text/width.ts';
import { leftLine } from './left-line.ts';
import type { RenderedItem, RenderedLine, RenderedLink, RenderedNotice } from './rendered.ts';

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
  /** Links at the end, where there are no buttons. */
  links: readonly RenderedLink[];
  language: Language;
}

/** A line break is two spaces and a newline. */
const BREAK = '  \n';

/** The message in DingTalk's subset of Markdown, cut between items so that it fits. */
export function toMarkdown(notice: RenderedNotice, options: MarkdownOptions): string {
  const { heading, lead, items, left } = notice;
  const head = [...(heading === '' ? [] : [`### ${harmless(heading)}`]), ...lead.map(harmless)].join(BREAK);
  const blocks = items.map((item, index) => blockOf(item, heading === '' && index === 0));
  for (let shown = blocks.length; ; shown -= 1) {
    const cut = items.slice(shown).map(({ severity }) => severity);
    const parts = [head, ...blocks.slice(0, shown), endOf(countLeft(cut, left), options)];
    const text = parts.filter((part) => part !== '').join('\n\n');
    if (Buffer.byteLength(text) <= options.limit) return text;
    if (shown === 0) return cutBytes(head, options.limit);
  }
}

function blockOf({ heading, lines }: RenderedItem, isHead: boolean): string {
  const title = isHead ? `### ${harmless(heading)}` : `**${harmless(heading)}**`;
  return [title, ...lines.map(lineMarkdown)].join(BREAK);
}

function endOf(left: Left, { mention, links, language }: MarkdownOptions): string {
  const named = [...mention.mobiles, ...mention.userIds].map((who) => `@${harmless(who)}`).join(' ');
  const linked = links.map(({ label, url }) => link(label, url)).join(' · ');
  const counted = harmless(leftLine(left, speak(language)));
  return [counted, linked, named].filter((text) => text !== '').join(`${BREAK}\n`);
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
