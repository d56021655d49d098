import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import type { AppError } from '../../shared/model/error.ts';
import type { ObjectStore } from '../../shared/model/object-store.ts';

export const bytes = (text: string): Buffer => Buffer.from(text);

/** The text of an object; null when there is none. */
export async function read(store: ObjectStore, key: string): Promise<string | null> {
  return (await store.get(key))?.toString() ?? null;
}

/** What a call threw, which must be an error for people. */
export async function troubleOf(call: Promise<unknown>): Promise<AppError> {
  const thrown: unknown = await call.then(
    (value) => {
      throw new Error(`It did not throw but gave ${String(value)}.`);
    },
    (error: unknown) => error,
  );
  expect(thrown).toMatchObject({ name: 'AppError', hint: expect.stringMatching(/\S/) });
  return thrown as AppError; // just proven
}

const refused = [
  ...[
    '',
    '/',
    '/a',
    'a/',
    'a//b',
    '.',
    '..',
    '../a',
    'a/../b',
    './a',
    'a/./b',
    '.hidden',
    'a/.hidden',
    'a/.writing-1',
  ],
  ...[
    'a b',
    'a\\b',
    'a\0',
    'a\n',
    'é',
    '审',
    'a?b',
    'a%2Fb',
    'C:',
    '~/a',
    `${'a'.repeat(201)}`,
    'a/'.repeat(500),
  ],
];

/** Suits of keys that can all exist at once. */
const keys = fc.constantFrom('a/1.json', 'a/2.json', 'a/b/1.json', 'a-b/1.json', 'a.b', 'c=1/x_y.json', 'z');
const operations = fc.oneof(
  fc.record({ do: fc.constant('put' as const), key: keys, body: fc.uint8Array({ maxLength: 64 }) }),
  fc.record({ do: fc.constant('putIfAbsent' as const), key: keys, body: fc.uint8Array({ maxLength: 64 }) }),
  fc.record({ do: fc.constant('get' as const), key: keys }),
  fc.record({ do: fc.constant('delete' as const), key: keys }),
  fc.record({
    do: fc.constant('list' as const),
    key: fc.constantFrom('', 'a', 'a/', 'a/b/', 'c=', 'zz'),
    after: fc.oneof(fc.constantFrom('', 'a', 'a/9'), keys),
  }),
);
type Operation = typeof operations extends fc.Arbitrary<infer T> ? T : never;

async function applied(store: ObjectStore, folder: string, operation: Operation): Promise<unknown> {
  const key = `${folder}${operation.key}`;
  if (operation.do === 'get') return (await store.get(key))?.toString('hex') ?? null;
  if (operation.do === 'delete') return await store.delete(key);
  if (operation.do === 'put') return await store.put(key, operation.body);
  if (operation.do === 'putIfAbsent') return await store.putIfAbsent(key, operation.body);
  const found = await store.list(key, operation.after === '' ? '' : `${folder}${operation.after}`);
  return found.map((one) => one.slice(folder.length));
}

function ordered(texts: Iterable<string>): string[] {
  return [...texts].sort((one, other) => (one < other ? -1 : 1));
}

function expected(model: Map<string, string>, operation: Operation): unknown {
  const { key } = operation;
  if (operation.do === 'get') return model.get(key) ?? null;
  if (operation.do === 'list') {
    return ordered(model.keys()).filter((one) => one.startsWith(key) && one > operation.after);
  }
  const isThere = model.has(key);
  if (operation.do === 'delete') model.delete(key);
  else if (operation.do === 'put' || !isThere) model.set(key, Buffer.from(operation.body).toString('hex'));
  return operation.do === 'putIfAbsent' ? !isThere : undefined;
}

