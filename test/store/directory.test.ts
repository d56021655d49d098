import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { beforeEach, describe, expect, test } from 'vitest';
import { machine } from '../../functions/machine.ts';
import { DirectoryStore } from '../../shared/store/directory.ts';
import { readTrouble, writeTrouble } from '../../shared/store/disk-trouble.ts';
import { bytes, read, storeContract, troubleOf } from './contract.ts';

const fresh = (): string => mkdtempSync(join(tmpdir(), 'sealwatch-store-'));

storeContract(async () => new DirectoryStore(join(fresh(), 'not', 'yet', 'there'), machine.uuid));

let root: string;
let store: DirectoryStore;

beforeEach(() => {
  root = fresh();
  store = new DirectoryStore(root, machine.uuid);
});

test('objects are plain files that only their owner may read', async () => {
  await store.put('state/1/keys.json', bytes('{}'));
  expect(readFileSync(join(root, 'state/1/keys.json'), 'utf8')).toBe('{}');
  expect(statSync(join(root, 'state/1/keys.json')).mode & 0o777).toBe(0o600);
  expect(statSync(join(root, 'state/1')).mode & 0o777).toBe(0o700);
});

test('several stores on one directory see each other', async () => {
  const other = new DirectoryStore(root, machine.uuid);
  const won = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      (index % 2 ? store : other).putIfAbsent('deep/er/lease', bytes(`${index}`)),
    ),
  );
  expect(won.filter((one) => one)).toHaveLength(1);
  expect(await read(other, 'deep/er/lease')).toBe(`${won.indexOf(true)}`);
});

test('files that are no objects are neither listed nor read', async () => {
  for (const name of ['.writing-1', '.git', 'a b', 'ü']) writeFileSync(join(root, name), 'x');
  mkdirSync(join(root, '.hidden'));
  writeFileSync(join(root, '.hidden', 'a'), 'x');
  expect(await store.list('')).toEqual([]);
});

test('temporary files of a crash go with a later write to their folder; those of a living writer stay', async () => {
  await store.put('state/a', bytes('a'));
  const [old, young] = [join(root, 'state/.writing-old'), join(root, 'state/.writing-young')];
  for (const path of [old, young]) writeFileSync(path, 'half');
  const twoHoursAgo = Date.now() / 1000 - 7200;
  utimesSync(old, twoHoursAgo, twoHoursAgo);
  expect(await new DirectoryStore(root, machine.uuid).list('')).toEqual(['state/a']);
  await new DirectoryStore(root, machine.uuid).put('state/b', bytes('b'));
  expect(readdirSync(join(root, 'state')).sort()).toEqual(['.writing-young', 'a', 'b']);
});

test('a key below an object, and an object in the place of a folder, cannot be written', async () => {
  await store.put('a/b', bytes('1'));
  for (const key of ['a/b/c', 'a']) {
    expect(await troubleOf(store.put(key, bytes('2')))).toMatchObject({ code: 'StoreKeyInvalid' });
    expect(await troubleOf(store.putIfAbsent(key, bytes('2')))).toMatchObject({ code: 'StoreKeyInvalid' });
  }
  expect([await store.list(''), await read(store, 'a/b')]).toEqual([['a/b'], '1']);
  expect(readdirSync(join(root, 'a'))).toEqual(['b']);
});

describe('symbolic links', () => {
  let outside: string;

  beforeEach(() => {
    outside = fresh();
    writeFileSync(join(outside, 'secret'), 'secret');
    mkdirSync(join(root, 'real'));
    symlinkSync(outside, join(root, 'folder'));
    symlinkSync(join(outside, 'secret'), join(root, 'real', 'file'));
    symlinkSync(join(outside, 'new'), join(root, 'real', 'dangling'));
  });

  test.each(['folder/secret', 'folder/new/deep', 'real/file', 'real/dangling'])(
    '%s is refused',
    async (key) => {
      const calls = [
        () => store.get(key),
        () => store.put(key, bytes('x')),
        () => store.putIfAbsent(key, bytes('x')),
        () => store.delete(key),
      ];
      for (const call of calls) expect(await troubleOf(call())).toMatchObject({ code: 'StoreKeyInvalid' });
      expect(readdirSync(outside)).toEqual(['secret']);
      expect(readFileSync(join(outside, 'secret'), 'utf8')).toBe('secret');
    },
  );

  test('are not listed; the directory itself may be one', async () => {
    await store.put('real/object', bytes('x'));
    expect(await store.list('')).toEqual(['real/object']);
    const linked = join(outside, 'link');
    symlinkSync(root, linked);
    expect(await read(new DirectoryStore(linked, machine.uuid), 'real/object')).toBe('x');
  });
});

