import {
  type Diagnosis,
  type Examination,
  GROUPS,
  type Group,
  type Result,
} from '../../model/examination.ts';
import { type Say, speak } from '../../text/say.ts';
import { printable, wrap } from '../../text/width.ts';
import type { Text } from '../../text/zh.ts';
import { type Colour, type Paint, painter } from './paint.ts';
import type { TerminalOptions } from './render-terminal.ts';

const TITLES: Readonly<Record<Group, Text>> = {
  identity: 'Identity',
  network: 'Clock and network',
  permissions: 'APIs and permissions',
  store: 'Store',
  channels: 'Channels',
  deployment: 'Deployment',
  configuration: 'Configuration',
  facts: 'Undocumented behaviour in this account',
};

const MARKS: Readonly<Record<Result, readonly [string, Colour]>> = {
  failed: ['✖', 'red'],
  warned: ['▲', 'yellow'],
  unknown: ['?', 'blue'],
  skipped: ['·', 'dim'],
  ok: ['✔', 'green'],
};

/** What works and what does not, for a person at a terminal: every trouble with what to grant or run. */
export function renderDoctor(diagnosis: Diagnosis, { language, width, colours }: TerminalOptions): string {
  const say = speak(language);
  const paint = painter(colours);
  const accounts = new Set(diagnosis.items.map(({ account }) => account).filter((id) => id !== ''));
  const page: Page = { columns: Math.max(40, width), isOne: accounts.size < 2, say, paint };
  const lines = GROUPS.flatMap((group) => {
    const items = diagnosis.items.filter((item) => item.group === group);
    if (items.length === 0) return [];
    const told = group === 'permissions' ? permissionLines : itemLines;
    return ['', `  ${paint('bold', say(TITLES[group]))}`, ...told(items, page)];
  });
  return `${[...lines, '', ...verdict(diagnosis, page)].join('\n')}\n`;
}

interface Page {
  columns: number;
  /** There is one account only, which need not be named again and again. */
  isOne: boolean;
  say: Say;
  paint: Paint;
}

function verdict({ works, counts }: Diagnosis, { columns, say, paint }: Page): string[] {
  const text = works
    ? say(
        'Ready: {ok} {ok:check|checks} passed, {warned} {warned:warning|warnings}, {unknown} unknown.',
        counts,
      )
    : say(
        'Not ready: {failed} {failed:check|checks} failed, {ok} passed, {warned} {warned:warning|warnings}.',
        counts,
      );
  return wrap(text, columns - 2).map((line) => `  ${paint(works ? 'green' : 'red', line)}`);
}

/** APIs that answer fill one paragraph for each account; the others are told one by one. */
function permissionLines(items: readonly Examination[], page: Page): string[] {
  const accounts = [...new Set(items.map(({ account }) => account))];
  return accounts.flatMap((account) => {
    const own = items.filter((item) => item.account === account);
    const well = own.filter(({ result }) => result === 'ok').map(({ id }) => id);
    const others = own.filter(({ result }) => result !== 'ok');
    const text = page.say('{n} {n:API is|APIs are} allowed in account {account}: {list}', {
      n: well.length,
      account: account || '-',
      list: well,
    });
    return [...itemLines(others, page), ...(well.length > 0 ? marked('ok', text, page) : [])];
  });
}

function itemLines(items: readonly Examination[], page: Page): string[] {
  const { columns, isOne, say, paint } = page;
  return items.flatMap(({ result, account, summary, remedy, group }) => {
    const isElsewhere = !isOne && account !== '' && (group === 'permissions' || group === 'facts');
    const text = isElsewhere ? say('{account}: {text}', { account, text: summary }) : summary;
    return [
      ...marked(result, text, page),
      ...(remedy ? wrap(printable(remedy.text), columns - 6).map((line) => `      ${line}`) : []),
      ...(remedy && remedy.command !== '' ? [`      ${paint('blue', printable(remedy.command))}`] : []),
    ];
  });
}

function marked(result: Result, text: string, { columns, paint }: Page): string[] {
  const [mark, colour] = MARKS[result];
  return wrap(printable(text), columns - 6).map((line, index) =>
    index === 0 ? `    ${paint(colour, mark)} ${line}` : `      ${line}`,
  );
}
