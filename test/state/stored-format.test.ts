import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import type { JobState } from '../../shared/model/job-state.ts';
import { encode } from '../../shared/state/codec.ts';
import { STATE } from '../../shared/state/formats/job-state.ts';
import { readPlain, readStored, type StoredFormat } from '../../shared/state/formats/stored-format.ts';
import { changedState, without } from './damaged-state.ts';

/** A format that has come through two steps: a name became a list of names, which then got a count. */
const FORMAT: StoredFormat<{ names: string[]; count: number; note?: string }> = {
  name: 'sealwatch.example',
  version: 3,
  schema: v.object({ names: v.array(v.string()), count: v.number(), note: v.exactOptional(v.string()) }),
  migrations: [
    (body) => ({ names: [Object(body).name] }),
    (body) => ({ ...Object(body), count: Object(body).names.length }),
  ],
};

const written = (version: number, body: unknown): Buffer => encode({ name: FORMAT.name, version }, body);
const plain = (body: unknown): Buffer => Buffer.from(JSON.stringify(body));

describe('versions', () => {
  test.each([
    { version: 1, body: { name: 'a' } },
    { version: 2, body: { names: ['a'] } },
    { version: 3, body: { names: ['a'], count: 1 } },
  ])('version $version becomes the one of today', ({ version, body }) => {
    const expected = { kind: 'ok', value: { names: ['a'], count: 1 } };
    expect(readStored(FORMAT, 'k', written(version, body))).toEqual(expected);
    const mark = version === 1 ? {} : { schema: `sealwatch.example/${version}` };
    expect(readPlain(FORMAT, 'k', plain({ ...mark, ...body }))).toMatchObject(expected);
  });

  test('what is too old or too new is refused by name, whatever its body is', () => {
    const given = { ...FORMAT, migrations: FORMAT.migrations.slice(1) };
    const tooOld = expect.objectContaining({ code: 'StateTooOld', message: expect.stringContaining('a/b') });
    const tooNew = expect.objectContaining({ code: 'StateTooNew', message: expect.stringContaining('a/b') });
    expect(() => readStored(given, 'a/b', written(1, { name: 'a' }))).toThrow(tooOld);
    expect(() => readStored(given, 'a/b', written(4, { names: ['a'], count: 1 }))).toThrow(tooNew);
    expect(() => readPlain(given, 'a/b', plain({ name: 'a' }))).toThrow(tooOld);
    expect(() => readPlain(given, 'a/b', plain({ schema: 'sealwatch.example/4' }))).toThrow(tooNew);
  });
});

describe('a body', () => {
  test('that is of no version of the format is corrupt', () => {
    for (const bytes of [Buffer.from('{"na'), plain({ schema: 'sealwatch.state/3' }), plain({ schema: 7 })])
      expect(readPlain(FORMAT, 'k', bytes)).toMatchObject({ kind: 'corrupt', remains: null });
  });

  test.each([
    { body: { names: 'a', count: 1 }, why: 'names: expected Array' },
    { body: { names: ['a', 1], count: 1 }, why: 'names.1: expected string' },
    { body: { names: [] }, why: 'count: expected "count"' },
    { body: null, why: 'all of it: expected Object' },
  ])('that does not fit is corrupt, and where: $why', ({ body, why }) => {
    expect(readStored(FORMAT, 'k', written(3, body))).toEqual({ kind: 'corrupt', why, remains: null });
  });

  test('with a field that only a later writer of the version knows is read as it is', () => {
    const body = { names: [], later: 1, count: 0 };
    const read = readStored(FORMAT, 'k', written(3, body));
    expect(JSON.stringify(read)).toBe(JSON.stringify({ kind: 'ok', value: body }));
  });
});

/** A state of the demo account with one thing in it changed. */
function changed(job: string, change: (state: JobState) => unknown): Buffer {
  return changedState(readFileSync(new URL(`../golden/stored/state-2-${job}`, import.meta.url)), change);
}

function read(bytes: Buffer) {
  const stored = readStored(STATE, 'k', bytes);
  if (stored.kind !== 'corrupt') throw new Error(`it is ${stored.kind}`);
  return stored;
}

describe('what remains of a damaged state', () => {
  test('one odd finding is left out', () => {
    const { why, remains } = read(changed('keys', ({ result }) => without(result?.findings[3], 'severity')));
    expect(why).toBe('result.findings.3.severity: expected "severity"');
    expect(remains?.result?.findings).toHaveLength(20); // of 21
    expect(remains?.drifts).toHaveLength(1);
  });

  test('one odd cluster is left out', () => {
    const { why, remains } = read(
      changed('inventory', ({ result }) => {
        Object(result?.parts.clusters).value[2].name = null;
      }),
    );
    expect(why).toBe('result.parts.clusters.value.2.name: expected string');
    expect(remains?.result?.parts.clusters).toMatchObject({ seen: true, value: { length: 28 } });
  });

  test('one odd part counts as not seen, and the others stay', () => {
    const { why, remains } = read(
      changed('keys', ({ result }) => {
        Object(result?.parts.keys).value[0].metadata.value.state = {
          seen: false,
          because: 'tired',
          detail: '',
        };
      }),
    );
    expect(why).toMatch(/^result\.parts\.keys\.value\.0\.metadata\.value\.state\.because: expected /);
    const { keys, formerKeys, instances, kmsStatus, ...others } = remains?.result?.parts ?? {};
    expect(keys).toMatchObject({ seen: false, because: 'malformed' });
    expect([formerKeys?.seen, instances?.seen, kmsStatus?.seen, others]).toEqual([true, true, true, {}]);
  });

  test.each(['inventory', 'keys', 'activity', 'spend'])('nothing of %s passes', (job) => {
    const { remains } = read(changed(job, ({ result }) => without(result?.findings[0], 'check')));
    const { complete, passed, parts } = remains?.result ?? {};
    expect([complete, passed]).toEqual([false, {}]);
    const clusters = parts?.clusters?.seen ? parts.clusters.value : [];
    expect(clusters.some(({ encryption }) => encryption.seen)).toBe(false);
    expect(clusters).toHaveLength(job === 'inventory' ? 29 : 0);
  });

  test('nothing, where the damage is elsewhere or the bytes are not what was written', () => {
    expect(read(changed('keys', (state) => without(state, 'evidence'))).remains).toBeNull();
    const whole = changed('keys', () => undefined);
    expect(read(whole.subarray(0, whole.length / 2)).remains).toBeNull();
  });
});
