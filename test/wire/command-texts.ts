import { readdirSync, readFileSync } from 'node:fs';

const ROOT = new URL('../../', import.meta.url);

/** A string of source: its quote, then all up to the next one that is not escaped. */
const LITERAL = /(['`])((?:\\.|(?!\1)[^\\])*)\1/gs;
const CONSTANT = /const (\w+)(?:: \w+)? =\s*(['`])((?:\\.|(?!\2)[^\\])*)\2/gs;

/** Every command that a check may propose, with the constants in it filled in and its `{places}` as they are. */
export function checkCommands(): { file: string; command: string }[] {
  const files = readdirSync(new URL('shared/checks/', ROOT)).map((name) => `shared/checks/${name}`);
  const sources = new Map(
    [...files, 'shared/model/role.ts'].map((file) => [file, readFileSync(new URL(file, ROOT), 'utf8')]),
  );
  const constants = new Map<string, string>();
  for (const source of sources.values())
    for (const [, name = '', , text = ''] of source.matchAll(CONSTANT)) constants.set(name, plain(text));
  return [...sources].flatMap(([file, source]) =>
    [...withoutComments(source).matchAll(LITERAL)]
      .map(([, , text = '']) => filled(plain(text), constants))
      .filter((text) => /^(aliyun \w+ [A-Z]|kubectl )/.test(text))
      .map((command) => ({ file, command })),
  );
}

function withoutComments(source: string): string {
  return source.replace(/\/\*.*?\*\//gs, '').replace(/(^|\s)\/\/ .*$/gm, '');
}

function plain(text: string): string {
  return text.replace(/\\(['`\\])/g, '$1');
}

/** A value that is made only when the check runs stands there as a word. */
function filled(text: string, constants: ReadonlyMap<string, string>): string {
  return text.replace(/\$\{(\w*)[^}]*\}/g, (_, name: string) =>
    filled(constants.get(name) ?? 'VALUE', constants),
  );
}
