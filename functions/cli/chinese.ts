import type { Command } from 'commander';
import type { Language } from '../../shared/text/render.ts';
import type { Runtime } from './runtime.ts';

/**
 * The language of help and errors, before a configuration is read: `--lang`, `SEALWATCH_LANGUAGE`, or the language of the
 * system (`LC_ALL`, `LC_MESSAGES`, `LANG`).
 */
export function languageOf(argv: readonly string[], env: Runtime['env']): Language {
  const at = argv.indexOf('--lang');
  const named = argv.find((word) => word.startsWith('--lang='))?.slice('--lang='.length);
  const asked = named ?? (at < 0 ? undefined : argv[at + 1]);
  const places = [asked, env['SEALWATCH_LANGUAGE'], env['LC_ALL'], env['LC_MESSAGES'], env['LANG']];
  return places.find((text) => text !== undefined && text !== '')?.startsWith('zh') === true ? 'zh' : 'en';
}

/** Puts what was written in English into the language; what has no Chinese wording stays English. */
export async function wording(language: Language): Promise<(text: string) => string> {
  if (language === 'en') return (text) => text;
  const { translated } = await import('../../shared/text/translated.ts');
  return (text) => translated(text) ?? text;
}

/** The message of an error and what to do, in the language. */
export async function inLanguage(
  { message, hint }: { message: string; hint: string },
  language: Language,
): Promise<{ message: string; hint: string }> {
  const words = await wording(language);
  return { message: words(message), hint: words(hint) };
}

/** Makes a program and all its commands speak Chinese in help and errors. Loaded only then: help is quick. */
export async function speakChinese(root: Command, { stderr }: Runtime): Promise<void> {
  const chinese = await wording('zh');
  const speak = (command: Command): void => {
    command
      .description(chinese(command.description()))
      .showHelpAfterError(chinese('(--help shows the commands and their options)'))
      .helpOption('-h, --help', chinese('display help for command'))
      .configureHelp({ styleTitle: chinese, optionDescription: optionIn(chinese) })
      .configureOutput({ outputError: (text) => stderr.write(`${chinese(text.trimEnd())}\n`) });
    if (command.commands.length > 0)
      command.helpCommand('help [command]', chinese('display help for command'));
    for (const option of command.options) option.description = chinese(option.description);
    for (const below of command.commands) speak(below);
  };
  speak(root);
}

interface Described {
  description: string;
  argChoices?: string[];
  defaultValue?: unknown;
  negate: boolean;
}

/** As commander writes it, with Chinese words and marks. */
function optionIn(chinese: (text: string) => string) {
  return ({ description, argChoices, defaultValue, negate }: Described): string => {
    const given =
      defaultValue === undefined || negate || (Array.isArray(defaultValue) && defaultValue.length === 0);
    const notes = [
      ...(argChoices ? [`可选：${argChoices.join('、')}`] : []),
      ...(given ? [] : [`默认：${String(defaultValue)}`]),
    ];
    return notes.length === 0 ? chinese(description) : `${chinese(description)}（${notes.join('；')}）`;
  };
}
