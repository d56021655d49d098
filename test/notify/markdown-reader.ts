/** What a client of DingTalk would make of a text, as far as harm can be done with it. */
export interface ReadMarkdown {
  /** Those that end a line are told apart from those that do not. */
  lines: number;
  headings: number;
  /** Lines that would underline a heading, quote, list, or draw a rule or a table. */
  blocks: number;
  codes: number;
  images: number;
  /** Addresses that a reader could open. */
  links: string[];
  mentions: string[];
  html: number;
  /** Characters that control the output or its direction. */
  controls: number;
}

/** Code of one or more backticks, closed by as many. */
const CODE = /(?<!`)(`+)(?!`)([\s\S]*?[^`])\1(?!`)/g;
const INLINE_LINK = /\[[^\]]*\]\(([^)\s]*)[^)]*\)/g;
/** What becomes a link by itself: an address with a scheme, or one that begins with www. */
const BARE_LINK = /[a-z][a-z0-9+.-]*:\/\/[^\s)]*|(?<![a-z0-9])www\.[^\s)]*|[\w.+-]+@[\w-]+\.\w+/gi;

/** Reads a text as the strictest and the most generous client would, whichever finds more. */
export function readMarkdown(text: string): ReadMarkdown {
  const prose = text.replaceAll(CODE, 'code');
  const lines = prose.split(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/);
  const inline = [...prose.matchAll(INLINE_LINK)].map(([, target = '']) => target);
  const rest = prose.replaceAll(INLINE_LINK, 'link');
  return {
    lines: lines.length,
    headings: lines.filter((line) => /^\s{0,3}#/.test(line)).length,
    blocks: lines.filter((line) => /^\s{0,3}(=+\s*$|[-*_]{3}|>|[-+*]\s|\d+[.)]\s|\||\[[^\]]*\]:)/.test(line))
      .length,
    codes: [...text.matchAll(CODE)].length + [...prose.matchAll(/[`~]{3}|`/g)].length * 1000,
    images: [...prose.matchAll(/!\[/g)].length,
    links: [...inline, ...[...rest.matchAll(BARE_LINK)].map(([address]) => address)].sort(),
    mentions: [...prose.matchAll(/@[^\s]*/g)].map(([name]) => name),
    html: [...prose.matchAll(/[<>]|\]\(/g)].length,
    controls: [...text.matchAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu)].filter(([mark]) => mark !== '\n').length,
  };
}
