import { at } from '../sandbox/signed.ts';

/** What two JSON values differ in: missing and surplus fields, and other kinds of value. Values may differ. */
export function differences(expected: unknown, actual: unknown, path = ''): string[] {
  const [wanted, found] = [unpacked(expected), unpacked(actual)];
  const [wantedKind, foundKind] = [kindOf(wanted), kindOf(found)];
  if (wantedKind !== foundKind) return [`${path || '.'}: ${foundKind} instead of ${wantedKind}`];
  if (Array.isArray(wanted) && Array.isArray(found)) {
    // One item stands for all; a list that is empty on either side says nothing about its items.
    if (wanted.length === 0 || found.length === 0) return [];
    return differences(wanted[0], found[0], `${path}[]`);
  }
  if (wantedKind !== 'object') return [];
  return differencesOfFields(wanted, found, path);
}

function differencesOfFields(wanted: unknown, found: unknown, path: string): string[] {
  const problems: string[] = [];
  const names = new Set([...fieldNames(wanted), ...fieldNames(found)]);
  for (const name of names) {
    const here = path ? `${path}.${name}` : name;
    const [one, other] = [at(wanted, name), at(found, name)];
    if (!fieldNames(found).includes(name)) problems.push(`${here}: missing`);
    else if (!fieldNames(wanted).includes(name)) problems.push(`${here}: not expected`);
    else problems.push(...differences(one, other, here));
  }
  return problems;
}

function fieldNames(value: unknown): string[] {
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** JSON inside a text counts as what it says. */
function unpacked(value: unknown): unknown {
  if (typeof value !== 'string' || !/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
