import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { toJsonSchema } from '@valibot/to-json-schema';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { DIRECTORY } from '../../shared/accounts/stored-directory.ts';
import { LEDGER } from '../../shared/deliver/ledger-format.ts';
import { OUTBOX_MESSAGE } from '../../shared/deliver/outbox-format.ts';
import { REQUESTED_RUN } from '../../shared/jobs/runs.ts';
import { callSchema, manifestSchema, RECORDING } from '../../shared/record/recording.ts';
import { CALIBRATION } from '../../shared/state/calibration.ts';
import { CHANGE } from '../../shared/state/formats/change.ts';
import { PUSHED_PROOF } from '../../shared/state/formats/cluster-proof.ts';
import { FINDINGS, MANIFEST, SIGNATURE, SNAPSHOT } from '../../shared/state/formats/evidence.ts';
import { STATE } from '../../shared/state/formats/job-state.ts';
import {
  type Read,
  readPlain,
  readStored,
  type Stored,
  type StoredFormat,
} from '../../shared/state/formats/stored-format.ts';
import { unpack } from '../../shared/state/gzip.ts';
import { HISTORY } from '../../shared/state/history.ts';
import { LEASE } from '../../shared/state/lease.ts';
import { MARK } from '../../shared/state/marks.ts';

/** The configuration that a recording holds is guarded by docs/config.schema.json. */
const recordedManifest = v.omit(manifestSchema, ['configuration']);
const recording = { ...RECORDING, schema: v.tuple([recordedManifest, callSchema]) };

/** Every stored format, with its version and the hash of its schema as it was when that version was given. */
const HELD: readonly (readonly [
  { name: string; version: number; schema: v.GenericSchema },
  number,
  string,
])[] = [
  [STATE, 2, '7fb5543847ccf3b1'],
  [LEDGER, 2, '596bdb633a193b47'],
  [OUTBOX_MESSAGE, 1, '34b941a54d5fe56d'],
  [HISTORY, 1, 'dc743a2a18eb9a78'],
  [CHANGE, 2, 'b215985cd140f58f'],
  [CALIBRATION, 1, '9d69e0ca843f6bcd'],
  [DIRECTORY, 2, '04ab3dc9c52361b3'],
  [SNAPSHOT, 2, '7052ed5e031079c1'],
  [FINDINGS, 1, 'bb44a1484c5eb044'],
  [MANIFEST, 1, '97a4803c04fc63bd'],
  [SIGNATURE, 1, 'e7b3a65b770fd39b'],
  [MARK, 1, 'f48d9dcdcc034ff0'],
  [LEASE, 1, '72d7ef5819a1f493'],
  [REQUESTED_RUN, 1, 'd540271fc2dde52f'],
  [PUSHED_PROOF, 1, '8eef38d78b8dc572'],
  [recording, 1, '341a1a849851e2c5'],
];

const WHAT_TO_DO = `
The schema of a stored format is another one than its version says.
- Is it one more field that may be absent (v.exactOptional), and do readers of today and of yesterday work without it?
  Then put the new hash beside the version in test/state/formats.test.ts.
- Is it a version that no release has written yet? Then put the new hash there, and make its golden anew.
- Anything else: raise the version, add a step to the migrations of the format, put the new version and hash here, and add a
  golden with test/golden/stored/make.ts. shared/state/formats/stored-format.ts has the rules.
`;

test.each(HELD.map(([format, version, hash]) => ({ name: format.name, format, version, hash })))(
  'the schema of $name is that of its version',
  ({ format, version, hash }) => {
    const found = { version: format.version, hash: hashOf(format.schema) };
    expect(found, WHAT_TO_DO).toEqual({ version, hash });
  },
);

/** The same for the same schema, in whatever order its fields are written. */
function hashOf(schema: v.GenericSchema): string {
  const text = JSON.stringify(toJsonSchema(schema, { errorMode: 'ignore' }), (name, value: unknown) => {
    if (name === 'required' && Array.isArray(value)) return value.sort();
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
  });
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** How the code of today reads the goldens of a format. */
const READERS: Readonly<Record<string, (bytes: Buffer) => Stored<unknown>>> = {
  ...framed(STATE, LEDGER, OUTBOX_MESSAGE, HISTORY, CHANGE, CALIBRATION, DIRECTORY),
  ...plain(SNAPSHOT, FINDINGS, MANIFEST, SIGNATURE, LEASE, REQUESTED_RUN, PUSHED_PROOF),
  mark: (bytes) => readEach(MARK.schema, bytes.toString('utf8').split('\n')),
  'recording.manifest': (bytes) => readEach(manifestSchema, [JSON.parse(bytes.toString('utf8'))]),
  'recording.calls': (bytes) =>
    readEach(
      callSchema,
      unpack(bytes)
        .toString('utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ),
};

function framed(...formats: readonly StoredFormat<unknown>[]): typeof READERS {
  return readersOf(formats, readStored);
}

function plain(...formats: readonly StoredFormat<unknown>[]): typeof READERS {
  return readersOf(formats, readPlain);
}

function readersOf(
  formats: readonly StoredFormat<unknown>[],
  read: (format: StoredFormat<unknown>, key: string, bytes: Buffer) => Stored<unknown>,
): typeof READERS {
  return Object.fromEntries(
    formats.map((format) => [shortName(format), (bytes: Buffer) => read(format, format.name, bytes)]),
  );
}

function shortName({ name }: { name: string }): string {
  return name.replace('sealwatch.', '');
}

function readEach(schema: v.GenericSchema, items: readonly unknown[]): Read<unknown> {
  const parsed = v.safeParse(v.array(schema), items);
  if (parsed.success) return { kind: 'ok', value: parsed.output };
  return { kind: 'corrupt', why: parsed.issues[0].message, remains: null };
}

const FOLDER = new URL('../golden/stored/', import.meta.url);

/** `state-1-keys`: the format, its version, and which of several. */
const GOLDENS = readdirSync(FOLDER).flatMap((file) => {
  const [, name = '', version = ''] = /^([a-z.-]+)-(\d+)(?:-\w+)?$/.exec(file) ?? [];
  return name === '' ? [] : [{ file, name, version: Number(version) }];
});

describe('what any version wrote is read', () => {
  test.each(GOLDENS)('$file', ({ file, name }) => {
    expect(READERS[name]?.(readFileSync(new URL(file, FOLDER)))).toMatchObject({ kind: 'ok' });
  });

  test.each(HELD.map(([{ name, version }]) => ({ name, version })))(
    'there is a golden of every version of $name',
    ({ name, version }) => {
      const found = GOLDENS.filter((golden) => `sealwatch.${golden.name}`.startsWith(name));
      const versions = new Set(found.map((golden) => golden.version));
      expect([...versions].sort()).toEqual(Array.from({ length: version }, (_, index) => index + 1));
    },
  );
});

test('what version 1 knew of rights counts as not looked at, never as a pass', () => {
  const read = (job: string) => {
    const stored = readStored(STATE, job, readFileSync(new URL(`state-1-${job}`, FOLDER)));
    if (stored.kind !== 'ok') throw new Error(stored.kind);
    return stored.value.result?.parts ?? {};
  };
  const { role, people, clusters } = read('inventory');
  expect([role, people, clusters?.seen]).toEqual([undefined, undefined, true]);
  const { keys } = read('keys');
  const policies = keys?.seen ? keys.value.map(({ policy }) => policy) : [];
  expect(policies.some((policy) => !policy.seen && policy.because === 'absent')).toBe(true);
  expect(policies.every((policy) => !policy.seen || policy.value === null)).toBe(true);
});
