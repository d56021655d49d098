import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { showNotice } from '../../shared/notify/show-notice.ts';
import { CHECK_IDS } from '../../shared/present/check-titles.ts';
import { describeChecks } from '../../shared/present/describe-checks.ts';
import { renderMessages } from '../../shared/report/terminal/render-messages.ts';
import { renderTerminal } from '../../shared/report/terminal/render-terminal.ts';
import { zhCommandLine } from '../../shared/text/zh/command-line.ts';
import { zhErrors } from '../../shared/text/zh/errors.ts';
import { zh } from '../../shared/text/zh.ts';
import { runCli } from '../e2e/run-cli.ts';
import { alert, FACTS, item } from '../notify/notices.ts';
import { type Sample, sample } from '../report/page-samples.ts';
import { exported } from '../report/render-sample.ts';
import { halfWidth, stopWords, untranslated, wordsOfPage, wrongBreaks, wrongPlurals } from './faults.ts';

const LANGUAGES = ['en', 'zh'] as const;
type Language = (typeof LANGUAGES)[number];
const COMMANDS = [
  [],
  ['audit'],
  ['report'],
  ['demo'],
  ['checks'],
  ['doctor'],
  ['proof'],
  ['serve'],
  ['alerts'],
  ['invoke'],
  ['init'],
  ['deploy'],
  ['destroy'],
];

let demo: Sample;
const texts: Record<Language, Record<string, string>> = { en: {}, zh: {} };

beforeAll(async () => {
  demo = await sample({ scenario: 'demo' }, 'demo');
  for (const language of LANGUAGES) texts[language] = await outputs(language);
});

async function outputs(language: Language): Promise<Record<string, string>> {
  const report = demo.report(language);
  const help = await Promise.all(
    COMMANDS.map((command) => helpOf([...command, '--help', '--lang', language])),
  );
  const terminal = [60, 100].map((width) => renderTerminal(report, { language, width, colours: false }));
  const notices = [
    alert({ items: [item(), item({ state: 'resolved' })], more: { high: 3 } }),
    ...(['baseline', 'digest', 'proof-of-life'] as const).map((kind) =>
      alert({ kind, items: [], facts: FACTS }),
    ),
  ].map((notice) => showNotice(notice, language, 60));
  return {
    page: wordsOfPage(await demo.page(language)),
    terminal: terminal.join('\n'),
    messages: notices.join('\n'),
    help: help.join('\n'),
    chat: renderMessages(
      notices.map((text) => `${text}\n[报告](https://audit.example.com)`),
      60,
    ),
    markdown: exported('report.md', report, language),
    checks: describeChecks(language)
      .flatMap(({ title, why, judged, remedy }) => [title, why, judged, remedy])
      .join('\n'),
  };
}

async function helpOf(argv: readonly string[]): Promise<string> {
  const { code, out } = await runCli(argv);
  expect(code).toBe(0);
  return out;
}

