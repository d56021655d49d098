import { resolve } from 'node:path';
import type { Config } from '../config/schema.ts';
import { AppError } from '../model/error.ts';
import type { Examination } from '../model/examination.ts';
import type { ObjectStore } from '../model/object-store.ts';
import { digest } from '../state/paths.ts';
import { conditionOf } from '../store/directory-condition.ts';
import type { OssStore } from '../store/oss.ts';
import { StoreDenied } from '../store/oss-trouble.ts';
import type { Text } from '../text/zh.ts';
import { examination } from './examination.ts';

export interface StoreToExamine {
  store: ObjectStore;
  /** Null: a directory. */
  bucket: OssStore | null;
  /** Unique for this run: part of the key that is written. */
  attempt: string;
}

/** Less than this holds the evidence of hardly a day. */
const LITTLE_BYTES = 100 * 1024 * 1024;

/** One use of the store; `permission` is what OSS asks for. Answers what is wrong, or null. */
interface Step {
  id: string;
  permission: string | null;
  well: Text;
  /** Code of the error with which later steps fail for the same reason. */
  cause?: string;
  run: () => Promise<Text | null>;
}

/** Writes, reads, lists and deletes one object as the jobs do, and looks who else may. */
export async function storeItems(
  config: Pick<Config, 'store'>,
  { store, bucket, attempt }: StoreToExamine,
): Promise<Examination[]> {
  const key = `doctor/${digest(attempt).slice(0, 16)}`;
  const steps = [...(bucket ? [versioningStep(bucket)] : []), ...objectSteps(store, key)];
  const items = await walk(steps);
  const { store: settings } = config;
  if ('directory' in settings) return [...items, ...(await conditionItems(resolve(settings.directory)))];
  return bucket ? [...items, await aclItem(bucket)] : items;
}

function versioningStep(bucket: OssStore): Step {
  return {
    id: 'store-versioning',
    permission: 'oss:GetBucketVersioning',
    well: 'Versioning of the bucket was never enabled.',
    cause: 'StoreVersioned',
    run: async () =>
      (await bucket.versioning()) === null
        ? null
        : 'The bucket has versioning: OSS then overwrites write-once objects.',
  };
}

function objectSteps(store: ObjectStore, key: string): Step[] {
  const body = Buffer.from('sealwatch doctor\n');
  let isWritten = false;
  return [
    {
      id: 'store-write',
      permission: 'oss:PutObject',
      well: 'Writing the probe object: OK',
      run: async () => {
        isWritten = await store.putIfAbsent(key, body);
        return isWritten ? null : 'The object key of the probe is already in use.';
      },
    },
    {
      id: 'store-write-once',
      permission: null,
      well: 'Protection against overwriting: OK',
      run: async () =>
        (await store.putIfAbsent(key, body))
          ? 'A second writer overwrites an existing object; runs would overwrite each other.'
          : null,
    },
    {
      id: 'store-read',
      permission: 'oss:GetObject',
      well: 'Reading back the probe object: OK',
      run: async () => {
        const found = await store.get(key);
        const isRight = isWritten ? found?.equals(body) === true : found === null;
        return isRight ? null : 'Reading back the probe object: the content differs.';
      },
    },
    {
      id: 'store-list',
      permission: 'oss:ListObjects',
      well: 'Listing objects: OK',
      run: async () => {
        await store.list('doctor/');
        return null;
      },
    },
    {
      id: 'store-delete',
      permission: 'oss:DeleteObject',
      well: 'Deleting the probe object: OK',
      run: async () => {
        await store.delete(key);
        return null;
      },
    },
  ];
}

/** Goes on after a trouble, because others may have a cause of their own; the same cause is told once. */
async function walk(steps: readonly Step[]): Promise<Examination[]> {
  const items: Examination[] = [];
  const causes = new Set<string>();
  for (const step of steps) items.push(await take(step, causes));
  return items;
}

async function take({ id, permission, well, cause, run }: Step, causes: Set<string>): Promise<Examination> {
  const place = { id, group: 'store' } as const;
  try {
    const wrong = await run();
    if (wrong === null) return examination('ok', place, well);
    causes.add(cause ?? wrong);
    return examination(
      'failed',
      place,
      wrong,
      {},
      {
        text: 'Use a bucket whose versioning was never enabled, or a directory on a local disk.',
      },
    );
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return troubleItem(place, permission, error, causes);
  }
}

function troubleItem(
  place: { id: string; group: 'store' },
  own: string | null,
  error: AppError,
  causes: Set<string>,
): Examination {
  const { code, message, hint } = error;
  const missing = error instanceof StoreDenied ? error.permission : null;
  const isElsewhere = missing !== null && missing !== own;
  const cause = missing ?? code;
  if (isElsewhere || causes.has(cause))
    return examination('skipped', place, 'Not tested, because the store rejected an earlier step: {cause}.', {
      cause,
    });
  causes.add(cause);
  const facts = { code, message, hint };
  return examination('failed', place, '{message}', facts, {
    text: '{hint}',
    ...(missing === null ? {} : { permission: missing }),
  });
}

/** A bucket that everybody may read is no place for evidence; its ACL is not needed to work. */
async function aclItem(bucket: OssStore): Promise<Examination> {
  const place = { id: 'store-public', group: 'store' } as const;
  try {
    const acl = await bucket.acl();
    if (acl === null) return examination('unknown', place, 'OSS does not return the ACL of the bucket.');
    if (acl === 'private') return examination('ok', place, 'The bucket is private.', { acl });
    return examination(
      'failed',
      place,
      'The bucket is public ({acl}).',
      { acl },
      {
        text: 'Set the ACL of the bucket to private, and block public access.',
      },
    );
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const facts = { code: error.code, message: error.message };
    const advice =
      error instanceof StoreDenied
        ? ({
            text: 'Grant oss:GetBucketInfo to check it; the jobs do not need it.',
            permission: error.permission,
          } as const)
        : null;
    return examination(
      'unknown',
      place,
      'Could not check whether the bucket is public: {message}',
      facts,
      advice,
    );
  }
}

async function conditionItems(path: string): Promise<Examination[]> {
  const [readers, room] = [
    { id: 'store-public', group: 'store' },
    { id: 'store-room', group: 'store' },
  ] as const;
  try {
    const { mode, freeBytes } = await conditionOf(path);
    const facts = { path, mode: mode.toString(8), freeMb: Math.floor(freeBytes / 1024 / 1024) };
    return [
      (mode & 0o007) === 0
        ? examination('ok', readers, 'Directory {path} is private ({mode}).', facts)
        : examination('failed', readers, 'All users of this machine can read {path} ({mode}).', facts, {
            text: 'Remove the access of other users: evidence contains names of clusters and people.',
            command: `chmod 700 '${path.replaceAll("'", "'\\''")}'`,
          }),
      freeBytes >= LITTLE_BYTES
        ? examination('ok', room, '{freeMb} MB free.', facts)
        : examination('failed', room, 'Only {freeMb} MB free at {path}.', facts, {
            text: 'Free some space, or set store.directory to a path on another disk.',
          }),
    ];
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { message, hint } = error;
    return [examination('unknown', readers, '{message}', { message, hint })];
  }
}
