import { type Kind, rewrite } from './walk.ts';

/** How the new names of a kind look. They sort by their number. */
const FORMS: Readonly<Record<Kind, (number: number, width: number) => string>> = {
  account: (number) => `1${String(number).padStart(15, '0')}`,
  cluster: (number) => `c${number.toString(16).padStart(32, '0')}`,
  key: (number) => `key-${String(number).padStart(21, '0')}`,
  instance: (number) => `kst-${String(number).padStart(19, '0')}`,
  uuid: (number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
  text: (number, width) => `text-${String(number).padStart(width, '0')}`,
  name: (number, width) => `name-${String(number).padStart(width, '0')}`,
};

/**
 * Gives everything that tells whose a value is a new name, the same one everywhere, and multiplies amounts by `factor`. The
 * names follow the order of what they replace, so that whatever is sorted by them stays in its order, and nothing
 * changes when it is done again. `material` must hold all values that will be rewritten.
 */
export function redactor(material: readonly unknown[], factor: number): (value: unknown) => unknown {
  const found = new Map<Kind, Set<string>>();
  const collect = (kind: Kind, text: string): string => {
    const known = found.get(kind) ?? new Set();
    found.set(kind, known.add(text));
    return text;
  };
  for (const value of material) rewrite(value, { rename: collect, scale: (amount) => amount });
  const names = new Map<string, string>();
  for (const [kind, texts] of found) {
    const width = Math.max(3, String(texts.size).length);
    const sorted = [...texts].sort((one, other) => (one < other ? -1 : 1));
    for (const [index, text] of sorted.entries()) names.set(`${kind} ${text}`, FORMS[kind](index + 1, width));
  }
  const rename = (kind: Kind, text: string): string => {
    const name = names.get(`${kind} ${text}`);
    if (name === undefined) throw new Error('a value that was not in the material');
    return name;
  };
  return (value) => rewrite(value, { rename, scale: (amount) => amount * factor });
}
