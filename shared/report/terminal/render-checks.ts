import type { CheckInfo } from '../../model/check-info.ts';
import { labelledCommand } from '../../text/command-words.ts';
import { speak } from '../../text/say.ts';
import { padTo, shorten, widthOf, wrap } from '../../text/width.ts';
import { painter } from './paint.ts';
import type { TerminalOptions } from './render-terminal.ts';

/** One line for each check: id, severity, title. */
export function renderChecks(
  checks: readonly CheckInfo[],
  { language, width, colours }: TerminalOptions,
): string {
  const say = speak(language);
  const paint = painter(colours);
  const idWidth = Math.max(...checks.map(({ id }) => id.length));
  const severityWidth = Math.max(...checks.map(({ severity }) => widthOf(say(severity))));
  const lines = checks.map(({ id, severity, title }) => {
    const rest = Math.max(20, width - idWidth - severityWidth - 4);
    return `${paint('bold', padTo(id, idWidth))}  ${padTo(say(severity), severityWidth)}  ${shorten(title, rest)}`;
  });
  return `${lines.join('\n')}\n`;
}

/** One check at length. */
export function renderCheck(check: CheckInfo, { language, width, colours }: TerminalOptions): string {
  const say = speak(language);
  const paint = painter(colours);
  const { id, severity, title, why, judged, remedy, command, frameworks } = check;
  const paragraph = (heading: string, text: string) => [
    '',
    paint('dim', heading),
    ...wrap(text, width - 2).map((line) => `  ${line}`),
  ];
  const requirementLines = (heading: string, some: CheckInfo['frameworks']) =>
    some.length === 0
      ? []
      : [
          '',
          paint('dim', heading),
          ...some.map(({ framework, clause, asks }) => shorten(`  ${framework} ${clause}  ${asks}`, width)),
        ];
  const lines = [
    `${paint('bold', id)}  ${say(severity)}`,
    ...wrap(title, width),
    ...paragraph(say('Why'), why),
    ...paragraph(say('How it is checked'), judged),
    ...paragraph(say('What to do'), remedy),
    ...(command === '' ? [] : [`  ${paint('blue', labelledCommand(command, say))}`]),
    ...requirementLines(
      say('Decides'),
      frameworks.filter(({ decides }) => decides),
    ),
    ...requirementLines(
      say('Supports'),
      frameworks.filter(({ decides }) => !decides),
    ),
  ];
  return `${lines.join('\n')}\n`;
}
