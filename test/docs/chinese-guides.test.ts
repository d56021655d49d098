import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';

/** Pages that deployers, operators and assessors do not need, or that are generated in both languages. */
const OTHERS = [
  'architecture.md',
  'checks.md',
  'checks.zh-CN.md',
  'commands.md',
  'decisions.md',
  'messages.md',
  'packages.md',
  'performance.md',
  'recordings.md',
  'simulation.md',
];
/** Its Chinese page is shorter. */
const SHORTER = ['sandbox.md'];

const guides = [
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md') && !OTHERS.includes(name))
    .map((name) => ({ name, english: `docs/${name}`, chinese: `docs/zh-CN/${name}` })),
  { name: 'ram/README.md', english: 'docs/ram/README.md', chinese: 'docs/zh-CN/ram.md' },
];

const read = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');

/** What two pages with the same content have in common: levels of headings, rows of tables, entries of lists, and what is typed. */
function shapeOf(page: string): { headings: string[]; rows: number; entries: number; code: string[] } {
  const blocks = [...page.matchAll(/^ *```(\w*)\n([\s\S]*?)^ *```$/gm)];
  const prose = page.replace(/^ *```[\s\S]*?^ *```$/gm, '').split('\n');
  return {
    headings: prose.flatMap((line) => /^#+(?= )/.exec(line)?.[0] ?? []),
    rows: prose.filter((line) => /^\s*\|/.test(line)).length,
    entries: prose.filter((line) => /^\s*(-|\d+\.) /.test(line)).length,
    code: blocks.map(([, language = '', text = '']) => typed(language, text)),
  };
}

/** Without comments, placeholders, the choice of a language, and what a program prints. */
function typed(language: string, text: string): string {
  if (language === '') return '';
  return text
    .replace(/(^|\s)(#|\/\/) .*$/gm, '')
    .replace(/<[^<>]+>/g, '<>')
    .replace(/^\s*language: zh\n/m, '')
    .replace(/\s+/g, ' ');
}

describe.each(guides)('$name', ({ name, english, chinese }) => {
  test('has a Chinese page with the same parts and the same commands', () => {
    const [theirs, ours] = [shapeOf(read(english)), shapeOf(read(chinese))];
    if (SHORTER.includes(name)) expect(ours.headings.length).toBeGreaterThan(3);
    else expect(ours).toEqual(theirs);
  });

  test('links lead to pages and headings that are there', () => {
    expect([english, chinese].flatMap(brokenLinks)).toEqual([]);
  });

  test('each page links to the other', () => {
    expect(read(english)).toContain('[中文](');
    expect(read(chinese)).toContain('[English](');
  });
});

function brokenLinks(file: string): string[] {
  const links = [...read(file).matchAll(/\]\(((?!https?:)[^)\s]+)\)/g)].map(([, link = '']) => link);
  return links.filter((link) => {
    const [path = '', heading] = link.split('#');
    const target = path === '' ? file : normalize(join(dirname(file), path));
    if (!existsSync(target)) return true;
    return heading !== undefined && !headingsOf(read(target)).includes(heading);
  });
}

/** As GitHub makes them: lower case, no marks, spaces as dashes. */
function headingsOf(page: string): string[] {
  const titles = page.split('\n').flatMap((line) => /^#+ (.+)$/.exec(line)?.[1] ?? []);
  return titles.map((title) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
