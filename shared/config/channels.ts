import * as v from 'valibot';
import { type ChannelRouting, routingSchema } from '../notify/channel-settings.ts';
import { CHANNELS, kindOf } from '../notify/channels.ts';
import { type AlertsConfig, type BrokenChannel, type ChannelConfig, channelSchema } from './alerts.ts';
import type { Problems } from './problems.ts';
import { didYouMean } from './suggest.ts';
import { validate, type WrittenIssue } from './validate.ts';

export const CHANNELS_PATH = ['alerts', 'channels'] as const;

/** An entry of the list as it stands in the file. */
interface Entry {
  index: number;
  /** Null when there is no such type. */
  type: string | null;
  /** What it wants to be called; null when nothing tells. */
  name: string | null;
  config: ChannelConfig | null;
  issues: readonly WrittenIssue[];
  routing: ChannelRouting | null;
}

/** Reads each channel apart from the others, so that one that cannot be opened takes no other one along. */
export function readChannels(
  raw: readonly unknown[],
  known: { checks: readonly string[] },
  problems: Problems,
): Pick<AlertsConfig, 'channels' | 'brokenChannels'> {
  const entries = entriesOf(raw);
  for (const entry of entries) checkEntry(entry, entries, known, problems);
  const names = giveNames(entries, problems);
  const channels: ChannelConfig[] = [];
  const brokenChannels: BrokenChannel[] = [];
  for (const { index, type, config, routing } of entries) {
    const found = problems.below([...CHANNELS_PATH, index]);
    const name = names.get(index) ?? `#${index + 1}`;
    if (config && found.length === 0) channels.push({ ...config, name });
    else brokenChannels.push({ name, type: type ?? '', problems: found, routing });
  }
  return { channels, brokenChannels };
}

/** Without a name a channel is called by its type, numbered from the second of a type on; broken ones count, too. */
function entriesOf(raw: readonly unknown[]): Entry[] {
  const counts = new Map<string, number>();
  return raw.map((value, index) => {
    const settings = v.safeParse(routingSchema, value);
    const { issues, output: config } = validate(channelSchema, value);
    const type = typeOf(value);
    const count = (counts.get(type ?? '') ?? 0) + 1;
    counts.set(type ?? '', count);
    const routing = settings.success ? settings.output : null;
    const own = type === null ? null : numbered(type, count);
    return {
      index,
      type,
      name: nameOf(value) ?? own,
      config,
      issues,
      routing,
    };
  });
}

function numbered(type: string, count: number): string {
  return count === 1 ? type : `${type}-${count}`;
}

function typeOf(value: unknown): string | null {
  const found = v.safeParse(v.object({ type: v.string() }), value);
  return CHANNELS.find(({ type }) => found.success && found.output.type === type)?.type ?? null;
}

/** A name counts although other settings are wrong. */
function nameOf(value: unknown): string | null {
  const found = v.safeParse(v.object({ name: routingSchema.entries.name }), value);
  return (found.success && found.output.name) || null;
}

function checkEntry(
  { index, name, config, issues, routing }: Entry,
  entries: readonly Entry[],
  known: { checks: readonly string[] },
  problems: Problems,
): void {
  const path = [...CHANNELS_PATH, index];
  const tell = (key: string, what: string, brief = what): void => problems.add([...path, key], what, brief);
  problems.addIssues(issues, path);
  const { fallback, only } = routing ?? {};
  if (fallback !== undefined) {
    const others = entries.filter((other) => other.index !== index).flatMap((other) => other.name ?? []);
    if (fallback === name) tell('fallback', 'a channel cannot take over for itself');
    else if (!others.includes(fallback))
      tell('fallback', `no such channel as ${fallback}; there is ${listOf(others)}`, 'no such channel');
  }
  for (const [place, check] of (only?.checks ?? []).entries()) {
    if (known.checks.includes(check)) continue;
    const what = `no such check as ${check}`;
    problems.add([...path, 'only', 'checks', place], what + didYouMean(check, known.checks), 'no such check');
  }
  if (config) for (const problem of kindOf(config).problemsOf(config)) tell(problem.key, problem.what);
}

function listOf(names: readonly string[]): string {
  return [...new Set(names)].join(', ') || 'none';
}

/** Of those that want the same name, the first one that can be opened gets it; that is the mistake of the others. */
function giveNames(entries: readonly Entry[], problems: Problems): Map<number, string> {
  const given = new Map<number, string>();
  const taken = new Set<string>();
  const isSound = ({ index }: Entry): boolean => problems.below([...CHANNELS_PATH, index]).length === 0;
  const [sound, broken] = [entries.filter(isSound), entries.filter((entry) => !isSound(entry))];
  for (const { index, name } of [...sound, ...broken]) {
    if (name === null) continue;
    if (taken.has(name))
      problems.add([...CHANNELS_PATH, index, 'name'], `there are two channels named ${name}`);
    else given.set(index, name);
    taken.add(name);
  }
  return given;
}