/** What every store does. `open` gives an empty one. */
export function storeContract(open: () => Promise<ObjectStore>): void {
  let store: ObjectStore;

  beforeEach(async () => {
    store = await open();
  });

  describe('objects', () => {
    test('are written, read, written over and deleted', async () => {
      expect(await store.get('state/1/keys.json')).toBeNull();
      await store.put('state/1/keys.json', bytes('{"a":1}'));
      expect(await read(store, 'state/1/keys.json')).toBe('{"a":1}');
      await store.put('state/1/keys.json', bytes('{}'));
      expect(await read(store, 'state/1/keys.json')).toBe('{}');
      await store.delete('state/1/keys.json');
      await store.delete('state/1/keys.json');
      await store.delete('never/there.json');
      expect(await store.get('state/1/keys.json')).toBeNull();
    });

    test('many are deleted at once, and the others stay', async () => {
      const names = Array.from({ length: 12 }, (_, index) => `a/b/${index}.json`);
      await Promise.all([...names, 'a/b.json', 'a/c/0.json'].map((key) => store.put(key, bytes('x'))));
      await store.delete([...names, 'never/there.json']);
      expect(await store.list('')).toEqual(['a/b.json', 'a/c/0.json']);
      await store.delete([]);
      expect(await troubleOf(store.delete(['a/b.json', '../a']))).toMatchObject({ code: 'StoreKeyInvalid' });
      await store.put('a/b/0.json', bytes('again'));
      expect(await read(store, 'a/b/0.json')).toBe('again');
    });

    test.each([
      { what: 'nothing', body: Buffer.alloc(0) },
      { what: 'bytes that are no text', body: Buffer.from([0, 255, 254, 10, 13, 0, 128]) },
      { what: 'a part of a larger buffer', body: new Uint8Array(bytes('__middle__')).subarray(2, 8) },
      { what: '5 MB', body: randomBytes(5_000_000) },
    ])('may hold $what', async ({ body }) => {
      await store.put('a/b', body);
      expect(await store.putIfAbsent('a/c', body)).toBe(true);
      for (const key of ['a/b', 'a/c'])
        expect(Buffer.compare((await store.get(key)) ?? bytes('!'), body)).toBe(0);
    });

    test('are no folders, and folders are no objects', async () => {
      await store.put('a/b/c.json', bytes('1'));
      expect([await store.get('a'), await store.get('a/b'), await store.get('a/b/c.json/d')]).toEqual([
        null,
        null,
        null,
      ]);
      await store.delete('a/b');
      await store.delete('a/b/c.json/d');
      expect(await store.list('')).toEqual(['a/b/c.json']);
    });
  });

  describe('put if absent', () => {
    test('writes once, and again after a deletion', async () => {
      expect(await store.putIfAbsent('lease/1/keys.json', bytes('first'))).toBe(true);
      expect(await store.putIfAbsent('lease/1/keys.json', bytes('second'))).toBe(false);
      expect(await store.putIfAbsent('lease/1/keys.json', bytes('first'))).toBe(false);
      expect(await read(store, 'lease/1/keys.json')).toBe('first');
      await store.delete('lease/1/keys.json');
      expect(await store.putIfAbsent('lease/1/keys.json', bytes('third'))).toBe(true);
    });

    test('of twenty racing writers one wins, and its bytes are there', async () => {
      const won = await Promise.all(
        Array.from({ length: 20 }, (_, index) => store.putIfAbsent('a/lease.json', bytes(`writer ${index}`))),
      );
      expect(won.filter((one) => one)).toHaveLength(1);
      expect(await read(store, 'a/lease.json')).toBe(`writer ${won.indexOf(true)}`);
    });

    test('racing with equal bytes has one winner too', async () => {
      const won = await Promise.all(Array.from({ length: 20 }, () => store.putIfAbsent('b', bytes('same'))));
      expect(won.filter((one) => one)).toHaveLength(1);
    });
  });

  describe('listing', () => {
    const all = ['a', 'b-c/1', 'b/1', 'b/10', 'b/2', 'b0', 'c/d/e/1.json', 'c/d/e/2.json', 'c/z.json'];

    beforeEach(async () => {
      for (const key of [...all].reverse()) await store.put(key, bytes(key));
    });

    test.each([
      { prefix: '', after: undefined, found: all },
      { prefix: '', after: '', found: all },
      { prefix: 'b', after: undefined, found: ['b-c/1', 'b/1', 'b/10', 'b/2', 'b0'] },
      { prefix: 'b/', after: undefined, found: ['b/1', 'b/10', 'b/2'] },
      { prefix: 'b/1', after: undefined, found: ['b/1', 'b/10'] },
      { prefix: 'c/d/', after: 'c/d/e/1.json', found: ['c/d/e/2.json'] },
      { prefix: '', after: 'b/2', found: ['b0', 'c/d/e/1.json', 'c/d/e/2.json', 'c/z.json'] },
      { prefix: 'b/', after: 'b/1', found: ['b/10', 'b/2'] },
      { prefix: 'b/', after: 'a', found: ['b/1', 'b/10', 'b/2'] },
      { prefix: 'b/', after: 'c', found: [] },
      { prefix: 'c/d/e/1.json', after: undefined, found: ['c/d/e/1.json'] },
      { prefix: 'c/d/e/1.json/', after: undefined, found: [] },
      { prefix: 'nothing/', after: undefined, found: [] },
    ])('prefix "$prefix" after "$after"', async ({ prefix, after, found }) => {
      expect(await (after === undefined ? store.list(prefix) : store.list(prefix, after))).toEqual(found);
    });
  });

  test('an empty store lists nothing', async () => {
    expect([await store.list(''), await store.list('state/')]).toEqual([[], []]);
  });

  test('more keys than any page holds are all listed', async () => {
    const names = Array.from({ length: 1003 }, (_, index) => `changes/${1000 + index}.json`);
    await Promise.all(names.map((name) => store.put(name, bytes('x'))));
    expect(await store.list('changes/')).toEqual(names);
    expect(await store.list('', 'changes/2001.json')).toEqual(['changes/2002.json']);
  });

  test.each(refused)('the key %j is refused', async (key) => {
    const calls = [
      () => store.get(key),
      () => store.put(key, bytes('x')),
      () => store.putIfAbsent(key, bytes('x')),
      () => store.delete(key),
    ];
    for (const call of calls) expect(await troubleOf(call())).toMatchObject({ code: 'StoreKeyInvalid' });
    expect(await store.list('')).toEqual([]);
  });

  test.each(['..', '../', 'a/../', '/', '//', '.', 'a//'])('the prefix %j is refused', async (prefix) => {
    expect(await troubleOf(store.list(prefix))).toMatchObject({ code: 'StoreKeyInvalid' });
    expect(await troubleOf(store.list('', prefix))).toMatchObject({ code: 'StoreKeyInvalid' });
  });

  test('behaves as a map does, whatever is done in whatever order', async () => {
    let run = 0;
    const property = fc.asyncProperty(fc.array(operations, { maxLength: 25 }), async (sequence) => {
      run += 1;
      const folder = `run-${run}/`;
      const model = new Map<string, string>();
      for (const operation of sequence) {
        expect(await applied(store, folder, operation)).toEqual(expected(model, operation));
      }
      expect(await store.list(folder)).toEqual(ordered(model.keys()).map((key) => `${folder}${key}`));
    });
    await fc.assert(property, { numRuns: 40 });
  });
}
