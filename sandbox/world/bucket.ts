import { day } from './time.ts';

export const versioningStates = ['none', 'Enabled', 'Suspended'] as const;

/** https://www.alibabacloud.com/help/en/oss/user-guide/bucket-acl */
export const bucketAcls = ['private', 'public-read', 'public-read-write'] as const;

export interface StoredObject {
  body: Buffer;
  /** hex digest in quotes */
  etag: string;
  modified: number;
  /** those of the upload that a download shows again */
  headers: Readonly<Record<string, string>>;
}

/** A bucket of OSS. Older versions of objects are not kept: nothing here can ask for one. */
export interface Bucket {
  name: string;
  region: string;
  account: string;
  created: number;
  versioning: (typeof versioningStates)[number];
  acl: (typeof bucketAcls)[number];
  /** length of a locked retention policy; null: none */
  wormDays: number | null;
  objects: Map<string, StoredObject>;
}

/** Whether a retention policy keeps this object from being changed or deleted. */
export function isProtected(bucket: Bucket, object: StoredObject, at: number): boolean {
  return bucket.wormDays !== null && at < object.modified + bucket.wormDays * day;
}