/** What names itself in English in both languages: code, commands, and names that people chose. */
const OWN_NAMES = /（可选：[^）]*）|kms:\w+|aliyun [^\n]*|`[^`]*`|[\w./-]+\.(?:md|json|yaml)|--[\w-]+/g;

const found = (language: Language, fault: (text: string) => string[]): Record<string, string[]> =>
  Object.fromEntries(
    Object.entries(texts[language])
      .map(([name, text]) => [name, fault(text.replace(OWN_NAMES, ''))] as const)
      .filter(([, faults]) => faults.length > 0),
  );

describe('English', () => {
  test('has none of the words that a native editor strikes out', () => {
    expect(
      Object.keys(zh).flatMap((text) =>
        stopWords(text.replace(/\{\w+\}/g, '')).map((word) => `${word}: ${text}`),
      ),
    ).toEqual([]);
    expect(Object.keys(zhErrors).flatMap((text) => stopWords(text.replace(/\{\w+\}/g, '')))).toEqual([]);
    expect(found('en', stopWords)).toEqual({});
  });

  test('has plurals that agree', () => expect(found('en', wrongPlurals)).toEqual({}));
});

describe('Chinese', () => {
  test('has no marks of English writing', () => {
    const all = Object.values({ ...zh, ...zhErrors, ...zhCommandLine });
    expect(all.flatMap((text) => (halfWidth(text).length > 0 ? [text] : []))).toEqual([]);
    expect(found('zh', halfWidth)).toEqual({});
    for (const name of ['report.junit.xml', 'report.sarif'])
      expect(halfWidth(exported(name, demo.report('zh'), 'zh'))).toEqual([]);
  });

  test('has none in what is written beside the catalogue', () => {
    const files = ['shared', 'functions'].flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).flatMap((name) =>
        /\.tsx?$/.test(name) ? [`${folder}/${name}`] : [],
      ),
    );
    const marks = files.flatMap((file) =>
      halfWidth(readFileSync(file, 'utf8')).map((mark) => `${file}: ${mark}`),
    );
    expect(marks).toEqual([]);
  });

  test('breaks no line at a mark', () => {
    const { terminal, messages, help, checks } = texts.zh;
    expect([terminal ?? '', messages ?? '', help ?? '', checks ?? ''].flatMap(wrongBreaks)).toEqual([]);
  });

  test('has no state or id that has a Chinese word', () => {
    expect(found('zh', untranslated)).toEqual({});
  });

  test('has every check of the English list', () => {
    expect(describeChecks('zh').map(({ id }) => id)).toEqual(describeChecks('en').map(({ id }) => id));
    expect(new Set(describeChecks('zh').map(({ id }) => id))).toEqual(new Set(CHECK_IDS));
  });
});

describe('the pages of docs', () => {
  test('have none of the struck words in English', () => {
    const pages = [...pagesIn('docs'), 'docs/ram/README.md'].filter((file) => !file.endsWith('.zh-CN.md'));
    expect(pages.length).toBeGreaterThan(12);
    expect(pages.flatMap((file) => stopWords(prose(file)).map((word) => `${file}: ${word}`))).toEqual([]);
  });

  test('have no marks of English writing in Chinese', () => {
    const pages = [...pagesIn('docs/zh-CN'), 'docs/checks.zh-CN.md'];
    expect(pages.length).toBeGreaterThan(9);
    expect(pages.flatMap((file) => halfWidth(prose(file)).map((mark) => `${file}: ${mark}`))).toEqual([]);
  });
});

function pagesIn(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => (name.endsWith('.md') ? [`${folder}/${name}`] : []));
}

/** A page without code, addresses of links, and the glossary, which names the struck words. */
function prose(file: string): string {
  return readFileSync(file, 'utf8')
    .replace(/^ *```[\s\S]*?^ *```$/gm, '')
    .replace(/`[^`\n]*`|\]\([^)]*\)/g, '')
    .replace(/^## Glossary$[\s\S]*?(?=^## )/m, '');
}

test.each([
  ['a struck word', stopWords, 'nobody told the cluster', ['told']],
  ['a plural', wrongPlurals, '1 identities can turn it off', ['1 identities']],
  ['a mark', halfWidth, '开始时间: 今天', ['间:']],
  ['a mark before Latin letters', halfWidth, '报告:https://audit.example.com', ['告:']],
  ['a bracket', halfWidth, '集群 (杭州)', ['群 (杭', '(杭']],
  ['a break', wrongBreaks, '密钥\n。', ['。']],
  ['a state', untranslated, '由 Disabled 变为启用', ['Disabled']],
  ['an id', untranslated, '尝试 protection-changed，被拒绝', ['protection-changed']],
])('%s is seen', (_what, fault, text, faults) => {
  for (const one of fault(text)) expect(faults).toContain(one);
  expect(fault(text)).not.toEqual([]);
});
