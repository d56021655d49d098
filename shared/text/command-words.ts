import { isLook } from '../model/finding.ts';
import type { Say } from './say.ts';

/** What a reader does with the command of a remedy. */
export function commandLabel(command: string, say: Say): string {
  return say(isLook(command) ? 'Check first' : 'Run');
}

/** The command, behind a label when running it is not yet all there is to do. */
export function labelledCommand(command: string, say: Say): string {
  return isLook(command) ? say('Check first: {command}', { command }) : command;
}
