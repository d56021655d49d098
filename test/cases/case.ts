import { readdirSync, readFileSync } from 'node:fs';

type Fields = Readonly<Record<string, unknown>>;

export interface CaseCluster extends Fields {
  name: string;
  region?: string;
  /** Encrypted with it; without one, encryption is off. */
  key?: string;
  /** `meta_data` as it is: an object becomes text. */
  meta?: unknown;
  /** `Capabilities` of `meta_data`. */
  caps?: unknown;
  repeat?: number;
}

export interface CaseKey extends Fields {
  id: string;
  region?: string;
  /** The document of its policy, as text. */
  _policy?: string;
}

export interface CaseEvent extends Fields {
  name: string;
  key: string;
  /** Seconds. */
  ago: number;
  identity?: Fields;
}

/** A healthy account changed in one thing, as the files in `data` say it. */
export interface Case {
  note: string;
  /** What a careful expert wants. */
  expect: string;
  clusters?: readonly CaseCluster[];
  keys?: readonly CaseKey[];
  /** Fields of GetKmsInstance. */
  instances?: readonly (Fields & { id: string })[];
  events?: readonly CaseEvent[];
  /** Entries of DescribeTrails; the account has one good trail otherwise. */
  trails?: readonly Fields[];
  /** Fields of GetRole of the service role; `_policies` are the names of what is attached to it. */
  roles?: readonly (Fields & { _policies?: readonly string[] })[];
  policies?: Readonly<Record<string, { type?: 'Custom' | 'System'; document: unknown }>>;
  members?: readonly { id: string; name: string; clusters: readonly CaseCluster[] }[];
  /** `Data` of QueryAccountBalance. */
  balance?: Fields;
  /** Operation to its whole answer, with `@each`, `@status`, `@code`, `@where`, `@region`. */
  answers?: Readonly<Record<string, unknown>>;
  /** The same with less weight than `answers`. */
  faults?: readonly { action: string; extra: { body: unknown } }[];
  /** Nothing is encrypted or decrypted. */
  quiet?: boolean;
  world?: { maxPage?: number };
  /** The configuration of the auditor. */
  config?: Fields;
  /** The world during an audit an hour earlier. */
  before?: Partial<Case>;
  /** Audited twice. */
  twice?: boolean;
}

const FOLDER = new URL('data/', import.meta.url);

/** The names of all cases in `data`, without `.json`. */
export function caseNames(): string[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .sort();
}

export function readCase(name: string): Case {
  return JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8'));
}

/** Answers of a robot of DingTalk, as it gives them today. */
export function textsOfToday(): Record<string, { answers: unknown }> {
  return JSON.parse(readFileSync(new URL('ding-texts-of-today.json', FOLDER), 'utf8'));
}

/** An id as ACK gives them, the same for the same name. */
export function clusterId(name: string): string {
  return `c${Buffer.from(name).toString('hex').padEnd(32, '0').slice(0, 32)}`;
}

const DAY_MS = 86_400_000;
const BEIJING_MS = 8 * 3_600_000;

/** The case with `$DAYS:5`, `$AGO:60`, `$DAY:-12` and `$CLUSTER:beta` within its texts put in. */
export function placed<T>(given: T, now: number): T {
  const text = JSON.stringify(given)
    .replace(/\$DAYS:(-?\d+)/g, (_, days) => seconds(now + Number(days) * DAY_MS))
    .replace(/\$AGO:(\d+)/g, (_, ago) => seconds(now - Number(ago) * 1000))
    .replace(/\$DAY:(-?\d+)/g, (_, days) => seconds(now + BEIJING_MS + Number(days) * DAY_MS).slice(0, 10))
    .replace(/\$CLUSTER:([\w-]+)/g, (_, name) => clusterId(name));
  return JSON.parse(text);
}

function seconds(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
