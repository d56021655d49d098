import * as v from 'valibot';
import type { Answer } from '../cloud/answer.ts';
import type { Call } from '../cloud/tape.ts';
import { type Config, configSchema } from '../config/schema.ts';
import { JOBS } from '../model/job.ts';

export const MANIFEST_FILE = 'manifest.json';
export const CALLS_FILE = 'calls.jsonl';

/**
 * Name and version of the files of a recording. A recording of another version is refused, naming the version of sealwatch that
 * made it; the rules of `shared/state/formats/stored-format.ts` hold here, too.
 */
export const RECORDING = { name: 'sealwatch.recording', version: 1 } as const;
export const RECORDING_MARK = `${RECORDING.name}/${RECORDING.version}` as const;

/** What the audit was told; `amounts` says whether they are real or multiplied by a factor that is kept nowhere. */
export const manifestSchema = v.strictObject({
  schema: v.literal(RECORDING_MARK),
  /** Of the program. */
  version: v.string(),
  /** ISO 8601, UTC: the time to judge by. */
  recordedAt: v.pipe(v.string(), v.isoTimestamp()),
  language: v.picklist(['en', 'zh']),
  jobs: v.array(v.picklist(JOBS)),
  amounts: v.picklist(['real', 'scaled']),
  calls: v.pipe(v.number(), v.integer(), v.minValue(0)),
  configuration: v.pick(configSchema, [
    'accounts',
    'directory',
    'regions',
    'site',
    'policy',
    'waivers',
    'confirmations',
  ]),
});

export type Manifest = v.InferOutput<typeof manifestSchema>;

/** What a configuration says about judging; not where things are stored or whom messages go to. */
export function judgedBy(config: Config) {
  const { accounts, directory, regions, site, policy, waivers, confirmations } = config;
  return { accounts, directory, regions, site, policy, waivers, confirmations };
}

/** One line of the calls. */
export interface RecordedCall extends Asked {
  answer: Answer;
}

export interface Asked {
  /** Empty: that of the caller. */
  account: string;
  product: string;
  action: string;
  region: string;
  query: unknown;
  path: unknown;
  body: unknown;
}

const reasons = ['denied', 'throttled', 'unreachable', 'malformed', 'absent', 'overdue'] as const;
const text = v.string();

const answerSchema = v.variant('seen', [
  v.strictObject({ seen: v.literal(true), value: v.unknown(), at: text }),
  v.looseObject({ seen: v.literal(false), because: v.picklist(reasons), detail: text }),
]);

export const callSchema = v.strictObject({
  account: text,
  product: text,
  action: text,
  region: text,
  query: v.nullable(v.unknown()),
  path: v.nullable(v.unknown()),
  body: v.nullable(v.unknown()),
  answer: answerSchema,
});

/** What is asked, without what only the wire needs. */
export function askedBy({ account, operation, request }: Call): Asked {
  const { region, query = null, path = null, body = null } = request;
  return { account, product: operation.product, action: operation.action, region, query, path, body };
}

/**
 * The same text for the same question. What a role is narrowed to is left out: it grows with the program, and a later
 * version should find the answer, too.
 */
export function keyOf({ account, product, action, region, query, path, body }: Asked): string {
  const isRole = product === 'sts' && action === 'AssumeRole';
  const asked = isRole ? { ...Object(query), Policy: undefined } : query;
  return JSON.stringify([account, product, action, region, asked, path, body], sorted);
}

/** Objects with their fields in order, whoever wrote them. */
function sorted(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}
