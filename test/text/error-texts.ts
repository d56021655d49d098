import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
// biome-ignore lint/suspicious/noDeprecatedImports: what replaces it is in Vite itself, which is no dependency of ours
import { parseAst } from 'vitest/node';

/** A sentence of the source with `{}` for each thing that is filled in, and the file where it stands. */
export interface SourceText {
  text: string;
  file: string;
}

interface Node {
  readonly type: string;
  readonly [name: string]: unknown;
}

/** Classes of errors that people read, with the places of message and hint among their arguments. */
const ERRORS: Readonly<Record<string, readonly number[]>> = { AppError: [1, 2], StoreDenied: [1, 2] };
/** Calls that report what is wrong with a configuration. */
const REPORTS: Readonly<Record<string, readonly number[]>> = {
  report: [1],
  tell: [1, 2],
  'problems.add': [1, 2],
};

/**
 * Message and hint of every error below the folders, as far as they are written in the same file: literals, templates, both
 * sides of a condition, constants, and what a function of the file returns. What comes from elsewhere has its text there.
 */
export function errorTexts(folders: readonly string[]): SourceText[] {
  return sentences(folders, (node) => (node.type === 'NewExpression' ? argumentsAt(node, ERRORS) : []));
}

/** What is said of mistakes of a configuration: what a schema expects, and what is reported. */
export function problemTexts(folders: readonly string[]): SourceText[] {
  return sentences(folders, (node) => {
    if (node.type !== 'CallExpression') return [];
    const isSchema = nameOf(node['callee']).startsWith('v.');
    return isSchema ? nodesIn(node['arguments']).filter(isSentence) : argumentsAt(node, REPORTS);
  });
}

/** The values of properties with these names. */
export function propertyTexts(folders: readonly string[], names: readonly string[]): SourceText[] {
  return sentences(folders, (node) =>
    node.type === 'Property' && names.includes(nameOf(node['key'])) ? nodesIn([node['value']]) : [],
  );
}

function sentences(folders: readonly string[], chosen: (node: Node) => Node[]): SourceText[] {
  return folders.flatMap(sourcesBelow).flatMap((file) => {
    const all = nodesBelow(parseAst(readFileSync(file, 'utf8'), { lang: 'ts' }));
    const texts = new Set(all.flatMap(chosen).flatMap((node) => textsOf(node, all, 0)));
    return [...texts]
      .filter((text) => /[a-z]{3}/i.test(text.replaceAll('{}', '')))
      .map((text) => ({ text, file }));
  });
}

function sourcesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));
}

function argumentsAt(node: Node, places: Readonly<Record<string, readonly number[]>>): Node[] {
  const given = nodesIn(node['arguments']);
  return (places[nameOf(node['callee'])] ?? []).flatMap((place) => given.slice(place, place + 1));
}

function textsOf(node: Node, all: readonly Node[], depth: number): string[] {
  if (depth > 6) return [];
  const deeper = (nodes: readonly Node[]): string[] => nodes.flatMap((one) => textsOf(one, all, depth + 1));
  switch (node.type) {
    case 'Literal':
      return [String(node['value'])];
    case 'TemplateLiteral': {
      const text = nodesIn(node['quasis'])
        .map(({ value }) => cooked(value))
        .join('{}');
      return [text, ...deeper(nodesIn(node['expressions'])).filter((part) => part.includes(' '))];
    }
    case 'ConditionalExpression':
      return deeper(nodesIn([node['consequent'], node['alternate']]));
    case 'LogicalExpression':
    case 'BinaryExpression':
      return deeper(nodesIn([node['left'], node['right']]));
    case 'Identifier':
      return deeper(valuesOf(nameOf(node), all));
    case 'CallExpression':
      return deeper(resultsOf(nameOf(node['callee']), all));
    default:
      return [];
  }
}

/** What a name of the file stands for: a constant, or a parameter with its default and what the calls in the file give. */
function valuesOf(name: string, all: readonly Node[]): Node[] {
  const constants = all.filter(({ type, id }) => type === 'VariableDeclarator' && nameOf(id) === name);
  const given = functionsIn(all).flatMap(({ id, params }) => {
    const place = nodesIn(params).findIndex((one) => nameOf(one['left'] ?? one) === name);
    const calls =
      place < 0
        ? []
        : all.filter(({ type, callee }) => type === 'CallExpression' && nameOf(callee) === nameOf(id));
    return calls.flatMap((call) => nodesIn(call['arguments']).slice(place, place + 1));
  });
  const defaults = all.filter(({ type, left }) => type === 'AssignmentPattern' && nameOf(left) === name);
  return [
    ...constants.flatMap(({ init }) => nodesIn([init])),
    ...given,
    ...defaults.flatMap(({ right }) => nodesIn([right])),
  ];
}

function resultsOf(name: string, all: readonly Node[]): Node[] {
  return functionsIn(all)
    .filter(({ id }) => nameOf(id) === name)
    .flatMap(({ body }) => nodesBelow(body))
    .flatMap(({ type, argument }) => (type === 'ReturnStatement' ? nodesIn([argument]) : []));
}

function functionsIn(all: readonly Node[]): Node[] {
  return all.filter(({ type }) => type === 'FunctionDeclaration');
}

function isSentence(node: Node): boolean {
  return node.type === 'TemplateLiteral' || (node.type === 'Literal' && String(node['value']).includes(' '));
}

function cooked(value: unknown): string {
  return typeof value === 'object' && value !== null && 'cooked' in value ? String(value.cooked) : '';
}

function nameOf(node: unknown): string {
  if (!isNode(node)) return '';
  if (node.type === 'MemberExpression') return `${nameOf(node['object'])}.${nameOf(node['property'])}`;
  return typeof node['name'] === 'string' ? node['name'] : '';
}

function nodesBelow(value: unknown): Node[] {
  if (Array.isArray(value)) return value.flatMap(nodesBelow);
  if (typeof value !== 'object' || value === null) return [];
  const below = Object.values(value).flatMap(nodesBelow);
  return isNode(value) ? [value, ...below] : below;
}

function nodesIn(values: unknown): Node[] {
  return Array.isArray(values) ? values.filter(isNode) : [];
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
