import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { LineCounter, parseDocument } from 'yaml';
import { AppError } from '../model/error.ts';
import { checkChannels } from './channels.ts';
import { type Config, configSchema } from './schema.ts';
import { mayBeSecret } from './secret-places.ts';

/** Words that a configuration may refer to and that are known elsewhere. */
export interface Known {
  checks: readonly string[];
}

interface Problem {
  /** Offset in the text, so that problems come out in reading order. */
  offset: number;
  where: string;
  what: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads and validates a configuration file. `file` null: all defaults.
 * Throws `AppError` ConfigUnreadable, or ConfigInvalid with every mistake, its line, column and expectation.
 */
export function loadConfig(file: string | null, environment: Environment, known: Known): Config {
  if (file === null) return parseConfig('', 'defaults', environment, known);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new AppError(
      'ConfigUnreadable',
      `The configuration file ${file} cannot be read.`,
      'Check the path given with --config or SEALWATCH_CONFIG.',
      { cause },
    );
  }
  return parseConfig(text, file, environment, known);
}

export function parseConfig(text: string, file: string, environment: Environment, known: Known): Config {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${Math.max(1, line)}:${Math.max(1, col)}`;
  };
  const problems: Problem[] = document.errors.map(({ pos, message }) => ({
    offset: pos[0],
    where: at(pos[0]),
    what: withoutSource(message),
  }));
  if (problems.length > 0) throw invalid(file, problems);

  const locate = (path: readonly PropertyKey[]): number => offsetOf(document, path);
  const add = (path: readonly PropertyKey[], what: string): void => {
    const offset = locate(path);
    problems.push({
      offset,
      where: at(offset),
      what: path.length > 0 ? `${path.map(String).join('.')}: ${what}` : what,
    });
  };
  const raw = fillIn(toPlain(document, add), environment, [], add);
  const result = v.safeParse(configSchema, raw);
  for (const issue of result.issues ?? []) add(pathOf(issue), explain(issue));
  if (result.success) checkReferences(result.output, known, add);
  if (problems.length > 0 || !result.success) throw invalid(file, problems);
  return freeze(result.output);
}

function invalid(file: string, problems: readonly Problem[]): AppError {
  const lines = [...problems]
    .sort((a, b) => a.offset - b.offset)
    .map(({ where, what }) => `${where}  ${what}`);
  const noun = lines.length === 1 ? 'one mistake' : `${lines.length} mistakes`;
  return new AppError(
    'ConfigInvalid',
    `The configuration ${file} has ${noun}:\n${lines.join('\n')}`,
    'docs/config.schema.json describes every key; editors can check it while you type.',
  );
}

/** Where a path stands in the text; of its nearest parent when it is not there. */
function offsetOf(document: ReturnType<typeof parseDocument>, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const parent = document.getIn(path.slice(0, length - 1), true) ?? document.contents;
    const key = path[length - 1];
    const pair = isMap(parent) ? parent.items.find((item) => String(item.key) === String(key)) : undefined;
    const node = pair?.key ?? document.getIn(path.slice(0, length), true);
    const offset = rangeOf(node);
    if (offset !== null) return offset;
  }
  return 0;
}

function isMap(node: unknown): node is { items: { key: unknown }[] } {
  return (
    typeof node === 'object' &&
    node !== null &&
    'items' in node &&
    Array.isArray(node.items) &&
    'get' in node &&
    node.items.every((item) => typeof item === 'object' && item !== null && 'key' in item)
  );
}

function rangeOf(node: unknown): number | null {
  if (typeof node !== 'object' || node === null || !('range' in node) || !Array.isArray(node.range))
    return null;
  const [start] = node.range;
  return typeof start === 'number' ? start : null;
}

/** The document as plain values. YAML that only breaks when it is resolved, such as an alias to nothing, is a mistake too. */
function toPlain(document: ReturnType<typeof parseDocument>, report: Report): unknown {
  try {
    const value: unknown = document.toJS() ?? {};
    if (typeof value === 'object' && !Array.isArray(value)) return value;
    report([], 'expected a map of settings');
  } catch (error) {
    report([], withoutSource(error instanceof Error ? error.message : String(error)));
  }
  return {};
}

/** YAML's own messages end with what they stumbled over, which may be a part of a secret. */
function withoutSource(message: string): string {
  return message.replace(/: .*$/s, '');
}

type Report = (path: readonly PropertyKey[], what: string) => void;

/** Replaces `${NAME}` in every string from the environment; a missing one is a mistake that names it. */
function fillIn(
  value: unknown,
  environment: Environment,
  path: readonly PropertyKey[],
  report: Report,
): unknown {
  if (typeof value === 'string') {
    return value.replace(/\$\{(\w+)\}/g, (place, name: string) => {
      const found = environment[name];
      if (found === undefined) report(path, `environment variable ${name} is not set`);
      return found ?? place;
    });
  }
  if (Array.isArray(value))
    return value.map((item, index) => fillIn(item, environment, [...path, index], report));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, fillIn(item, environment, [...path, key], report)]),
  );
}

function pathOf(issue: v.BaseIssue<unknown>): PropertyKey[] {
  return (issue.path ?? []).map((item) => item.key as PropertyKey);
}

function explain(issue: v.BaseIssue<unknown>): string {
  if (issue.expected === 'never') return 'unknown key';
  const own = issue.message.startsWith('Invalid') ? null : issue.message;
  const wanted = own ?? issue.expected ?? 'another value';
  if (mayBeSecret(configSchema, pathOf(issue), issue.input))
    return `expected ${wanted.replaceAll('"', '')}; what was found may be a secret`;
  return `expected ${wanted.replaceAll('"', '')}, found ${issue.received.replaceAll('"', '')}`;
}

function checkReferences(config: Config, known: Known, report: Report): void {
  const ids = new Set(known.checks);
  for (const id of Object.keys(config.policy.severity)) {
    if (!ids.has(id)) report(['policy', 'severity', id], 'no such check; `sealwatch checks` lists them');
  }
  for (const [index, { check }] of config.waivers.entries()) {
    if (!ids.has(check))
      report(['waivers', index, 'check'], `no such check as ${check}; \`sealwatch checks\` lists them`);
  }
  for (const [index, { only }] of config.alerts.channels.entries()) {
    const unknown = only.checks.find((check) => !ids.has(check));
    if (unknown !== undefined)
      report(['alerts', 'channels', index, 'only', 'checks'], `no such check as ${unknown}`);
  }
  checkChannels(config.alerts, report);
  const seen = new Set<string>();
  for (const [index, { id }] of config.accounts.entries()) {
    if (seen.has(id)) report(['accounts', index, 'id'], `account ${id} is listed twice`);
    seen.add(id);
  }
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const item of Object.values(value)) freeze(item);
  }
  return value;
}