describe('trouble', () => {
  test('a file in the place of the directory', async () => {
    const path = join(root, 'file');
    writeFileSync(path, '');
    const broken = new DirectoryStore(path, machine.uuid);
    expect(await troubleOf(broken.put('a', bytes('x')))).toMatchObject({
      code: 'StoreNotWritable',
      message: `The store cannot write ${path}/a (ENOTDIR).`,
    });
    expect(await troubleOf(broken.list(''))).toMatchObject({ code: 'StoreUnreachable' });
    expect(await broken.get('a')).toBeNull();
  });

  test('a directory that nobody may write to', async () => {
    const broken = new DirectoryStore('/proc/sealwatch', machine.uuid);
    const { code, message, hint } = await troubleOf(broken.putIfAbsent('a/b', bytes('x')));
    expect([code, message]).toEqual(['StoreNotWritable', expect.stringContaining('/proc/sealwatch/a/b (')]);
    expect(hint).toContain('store.directory');
  });

  test.each([
    { errno: 'EACCES', write: /user that runs sealwatch/, read: 'StoreDenied' },
    { errno: 'EROFS', write: /read-only.*store\.directory/, read: 'StoreUnreachable' },
    { errno: 'ENOSPC', write: /Free some space/, read: 'StoreUnreachable' },
    { errno: 'ENOTSUP', write: /no hard links/, read: 'StoreUnreachable' },
    { errno: 'EIO', write: /store\.directory/, read: 'StoreUnreachable' },
  ])('$errno', ({ errno, write, read: readCode }) => {
    const error = Object.assign(new Error(errno), { code: errno });
    expect(writeTrouble(error, '/data/a')).toMatchObject({
      code: 'StoreNotWritable',
      message: `The store cannot write /data/a (${errno}).`,
      hint: expect.stringMatching(write),
    });
    expect(readTrouble(error, '/data/a')).toMatchObject({
      code: readCode,
      message: expect.stringContaining('/data/a'),
    });
  });

  test('a bug is no trouble of the disk', () => {
    expect(() => writeTrouble(new TypeError('bug'), '/data')).toThrow(TypeError);
    expect(() => readTrouble(new TypeError('bug'), '/data')).toThrow(TypeError);
  });
});

/** Whether an object of writer.ts is all there. */
function isWhole(object: Buffer | null): boolean {
  if (!object) return false;
  return createHash('sha256').update(object.subarray(32)).digest().equals(object.subarray(0, 32));
}

/** Files that a writer has not finished. */
function unfinished(): string[] {
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.includes('.writing-'));
}

/** Looks at the unfinished files, again and again, until that is enough. */
async function watch(isEnough: (count: number, looks: number) => boolean): Promise<void> {
  for (let looks = 1; !isEnough(unfinished().length, looks); looks += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test('killed anywhere, a writer leaves whole objects only', async () => {
  const outfile = join(fresh(), 'writer.mjs');
  const entry = fileURLToPath(new URL('writer.ts', import.meta.url));
  await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'esm' });
  let hits = 0;
  for (let kill = 0; kill < 60; kill += 1) {
    const child = spawn(process.execPath, [outfile, root], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'close');
    for (let writes = 0; writes <= kill % 4; writes += 1) await once(child.stdout, 'data');
    // A third of them as soon as a write is seen under way, the others some time after.
    await watch((count) => count > hits);
    if (kill % 3 > 0) await watch((_, looks) => looks >= (kill * 7) % 40);
    child.kill('SIGKILL');
    await ended;
    hits = unfinished().length;
    const keys = await store.list('');
    expect(keys.every((key) => /^(state\/a|runs\/\d+\/\d+)\.json$/.test(key))).toBe(true);
    for (const key of keys) expect(isWhole(await store.get(key)), key).toBe(true);
    for (const key of keys.slice(0, -1)) await store.delete(key);
  }
  expect(hits).toBeGreaterThan(4); // it was killed in the middle of writing, too
}, 240_000);
