import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { GatewayRefusal, type Refusal } from '../world/refusal.ts';
import { parametersOf, percentEncode, segmentsOf, type Wire } from './wire.ts';

/** What a request claims, before anything is verified. */
export interface Claim {
  scheme: 'ACS3' | 'RPC' | 'ROA';
  accessKeyId: string;
  securityToken: string;
  nonce: string;
  /** date text as sent */
  date: string;
  signature: string;
  /** throws when the request does not follow the rules of its scheme; then no secret can be right */
  stringToSign(): string;
  sign(secret: string, text: string): string;
}

export function incomplete(why: string): Refusal {
  return new GatewayRefusal(
    400,
    'IncompleteSignature',
    `The request signature does not conform to Aliyun standards. ${why}`,
  );
}

function byName(one: readonly [string, string], other: readonly [string, string]): number {
  if (one[0] !== other[0]) return one[0] < other[0] ? -1 : 1;
  return one[1] < other[1] ? -1 : Number(one[1] > other[1]);
}

function canonicalQuery(pairs: readonly (readonly [string, string])[]): string {
  return pairs
    .map(([name, value]) => [percentEncode(name), percentEncode(value)] as const)
    .sort(byName)
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

/** Headers that must be signed whenever they are sent. */
function mustBeSigned(name: string): boolean {
  return name.startsWith('x-acs-') || name === 'host' || name === 'content-type';
}

function acs3StringToSign(wire: Wire, signed: readonly string[]): string {
  const given = Object.keys(wire.headers).filter(mustBeSigned);
  const unsigned = given.filter((name) => !signed.includes(name));
  if (unsigned.length > 0) throw incomplete(`Not signed: ${unsigned.join(', ')}.`);
  const absent = signed.filter((name) => wire.headers[name] === undefined);
  if (absent.length > 0) throw incomplete(`Signed but not sent: ${absent.join(', ')}.`);
  const hash = createHash('sha256').update(wire.body).digest('hex');
  if (wire.headers['x-acs-content-sha256'] !== hash) {
    throw incomplete('x-acs-content-sha256 is not the hash of the body.');
  }
  const headers = signed.map((name) => `${name}:${(wire.headers[name] ?? '').trim()}\n`).join('');
  const path = `/${segmentsOf(wire).map(percentEncode).join('/')}`;
  const request = [wire.method, path, canonicalQuery(wire.query), headers, signed.join(';'), hash].join('\n');
  return `ACS3-HMAC-SHA256\n${createHash('sha256').update(request).digest('hex')}`;
}

/** https://www.alibabacloud.com/help/en/sdk/product-overview/v3-request-structure-and-signature */
function acs3Claim(wire: Wire, authorization: string): Claim {
  const match = /^ACS3-HMAC-SHA256 Credential=([^,]+),SignedHeaders=([^,]+),Signature=([0-9a-f]+)$/.exec(
    authorization,
  );
  const [, accessKeyId = '', signedHeaders = '', signature = ''] = match ?? [];
  if (!match) throw incomplete('The Authorization header is malformed.');
  const signed = signedHeaders.split(';');
  if (signed.join(';') !== [...signed].sort().join(';')) throw incomplete('SignedHeaders are not sorted.');
  return {
    scheme: 'ACS3',
    accessKeyId,
    securityToken: wire.headers['x-acs-security-token'] ?? '',
    nonce: wire.headers['x-acs-signature-nonce'] ?? '',
    date: wire.headers['x-acs-date'] ?? '',
    signature,
    stringToSign: () => acs3StringToSign(wire, signed),
    sign: (secret, text) => createHmac('sha256', secret).update(text).digest('hex'),
  };
}

/** https://www.alibabacloud.com/help/en/sdk/product-overview/rpc-mechanism */
function rpcClaim(wire: Wire, params: ReadonlyMap<string, string>): Claim {
  if ((params.get('SignatureMethod') ?? 'HMAC-SHA1') !== 'HMAC-SHA1') {
    throw new GatewayRefusal(400, 'InvalidSignatureMethod', 'Specified signature method is not valid.');
  }
  if (params.get('SignatureVersion') !== '1.0') throw incomplete('SignatureVersion is not 1.0.');
  const signed = [...wire.query, ...wire.form].filter(([name]) => name !== 'Signature');
  return {
    scheme: 'RPC',
    accessKeyId: params.get('AccessKeyId') ?? '',
    securityToken: params.get('SecurityToken') ?? '',
    nonce: params.get('SignatureNonce') ?? '',
    date: params.get('Timestamp') ?? '',
    signature: params.get('Signature') ?? '',
    stringToSign: () => `${wire.method}&%2F&${percentEncode(canonicalQuery(signed))}`,
    sign: (secret, text) => createHmac('sha1', `${secret}&`).update(text).digest('base64'),
  };
}

function roaStringToSign(wire: Wire): string {
  const { headers } = wire;
  const md5 = headers['content-md5'];
  // Older clients send it, newer ones leave it out: it counts only when it is there.
  if (md5 && md5 !== createHash('md5').update(wire.body).digest('base64')) {
    throw incomplete('Content-MD5 is not the digest of the body.');
  }
  const canonicalHeaders = Object.keys(headers)
    .filter((name) => name.startsWith('x-acs-'))
    .sort()
    .map((name) => `${name}:${(headers[name] ?? '').replace(/[\t\n\r\f]/g, ' ').trim()}\n`)
    .join('');
  const query = [...wire.query].sort(byName).map(([name, value]) => `${name}=${value}`);
  const resource = query.length > 0 ? `${wire.path}?${query.join('&')}` : wire.path;
  const { accept = '', 'content-type': type = '', date = '' } = headers;
  return `${wire.method}\n${accept}\n${md5 ?? ''}\n${type}\n${date}\n${canonicalHeaders}${resource}`;
}

/** https://www.alibabacloud.com/help/en/sdk/product-overview/roa-mechanism */
function roaClaim(wire: Wire, authorization: string): Claim {
  const [, accessKeyId = '', signature = ''] = /^acs ([^:]+):(.+)$/.exec(authorization) ?? [];
  if (!signature) throw incomplete('The Authorization header is malformed.');
  return {
    scheme: 'ROA',
    accessKeyId,
    securityToken: wire.headers['x-acs-security-token'] ?? '',
    nonce: wire.headers['x-acs-signature-nonce'] ?? '',
    date: wire.headers['date'] ?? '',
    signature,
    stringToSign: () => roaStringToSign(wire),
    sign: (secret, text) => createHmac('sha1', secret).update(text).digest('base64'),
  };
}

/** Finds out how a request is signed. */
export function claimOf(wire: Wire): Claim {
  const authorization = wire.headers['authorization'];
  if (authorization?.startsWith('ACS3-')) return acs3Claim(wire, authorization);
  if (authorization?.startsWith('acs ')) return roaClaim(wire, authorization);
  if (authorization !== undefined) throw incomplete('The scheme of the Authorization header is unknown.');
  const params = parametersOf(wire);
  if (params.has('Signature')) return rpcClaim(wire, params);
  throw new GatewayRefusal(400, 'MissingAccessKeyId', 'AccessKeyId is mandatory for this action.');
}

export function sameText(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}
