import type { Json } from '../../model/finding.ts';
import { speak } from '../../text/say.ts';
import { printable, wrap } from '../../text/width.ts';
import type { Text } from '../../text/zh.ts';
import { type Colour, painter } from './paint.ts';
import type { TerminalOptions } from './render-terminal.ts';

type Status = 'fail' | 'unknown' | 'pass' | 'info';

export interface ProofToShow {
  /** What was asked: the cluster, or the address. */
  title: string;
  lines: readonly { status: Status; text: Text; params: Readonly<Record<string, Json>> }[];
  verdict: 'fail' | 'unknown' | 'pass';
  /** Empty: they are not wanted. */
  names: readonly string[];
}

const MARKS: Readonly<Record<Status, readonly [string, Colour]>> = {
  fail: ['✖', 'red'],
  unknown: ['?', 'blue'],
  pass: ['✔', 'green'],
  info: ['·', 'dim'],
};

const VERDICTS: Readonly<Record<ProofToShow['verdict'], Text>> = {
  fail: 'Problems found.',
  unknown: 'No problems found, but some checks could not run.',
  pass: 'No problems found.',
};

/** What a look into one cluster saw, for a person at a terminal. */
export function renderProof(
  { title, lines, verdict, names }: ProofToShow,
  { language, width, colours }: TerminalOptions,
): string {
  const say = speak(language);
  const paint = painter(colours);
  const columns = Math.max(40, width) - 4;
  const told = lines.flatMap(({ status, text, params }) => {
    const [mark, colour] = MARKS[status];
    return wrap(printable(say(text, params)), columns).map(
      (part, nth) => `${nth === 0 ? paint(colour, mark) : ' '} ${part}`,
    );
  });
  const listed = names.length === 0 ? [] : ['', `  ${paint('dim', say('Names of Secrets'))}`];
  const [, colour] = MARKS[verdict];
  const body = ['', `  ${paint('bold', printable(title))}`, '', ...told.map((text) => `  ${text}`)];
  const end = ['', `  ${paint(colour, say(VERDICTS[verdict]))}`];
  return `${[...body, ...listed, ...names.map((name) => `  ${printable(name)}`), ...end].join('\n')}\n`;
}
