import { createHash } from 'node:crypto';
import { type Bucket, isProtected, type StoredObject } from '../world/bucket.ts';
import { Refusal } from '../world/refusal.ts';
import type { Ask, OssAnswer } from './operation.ts';
import { xml } from './xml.ts';

/** Headers of an upload that every download shows again. */
const keptHeaders =
  /^(content-type|content-encoding|content-disposition|cache-control|expires|x-oss-meta-.+)$/;

function immutable(): Refusal {
  return new Refusal(409, 'FileImmutable', 'The object you specified is immutable.');
}

function requireName(key: string): void {
  if (Buffer.byteLength(key) <= 1023 && !/^[/\\]/.test(key)) return;
  throw new Refusal(400, 'InvalidObjectName', 'The specified object is not valid.');
}

function requireDigest({ headers, body }: Ask): void {
  const given = headers['content-md5'];
  if (given === undefined || given === createHash('md5').update(body).digest('base64')) return;
  throw new Refusal(400, 'InvalidDigest', 'The Content-MD5 you specified was invalid.');
}

function requirePlace({ bucket, key, headers, now }: Ask): void {
  const before = bucket.objects.get(key);
  if (!before) return;
  // Documented: versioning that is enabled or suspended makes the header void.
  if (bucket.versioning === 'none' && headers['x-oss-forbid-overwrite'] === 'true') {
    throw new Refusal(
      409,
      'FileAlreadyExists',
      'The object you specified already exists and can not be overwritten.',
    );
  }
  if (bucket.versioning !== 'Enabled' && isProtected(bucket, before, now)) throw immutable();
}

function versionHeader({ versioning }: Bucket, etag: string): Record<string, string> {
  if (versioning === 'none') return {};
  return { 'x-oss-version-id': versioning === 'Suspended' ? 'null' : `CAEQ${etag.replaceAll('"', '')}` };
}

/** https://www.alibabacloud.com/help/en/oss/developer-reference/putobject */
export function putObject(ask: Ask): OssAnswer {
  const { bucket, key, body, now } = ask;
  requireName(key);
  requireDigest(ask);
  requirePlace(ask);
  const hash = createHash('md5').update(body);
  const etag = `"${hash.copy().digest('hex').toUpperCase()}"`;
  const kept = Object.entries(ask.headers).filter(([name]) => keptHeaders.test(name));
  const headers = Object.fromEntries(kept.map(([name, value]) => [name, value ?? '']));
  bucket.objects.set(key, { body, etag, modified: now, headers });
  const md5 = hash.digest('base64');
  return { status: 200, headers: { etag, 'content-md5': md5, ...versionHeader(bucket, etag) }, body: '' };
}

function objectOf({ bucket, key }: Ask): StoredObject {
  const object = bucket.objects.get(key);
  if (object) return object;
  throw new Refusal(404, 'NoSuchKey', 'The specified key does not exist.', { Key: key });
}

/** Also HeadObject: its answer is the same without the body. Ranges and conditions are not offered. */
export function getObject(ask: Ask): OssAnswer {
  const { body, etag, modified, headers } = objectOf(ask);
  const shown = {
    'content-type': 'application/octet-stream',
    ...headers,
    etag,
    'last-modified': new Date(modified).toUTCString(),
    'x-oss-object-type': 'Normal',
    'x-oss-storage-class': 'Standard',
    ...versionHeader(ask.bucket, etag),
  };
  return { status: 200, headers: shown, body };
}

/** An object that is not there is deleted all the same. https://www.alibabacloud.com/help/en/oss/developer-reference/deleteobject */
export function deleteObject({ bucket, key, now }: Ask): OssAnswer {
  const object = bucket.objects.get(key);
  if (object && bucket.versioning !== 'Enabled' && isProtected(bucket, object, now)) throw immutable();
  bucket.objects.delete(key);
  return { status: 204, headers: {}, body: '' };
}

const MOST_AT_ONCE = 1000;
const references: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

export function keysToDelete({ body }: Ask): readonly string[] {
  const keys = [...body.toString('utf8').matchAll(/<Object>\s*<Key>([^<]*)<\/Key>/g)].map(([, key = '']) =>
    key.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => references[name] ?? ''),
  );
  if (keys.length > 0 && keys.length <= MOST_AT_ONCE) return keys;
  throw new Refusal(400, 'MalformedXML', 'The XML you provided was not well-formed.');
}

/**
 * Up to 1,000 objects at once. What a retention policy protects stays and is not named in the answer: an assumption, the page does
 * not say. https://www.alibabacloud.com/help/en/oss/developer-reference/deletemultipleobjects
 */
export function deleteObjects(ask: Ask): OssAnswer {
  const { bucket, headers, now } = ask;
  if (headers['content-md5'] === undefined)
    throw new Refusal(400, 'MissingArgument', 'Missing Some Required Arguments.');
  requireDigest(ask);
  const gone = keysToDelete(ask).filter((key) => {
    const object = bucket.objects.get(key);
    if (object && bucket.versioning !== 'Enabled' && isProtected(bucket, object, now)) return false;
    bucket.objects.delete(key);
    return true;
  });
  const told = /<Quiet>true<\/Quiet>/.test(ask.body.toString('utf8')) ? [] : gone.map((Key) => ({ Key }));
  const answer = xml('DeleteResult', { Deleted: told });
  return { status: 200, headers: { 'content-type': 'application/xml' }, body: answer };
}
