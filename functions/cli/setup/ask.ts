import { createInterface } from 'node:readline/promises';
import { AppError } from '../../../shared/model/error.ts';
import { startOf } from '../../../shared/text/label.ts';
import type { Runtime } from '../runtime.ts';

/** One question to a person: the answer, or `initial` where nothing was typed. */
export type Ask = (question: string, initial: string) => Promise<string>;

/** Asks on the terminal; null where nobody sits at one. `end` gives the terminal back. */
export function asker({ stdin, stdout, signal }: Runtime): { ask: Ask; end: () => void } | null {
  if (stdin?.isTTY !== true) return null;
  const lines = createInterface({ input: stdin, output: stdout });
  const ask: Ask = async (question, initial) => {
    const shown = initial === '' ? question : `${question} [${initial}]`;
    const answer = (await lines.question(startOf(shown), { signal })).trim();
    return answer === '' ? initial : answer;
  };
  return { ask, end: () => lines.close() };
}

/** Whether to go on: `--yes`, or a yes on the terminal. Throws `AppError` NotConfirmed where nobody can be asked. */
export async function confirmed(question: string, yes: boolean, runtime: Runtime): Promise<boolean> {
  if (yes) return true;
  const terminal = asker(runtime);
  if (!terminal) throw new AppError('NotConfirmed', 'Nothing was changed: nobody said yes.', 'Add --yes.');
  try {
    return /^(y|yes|是)$/i.test(await terminal.ask(`${question} yes/no`, 'no'));
  } finally {
    terminal.end();
  }
}
