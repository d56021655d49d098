import { stringify } from 'node:querystring';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import core from '@alicloud/openapi-core';
import type { Credentials } from './credentials.ts';
import type { Message } from './transport.ts';

const util = core.OpenApiUtil;
const ALGORITHM = 'ACS3-HMAC-SHA256';
/** Fields that the type asks for and the signature does not cover. */
const UNSIGNED = { protocol: '', port: 0, body: new Readable() };

type Prepare = Parameters<InstanceType<typeof core.default>['doRequest']>;

/** What an official client hands to its `doRequest`. */
export interface Prepared {
  params: Prepare[0];
  request: Prepare[1];
}

export interface Place {
  protocol: string;
  /** With the port unless it is the usual one. */
  host: string;
  /** Set with a detour only: the host that the request would have had. */
  forwardedHost: string | null;
}

/** The request as `doRequest` of openapi-core 1.0.8 would send it, signed by the function that it signs with. */
export async function sign(
  { params, request }: Prepared,
  { protocol, host, forwardedHost }: Place,
  { accessKeyId, accessKeySecret, securityToken }: Credentials,
  nonce: string,
): Promise<Message> {
  const { content, type } = await contentOf(request);
  const hash = util.hash(content, ALGORITHM).toString('hex');
  const headers: Record<string, string> = {
    host,
    accept: 'application/json',
    'user-agent': util.getUserAgent(''),
    'x-acs-version': params.version,
    'x-acs-action': params.action,
    'x-acs-date': util.getTimestamp(),
    'x-acs-signature-nonce': nonce,
    'x-acs-content-sha256': hash,
    ...(forwardedHost === null ? {} : { 'x-forwarded-host': forwardedHost }),
    ...request.headers,
    ...(type === null ? {} : { 'content-type': type }),
    ...(securityToken
      ? { 'x-acs-accesskey-id': accessKeyId, 'x-acs-security-token': securityToken.reveal() }
      : {}),
  };
  const { method, pathname } = params;
  const query = request.query ?? {};
  const signed = { ...UNSIGNED, method, pathname, query, headers };
  const authorization = util.getAuthorization(signed, ALGORITHM, hash, accessKeyId, accessKeySecret.reveal());
  const search = stringify(query);
  return {
    origin: `${protocol}://${host}`,
    path: search === '' ? pathname : `${pathname}?${search}`,
    method,
    headers: { ...headers, authorization },
    body: content,
  };
}

async function contentOf({
  stream,
  body,
}: Prepared['request']): Promise<{ content: Buffer; type: string | null }> {
  if (stream) return { content: await buffer(stream), type: 'application/octet-stream' };
  if (body === undefined) return { content: Buffer.alloc(0), type: null };
  return { content: Buffer.from(JSON.stringify(body)), type: 'application/json; charset=utf-8' };
}
