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
  broken: { run: string; object: string; why: 'missing' | 'altered' | 'unreadable' } | null;
  lost: boolean;
}

const WHY = {
  missing: 'is missing',
  altered: 'is not what was written',
  unreadable: 'cannot be read',
} as const;

/** One line for each chain of evidence: how far it is whole, or its first broken link. */
export function renderVerification(
  chains: readonly Chain[],
  { language, width, colours }: TerminalOptions,
): string {
  const say = speak(language);
  const paint = painter(colours);
  const lines = chains.flatMap((chain) => {
    const { account, job, runs, files, oldest, broken, lost } = chain;
    const places = { account, job, runs, files, oldest: oldest ?? '-' };
    if (lost)
      return [
        paint('red', say('✖ {account} {job}: the state that names its newest run is damaged.', places)),
      ];
    if (!broken)
      return [
        `${paint('green', '✔')} ${say('{account} {job}: {runs} runs, {files} files, whole since {oldest}.', places)}`,
      ];
    const facts = { ...places, object: broken.object, why: say(WHY[broken.why]) };
    const text = say('{account} {job}: broken at {object}, which {why}; {runs} newer runs are whole.', facts);
    return wrap(text, Math.max(40, width) - 4).map((line, index) =>
      index === 0 ? `${paint('red', '✖')} ${line}` : `  ${line}`,
    );
  });
  return `${lines.map((line) => `  ${line}`).join('\n')}\n`;
}
