/** `pager-duty` as `pagerDuty`. */
export function camelCase(name: string): string {
  return name.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

/** `pager-duty` as `PagerDuty`. */
export function pascalCase(name: string): string {
  const camel = camelCase(name);
  return camel.charAt(0).toUpperCase() + camel.slice(1);
}

/** A list in TypeScript with one more import and one more item at the end of `NAME = [`. */
export function withItem(list: string, item: { name: string; from: string }): string {
  const text = `import { ${item.name} } from '${item.from}';\n${list}`;
  const longer = text.replace(/( = \[[^\]]*?),?\s*\]/, `$1, ${item.name}]`);
  if (longer === text) throw new Error('there is no list to add to');
  return longer;
}
