import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const FOLDER = 'shared/checks';

/** The files that list the checks, by path. A test holds them against what is committed. */
export function checkIndex(): Record<string, string> {
  const ids = checkIds();
  return { [`${FOLDER}/check-id.ts`]: idType(ids), [`${FOLDER}/index.ts`]: index(ids) };
}

/** A check is a file that defines one, and its name is the id. */
export function checkIds(): string[] {
  return readdirSync(FOLDER)
    .filter((file) => readFileSync(`${FOLDER}/${file}`, 'utf8').includes('= defineCheck({'))
    .map((file) => file.replace(/\.ts$/, ''))
    .sort();
}

/** `key-state` is exported as `keyState`. */
export function exportName(id: string): string {
  return id.replaceAll(/-([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());
}

const HEAD = '// Made from the files of this folder by `npm run docs`.\n';

function idType(ids: readonly string[]): string {
  return `${HEAD}export type CheckId =\n${ids.map((id) => `  | '${id}'`).join('\n')};\n`;
}

/** As the linter sorts imports: a name comes before those that it begins. */
function byName(path: string): string {
  return path.replace(/\.ts$/, '');
}

function index(ids: readonly string[]): string {
  const imports = ids.map((id) => ({ from: `./${id}.ts`, names: `{ ${exportName(id)} }` }));
  const all = [...imports, { from: './define-check.ts', names: 'type { Check }' }];
  const lines = all
    .sort((a, b) => (byName(a.from) < byName(b.from) ? -1 : 1))
    .map(({ from, names }) => `import ${names} from '${from}';`);
  return `${HEAD}${lines.join('\n')}

const unordered: readonly Check[] = [
${ids.map((id) => `  ${exportName(id)},`).join('\n')}
];

/** Every check, in the order that they tell. */
export const checks: readonly Check[] = [...unordered].sort((a, b) => a.order - b.order);
`;
}

if (process.argv[2] === '--write') {
  for (const [path, text] of Object.entries(checkIndex())) writeFileSync(path, text);
}
