/** Elements by name; a list stands for the same element several times, undefined for none. */
export interface Elements {
  readonly [name: string]: string | number | boolean | Elements | readonly Elements[] | undefined;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
}

function element(name: string, value: Elements[string]): string {
  if (value === undefined) return '';
  if (isList(value)) return value.map((item) => element(name, item)).join('');
  const inside = typeof value === 'object' ? contentOf(value) : escaped(String(value));
  return inside === '' ? `<${name}/>` : `<${name}>${inside}</${name}>`;
}

function isList(value: Elements[string]): value is readonly Elements[] {
  return Array.isArray(value);
}

function contentOf(elements: Elements): string {
  return Object.entries(elements)
    .map(([name, value]) => element(name, value))
    .join('');
}

export function xml(root: string, elements: Elements): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element(root, elements)}`;
}
