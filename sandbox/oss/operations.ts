import type { Wire } from '../gateway/wire.ts';
import type { Address } from './address.ts';
import {
  getBucketAcl,
  getBucketEncryption,
  getBucketInfo,
  getBucketLogging,
  getBucketPolicy,
  getBucketVersioning,
  getBucketWorm,
} from './buckets.ts';
import { listObjects, listObjectsV2 } from './listing.ts';
import { deleteObject, getObject, putObject } from './objects.ts';
import type { Ask, OssAnswer } from './operation.ts';
import { isSubResource } from './signatures.ts';

export interface OssOperation {
  name: string;
  /** RAM action; https://www.alibabacloud.com/help/en/oss/user-guide/ram-policy-overview */
  permission: string;
  run(ask: Ask): OssAnswer;
}

function document(text: string): OssAnswer {
  return { status: 200, headers: { 'content-type': 'application/xml' }, body: text };
}

const objectOperations: Readonly<Record<string, OssOperation>> = {
  PUT: { name: 'PutObject', permission: 'oss:PutObject', run: putObject },
  GET: { name: 'GetObject', permission: 'oss:GetObject', run: getObject },
  HEAD: { name: 'HeadObject', permission: 'oss:GetObject', run: getObject },
  DELETE: { name: 'DeleteObject', permission: 'oss:DeleteObject', run: deleteObject },
};

function onBucket(name: string, permission: string, show: (ask: Ask) => string): OssOperation {
  return { name, permission, run: (ask) => document(show(ask)) };
}

const bucketOperations: Readonly<Record<string, OssOperation>> = {
  versioning: onBucket('GetBucketVersioning', 'oss:GetBucketVersioning', ({ bucket }) =>
    getBucketVersioning(bucket),
  ),
  bucketInfo: onBucket('GetBucketInfo', 'oss:GetBucketInfo', ({ bucket }) => getBucketInfo(bucket)),
  acl: onBucket('GetBucketAcl', 'oss:GetBucketAcl', ({ bucket }) => getBucketAcl(bucket)),
  logging: onBucket('GetBucketLogging', 'oss:GetBucketLogging', () => getBucketLogging()),
  policy: onBucket('GetBucketPolicy', 'oss:GetBucketPolicy', ({ bucket }) => getBucketPolicy(bucket)),
  encryption: onBucket('GetBucketEncryption', 'oss:GetBucketEncryption', ({ bucket }) =>
    getBucketEncryption(bucket),
  ),
  worm: onBucket('GetBucketWorm', 'oss:GetBucketWorm', ({ bucket }) => getBucketWorm(bucket)),
};

const listings: Readonly<Record<string, OssOperation>> = {
  '1': onBucket('ListObjects', 'oss:ListObjects', ({ bucket, query }) => listObjects(bucket, query)),
  '2': onBucket('ListObjectsV2', 'oss:ListObjects', ({ bucket, query }) => listObjectsV2(bucket, query)),
};

/** Parameters that belong to an operation and do not choose it. */
const paging = new Set(['continuation-token']);

/** Headers whose meaning the sandbox does not know, and must not ignore. */
const unknownHeaders = [
  'x-oss-copy-source',
  'range',
  'if-match',
  'if-none-match',
  'if-modified-since',
  'if-unmodified-since',
];

/** The operation of a request to a bucket or an object; null: one that the sandbox does not have. */
export function ossOperation(
  { method, headers }: Wire,
  { key }: Address,
  query: ReadonlyMap<string, string>,
): OssOperation | null {
  if (unknownHeaders.some((name) => headers[name] !== undefined)) return null;
  const [chosen = '', ...others] = [...query.keys()].filter(
    (name) => isSubResource(name) && !paging.has(name),
  );
  if (others.length > 0) return null;
  if (key !== '') return chosen === '' ? (objectOperations[method] ?? null) : null;
  if (method !== 'GET') return null;
  if (chosen !== '') return bucketOperations[chosen] ?? null;
  return listings[query.get('list-type') ?? '1'] ?? null;
}
