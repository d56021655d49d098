import { createHash, createHmac } from 'node:crypto';
import { percentEncode, type Wire } from '../gateway/wire.ts';
import { Refusal } from '../world/refusal.ts';
import type { Address } from './address.ts';

/** What a request claims, before anything is verified. */
export interface OssClaim {
  accessKeyId: string;
  securityToken: string;
  /** epoch ms; NaN when there is none that can be read */
  date: number;
  /** region the key of a V4 signature is made for; null: the scheme has none */
  region: string | null;
  signature: string;
  stringToSign: string;
  sign(secret: string, text: string): string;
}

/** Parameters of the query that V1 signs, as far as operations of the sandbox or of buckets have them. */
const subResources = new Set([
  ...['acl', 'uploads', 'location', 'cors', 'logging', 'website', 'referer', 'lifecycle', 'delete', 'append'],
  ...[
    'tagging',
    'objectMeta',
    'uploadId',
    'partNumber',
    'security-token',
    'position',
    'replication',
    'cname',
  ],
  ...[
    'bucketInfo',
    'symlink',
    'restore',
    'policy',
    'stat',
    'encryption',
    'versions',
    'versioning',
    'versionId',
  ],
  ...['requestPayment', 'inventory', 'inventoryId', 'continuation-token', 'worm', 'wormId', 'wormExtend'],
  ...['x-oss-process', 'x-oss-traffic-limit', 'response-content-type', 'response-content-language'],
  ...[
    'response-expires',
    'response-cache-control',
    'response-content-disposition',
    'response-content-encoding',
  ],
]);

export function isSubResource(name: string): boolean {
  return subResources.has(name);
}

function malformed(why: string): Refusal {
  return new Refusal(400, 'InvalidArgument', `Authorization header is invalid. ${why}`);
}

/** Parameters without a value are signed by their name alone. */
function withValue(name: string, value: string): string {
  return value === '' ? name : `${name}=${value}`;
}

function resourceOf({ bucket, key }: Address): string {
  return bucket === '' ? '/' : `/${bucket}/${key}`;
}

function ossHeaders({ headers }: Wire, more: (name: string) => boolean): string[] {
  return Object.keys(headers)
    .filter((name) => name.startsWith('x-oss-') || more(name))
    .sort()
    .map((name) => `${name}:${(headers[name] ?? '').trim()}\n`);
}

/** https://www.alibabacloud.com/help/en/oss/developer-reference/include-signatures-in-the-authorization-header */
function claimV1(wire: Wire, address: Address, authorization: string): OssClaim {
  const [, accessKeyId = '', signature = ''] = /^OSS ([^:]+):(.+)$/.exec(authorization) ?? [];
  if (signature === '') throw malformed('Expected OSS id:signature.');
  const { headers, query } = wire;
  const date = headers['x-oss-date'] ?? headers['date'] ?? '';
  const signed = query
    .filter(([name]) => subResources.has(name))
    .map(([name, value]) => withValue(name, value));
  const resource = [resourceOf(address), signed.sort().join('&')].filter((part) => part !== '').join('?');
  const { 'content-md5': md5 = '', 'content-type': type = '' } = headers;
  return {
    accessKeyId,
    securityToken: headers['x-oss-security-token'] ?? '',
    date: Date.parse(date),
    region: null,
    signature,
    stringToSign: [wire.method, md5, type, date, `${ossHeaders(wire, () => false).join('')}${resource}`].join(
      '\n',
    ),
    sign: (secret, text) => createHmac('sha1', secret).update(text).digest('base64'),
  };
}

function canonicalV4(wire: Wire, address: Address, additional: readonly string[]): string {
  const query = wire.query
    .map(([name, value]) => withValue(percentEncode(name), percentEncode(value)))
    .sort()
    .join('&');
  const signed = (name: string): boolean =>
    name === 'content-type' || name === 'content-md5' || additional.includes(name);
  return [
    wire.method,
    percentEncode(resourceOf(address)).replaceAll('%2F', '/'),
    query,
    ossHeaders(wire, signed).join(''),
    additional.join(';'),
    wire.headers['x-oss-content-sha256'] ?? '',
  ].join('\n');
}

/** `20261123T000000Z` */
function compactTime(text: string): number {
  const match = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(text);
  return match ? Date.parse(text.replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5')) : Number.NaN;
}

const v4 =
  /^OSS4-HMAC-SHA256 Credential=([^/,]+)\/(\d{8})\/([a-z0-9-]+)\/oss\/aliyun_v4_request,\s*(?:AdditionalHeaders=([^,]+),\s*)?Signature=([0-9a-f]{64})$/;

/** https://www.alibabacloud.com/help/en/oss/developer-reference/recommend-to-use-signature-version-4 */
function claimV4(wire: Wire, address: Address, authorization: string): OssClaim {
  const match = v4.exec(authorization);
  if (!match) throw malformed('Expected Credential=id/date/region/oss/aliyun_v4_request,Signature=hex.');
  const [, accessKeyId = '', day = '', region = '', additional = '', signature = ''] = match;
  const date = wire.headers['x-oss-date'] ?? '';
  if (!date.startsWith(day)) throw malformed('The dates of x-oss-date and Credential differ.');
  if (wire.headers['x-oss-content-sha256'] !== 'UNSIGNED-PAYLOAD') {
    throw new Refusal(400, 'InvalidArgument', 'x-oss-content-sha256 must be UNSIGNED-PAYLOAD.');
  }
  const canonical = canonicalV4(wire, address, additional === '' ? [] : additional.split(';'));
  const hash = createHash('sha256').update(canonical).digest('hex');
  const chain = [day, region, 'oss', 'aliyun_v4_request'];
  return {
    accessKeyId,
    securityToken: wire.headers['x-oss-security-token'] ?? '',
    date: compactTime(date),
    region,
    signature,
    stringToSign: ['OSS4-HMAC-SHA256', date, chain.join('/'), hash].join('\n'),
    sign: (secret, text) => {
      let key: string | Buffer = `aliyun_v4${secret}`;
      for (const part of chain) key = createHmac('sha256', key).update(part).digest();
      return createHmac('sha256', key).update(text).digest('hex');
    },
  };
}

export function ossClaim(wire: Wire, address: Address): OssClaim {
  const { authorization } = wire.headers;
  if (authorization?.startsWith('OSS4-')) return claimV4(wire, address, authorization);
  if (authorization?.startsWith('OSS ')) return claimV1(wire, address, authorization);
  if (authorization !== undefined) throw malformed('The scheme is unknown.');
  throw new Refusal(403, 'AccessDenied', 'You have no right to access this object because of bucket acl.');
}
