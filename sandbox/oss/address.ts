import { hostOf, isLoopback } from '../gateway/host.ts';
import { segmentsOf, type Wire } from '../gateway/wire.ts';
import { uploadAccount } from '../world/upload.ts';
import { bucketNamed, type WorldState } from '../world/world-state.ts';

/** What a request is about. */
export interface Address {
  /** of the host; '' under a loopback name */
  region: string;
  /** '': the request is about the account */
  bucket: string;
  /** '': the request is about the bucket */
  key: string;
  host: string;
}

/** https://www.alibabacloud.com/help/en/oss/user-guide/regions-and-endpoints; at the accelerated one, of no region, every bucket is reached here */
const ossHost =
  /^(?:([a-z0-9][a-z0-9-]{1,61}[a-z0-9])\.)?oss-(?:([a-z]{2}-[a-z0-9-]+?)(?:-internal)?|accelerate)\.aliyuncs\.com$/;

export function isOssHost(host: string): boolean {
  return ossHost.test(host);
}

/** Whether a request is for OSS: by its host, or under a loopback name by the scheme of its signature. */
export function isForOss(headers: Wire['headers']): boolean {
  const host = hostOf({ headers });
  return isOssHost(host) || (isLoopback(host) && /^OSS4?[ -]/.test(headers['authorization'] ?? ''));
}

/**
 * Under a loopback name the bucket is the first part of the path if it is one, else the only bucket of the world: then
 * the client takes the name for a custom domain of the bucket (`cname`). Signatures cover bucket and key in either form.
 */
function loopbackAddress(world: WorldState, host: string, segments: readonly string[]): Address {
  const [first = '', ...rest] = segments;
  if (bucketNamed(world, first)) return { region: '', bucket: first, key: rest.join('/'), host };
  const owners = [...world.accounts.values()].filter(({ id }) => id !== uploadAccount);
  const names = owners.flatMap(({ buckets }) => [...buckets.keys()]);
  const [only = ''] = names.length === 1 ? names : [];
  if (only === '') return { region: '', bucket: first, key: rest.join('/'), host };
  return { region: '', bucket: only, key: segments.join('/'), host };
}

export function addressOf(world: WorldState, wire: Wire): Address {
  const host = hostOf(wire);
  const segments = segmentsOf(wire);
  if (isLoopback(host)) return loopbackAddress(world, host, segments);
  const [, bucket = '', region = ''] = ossHost.exec(host) ?? [];
  if (bucket !== '') return { region, bucket, key: segments.join('/'), host };
  const [first = '', ...rest] = segments;
  return { region, bucket: first, key: rest.join('/'), host };
}
