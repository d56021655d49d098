import type { Wire } from '../gateway/wire.ts';
import type { Bucket } from '../world/bucket.ts';

/** A request to a bucket by somebody who may. */
export interface Ask {
  bucket: Bucket;
  key: string;
  query: ReadonlyMap<string, string>;
  headers: Wire['headers'];
  body: Buffer;
  /** time of the world */
  now: number;
}

export interface OssAnswer {
  status: number;
  headers: Record<string, string>;
  body: string | Buffer;
}
