import { readFileSync } from 'node:fs';
import { LineCounter, parseDocument } from 'yaml';
import { AppError } from '../model/error.ts';
import { CHANNELS_PATH, readChannels } from './channels.ts';
import { Problems, unsetVariable, withoutSource } from './problems.ts';
import { type Config, configSchema } from './schema.ts';
import { didYouMean } from './suggest.ts';
import { validate } from './validate.ts';

/** Words that a configuration may refer to and that are known elsewhere. */
export interface Known {
  checks: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads and validates a configuration file. `file` null: all defaults.
 * Throws `AppError` ConfigUnreadable, or ConfigInvalid with every mistake, its line, column and expectation.
 * What is wrong with a channel alone breaks that channel only: it is in `alerts.brokenChannels`.
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
  const problems = new Problems(document, lines, file, configSchema);
  if (document.errors.some(({ code }) => code !== 'DUPLICATE_KEY')) throw invalid(file, problems);
  const report: Report = (path, what) => problems.add(path, what);
  const raw = settingsIn(fillIn(toPlain(document, report), environment, [], report));
  const { rest, list = channelsOf(environment) } = withoutChannels(raw);
  const { issues, output } = validate(configSchema, rest);
  problems.addIssues(issues);
  checkReferences(rest, known, report);
  const channels = readChannels(list, known, problems);
  if (!output || problems.anyOutside(CHANNELS_PATH)) throw invalid(file, problems);
  return freeze({ ...output, alerts: { ...output.alerts, ...channels } });
}

/**
 * The list of channels, and the configuration without it; no list where none is given. What is no list stays where it is, and is
 * a mistake.
 */
function withoutChannels(raw: Settings): { rest: Settings; list?: readonly unknown[] } {
  const { alerts = {} } = raw;
  if (!isSettings(alerts)) return { rest: raw, list: [] };
  const { channels, ...others } = alerts;
  if (channels === undefined) return { rest: raw };
  return Array.isArray(channels)
    ? { rest: { ...raw, alerts: others }, list: channels }
    : { rest: raw, list: [] };
}

/** Where no channels are configured, `DINGTALK_WEBHOOK` alone makes one: the robot of a group, with `DINGTALK_SECRET` if it is set. */
function channelsOf({ DINGTALK_WEBHOOK: webhook, DINGTALK_SECRET: secret }: Environment): unknown[] {
  if (webhook === undefined || webhook === '') return [];
  return [{ type: 'dingtalk-robot', webhook, ...(secret ? { secret } : {}) }];
}

function invalid(file: string, { lines }: Problems): AppError {
  const noun = lines.length === 1 ? 'one mistake' : `${lines.length} mistakes`;
  return new AppError(
    'ConfigInvalid',
    `The configuration ${file} has ${noun}:\n${lines.join('\n')}`,
    'docs/config.schema.json describes every key; editors can check it while you type.',
  );
}

/** The document as plain values. YAML that only breaks when it is resolved, such as an alias to nothing, is a mistake too. */
function toPlain(document: ReturnType<typeof parseDocument>, report: Report): Settings {
  try {
    const value: unknown = document.toJS() ?? {};
    if (isSettings(value)) return value;
    report([], 'expected a map of settings');
  } catch (error) {
    report([], withoutSource(error instanceof Error ? error.message : String(error)));
  }
  return {};
}

type Settings = Readonly<Record<string, unknown>>;

/** A map; anything else is a mistake that the schema tells. */
function isSettings(value: unknown): value is Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
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
      if (found === undefined) report(path, unsetVariable(name, Object.keys(environment)));
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

/** What refers to something that is not there; told although other settings are wrong, too. */
function checkReferences({ policy, waivers, accounts }: Settings, known: Known, report: Report): void {
  const ids = new Set<unknown>(known.checks);
  const hint = (id: string): string => didYouMean(id, known.checks) || '; `sealwatch checks` lists them';
  for (const id of Object.keys(settingsIn(settingsIn(policy)['severity']))) {
    const what = 'no such check';
    if (!ids.has(id)) report(['policy', 'severity', id], what + hint(id));
  }
  for (const [index, check] of textsIn(waivers, 'check')) {
    const what = `no such check as ${check}`;
    if (!ids.has(check)) report(['waivers', index, 'check'], what + hint(check));
  }
  const seen = new Set<string>();
  for (const [index, id] of textsIn(accounts, 'id')) {
    if (seen.has(id)) report(['accounts', index, 'id'], `account ${id} is listed twice`);
    seen.add(id);
  }
}

function settingsIn(value: unknown): Settings {
  return isSettings(value) ? value : {};
}

/** The texts of that name in the entries of a list, each with the place of its entry. */
function textsIn(list: unknown, name: string): [number, string][] {
  const entries: readonly unknown[] = Array.isArray(list) ? list : [];
  return entries.flatMap((entry, index) => {
    const text = settingsIn(entry)[name];
    return typeof text === 'string' ? [[index, text]] : [];
  });
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const item of Object.values(value)) freeze(item);
  }
  return value;
}
