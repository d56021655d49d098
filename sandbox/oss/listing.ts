import { percentEncode } from '../gateway/wire.ts';
import type { Bucket, StoredObject } from '../world/bucket.ts';
import { Refusal } from '../world/refusal.ts';
import { type Elements, xml } from './xml.ts';

type Query = ReadonlyMap<string, string>;

interface Page {
  objects: [string, StoredObject][];
  prefixes: string[];
  /** last name of a page that others follow, else null */
  last: string | null;
}

function invalid(name: string, value: string): Refusal {
  return new Refusal(400, 'InvalidArgument', `The value of ${name} is not valid.`, {
    ArgumentName: name,
    ArgumentValue: value,
  });
}

function pageSizeOf(query: Query): number {
  const text = query.get('max-keys') ?? '100';
  const size = Number(text);
  if (!/^\d+$/.test(text) || size < 1 || size > 1000) throw invalid('max-keys', text);
  return size;
}

/** Keys are listed by their bytes. */
function inByteOrder(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}

/** The key itself, or what all keys share that are the same up to the delimiter. */
function nameOf(key: string, prefix: string, delimiter: string): string {
  const cut = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
  return cut < 0 ? key : key.slice(0, cut + delimiter.length);
}

/** What comes after `after`, which is a key or a common prefix. */
function pageAfter(bucket: Bucket, query: Query, after: string): Page {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const size = pageSizeOf(query);
  const matching = [...bucket.objects].filter(
    ([key]) => key.startsWith(prefix) && inByteOrder(key, after) > 0,
  );
  matching.sort(([one], [other]) => inByteOrder(one, other));
  const page: Page = { objects: [], prefixes: [], last: null };
  let last = after;
  for (const [key, object] of matching) {
    const name = nameOf(key, prefix, delimiter);
    if (name === last) continue;
    if (page.objects.length + page.prefixes.length === size) return { ...page, last };
    if (name === key) page.objects.push([key, object]);
    else page.prefixes.push(name);
    last = name;
  }
  return page;
}

function encoderOf(query: Query): (text: string) => string {
  const encoding = query.get('encoding-type') ?? '';
  if (encoding !== '' && encoding !== 'url') throw invalid('encoding-type', encoding);
  return encoding === '' ? (text) => text : percentEncode;
}

function shownBy(bucket: Bucket, page: Page, query: Query, withOwner: boolean): Elements {
  const encode = encoderOf(query);
  const owner = withOwner ? { ID: bucket.account, DisplayName: bucket.account } : undefined;
  return {
    Name: bucket.name,
    Prefix: encode(query.get('prefix') ?? ''),
    MaxKeys: pageSizeOf(query),
    Delimiter: encode(query.get('delimiter') ?? ''),
    EncodingType: query.get('encoding-type'),
    IsTruncated: page.last !== null,
    Contents: page.objects.map(([key, { body, etag, modified }]) => ({
      Key: encode(key),
      LastModified: new Date(modified).toISOString(),
      ETag: etag,
      Type: 'Normal',
      Size: body.length,
      StorageClass: 'Standard',
      Owner: owner,
    })),
    CommonPrefixes: page.prefixes.map((prefix) => ({ Prefix: encode(prefix) })),
  };
}

/** https://www.alibabacloud.com/help/en/oss/developer-reference/listobjects */
export function listObjects(bucket: Bucket, query: Query): string {
  const marker = query.get('marker') ?? '';
  const page = pageAfter(bucket, query, marker);
  const encode = encoderOf(query);
  return xml('ListBucketResult', {
    ...shownBy(bucket, page, query, true),
    Marker: encode(marker),
    NextMarker: page.last === null ? undefined : encode(page.last),
  });
}

/** Tokens are opaque; ours hold the name the page before ended with. */
function tokenFor(name: string): string {
  return Buffer.from(`v2 ${name}`).toString('base64url');
}

function nameIn(token: string): string {
  const text = Buffer.from(token, 'base64url').toString('utf8');
  if (!text.startsWith('v2 ')) throw invalid('continuation-token', token);
  return text.slice('v2 '.length);
}

/** https://www.alibabacloud.com/help/en/oss/developer-reference/listobjectsv2 */
export function listObjectsV2(bucket: Bucket, query: Query): string {
  const token = query.get('continuation-token') ?? '';
  const startAfter = query.get('start-after') ?? '';
  const page = pageAfter(bucket, query, token === '' ? startAfter : nameIn(token));
  return xml('ListBucketResult', {
    ...shownBy(bucket, page, query, query.get('fetch-owner') === 'true'),
    StartAfter: encoderOf(query)(startAfter),
    ContinuationToken: token === '' ? undefined : token,
    NextContinuationToken: page.last === null ? undefined : tokenFor(page.last),
    KeyCount: page.objects.length + page.prefixes.length,
  });
}
