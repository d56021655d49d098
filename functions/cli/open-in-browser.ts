import { spawn } from 'node:child_process';
import type { Runtime } from './runtime.ts';

const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/** Opens an address in the browser of this machine; where there is none it says so, and the address is printed anyway. */
export function openInBrowser(url: string, { stderr }: Pick<Runtime, 'stderr'>): void {
  const [command = 'xdg-open', ...before] = OPENERS[process.platform] ?? [];
  const child = spawn(command, [...before, url], { stdio: 'ignore', detached: true });
  child.once('error', () => stderr.write(`${command} is not there; open the link yourself.\n`));
  child.unref();
}
