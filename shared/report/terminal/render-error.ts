import { printableLines } from '../../text/width.ts';

/** Why a command could not run, for a terminal: the cloud, a file or a recording may have chosen words of it. */
export function renderError({ message, hint }: { message: string; hint: string }): string {
  return printableLines(`sealwatch: ${message}\n${hint === '' ? '' : `  ${hint}\n`}`);
}
