import { speak } from '../../text/say.ts';
import { wrap } from '../../text/width.ts';
import { painter } from './paint.ts';
import type { TerminalOptions } from './render-terminal.ts';

interface Chain {
  account: string;
  job: string;
  runs: number;
  files: number;
  oldest: string | null;
  broken: { run: string; object: string; why: 'missing' | 'altered' | 'unreadable'; runs: number } | null;
  lost: boolean;
  beside: readonly string[];
  doubts: readonly { kind: keyof typeof DOUBTS; count: number; what: string }[];
}

const WHY = {
  missing: 'is missing',
  altered: 'does not match its hash',
  unreadable: 'cannot be read',
} as const;

const DOUBTS = {
  'no-state':
    '{account} {job}: the record of the newest run is missing, but its evidence exists. Runs: {count}.',
  'no-head': '{account} {job}: the state records no newest run, but evidence exists. Runs: {count}.',
  unlinked: '{account} {job}: runs since {what} are not in the chain: added, or cut off. Runs: {count}.',
  'run-missing':
    '{account} {job}: the state records runs since {what} that are not in the chain. Runs: {count}.',
  cut: '{account} {job}: evidence starts at {what}, later than the retention period requires.',
  differs: '{account} {job}: the state differs from the evidence of its newest run, {what}.',
} as const;

/** One line for each chain of evidence: how far it is whole, or its first broken link. */
export function renderVerification(
  chains: readonly Chain[],
  lostAnchors: readonly { sha256: string }[],
  { language, width, colours }: TerminalOptions,
): string {
  const say = speak(language);
  const paint = painter(colours);
  const bad = (text: string): string[] =>
    wrap(text, Math.max(40, width) - 4).map((line, index) =>
      index === 0 ? `${paint('red', '✖')} ${line}` : `  ${line}`,
    );
  const lines = chains.flatMap(({ account, job, runs, files, oldest, broken, lost, doubts, beside }) => {
    const places = { account, job, runs, files, oldest: oldest ?? '-' };
    if (lost) return bad(say('{account} {job}: the record of the newest run is damaged.', places));
    if (broken) {
      const facts = { ...places, object: broken.object, why: say(WHY[broken.why]) };
      const told = say(
        '{account} {job}: broken at {object}, which {why}; {runs} newer {runs:run is|runs are} intact.',
        facts,
      );
      return bad(`${told} ${say('Runs that name it: {count}.', { count: broken.runs })}`);
    }
    if (doubts.length > 0)
      return doubts.flatMap(({ kind, count, what }) => bad(say(DOUBTS[kind], { account, job, count, what })));
    if (runs === 0) return bad(say('{account} {job}: no run to verify.', places));
    const text = say(
      '{account} {job}: {runs} {runs:run|runs}, {files} {files:file|files}, complete since {oldest}.',
      places,
    );
    const more = { run: beside[0] ?? '', count: beside.length };
    const ended = say(
      'Outside the chain are runs since {run} that ended before they stored their state. Runs: {count}.',
      more,
    );
    return [
      `${paint('green', '✔')} ${text}`,
      ...(beside.length > 0 ? wrap(ended, Math.max(40, width) - 4).map((line) => `  ${line}`) : []),
    ];
  });
  const anchors = lostAnchors.flatMap(({ sha256 }) =>
    bad(say('The recorded hash {hash} is in no chain any more.', { hash: sha256 })),
  );
  return `${[...lines, ...anchors].map((line) => `  ${line}`).join('\n')}\n`;
}
