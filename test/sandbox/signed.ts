import { createHash, createHmac, randomUUID } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ambient } from '../../sandbox/gateway/ambient.ts';
import type { Sandbox } from '../../sandbox/start.ts';

/** A request ready to be sent; tests change parts of it first. */
export interface Outgoing {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string;
}

export interface Answered {
  status: number;
  headers: Headers;
  text: string;
  /** parsed when it is JSON; see `at` */
  body: unknown;
  /** error code, in either spelling */
  code: string | undefined;
}

export interface Keys {
  accessKeyId: string;
  accessKeySecret: string;
  securityToken?: string;
}

export interface Question {
  host: string;
  version: string;
  action: string;
  method?: string;
  path?: string;
  /** query parameters */
  params?: Record<string, string>;
  json?: unknown;
  headers?: Record<string, string>;
  keys?: Keys;
  date?: Date;
  /** empty: none is sent */
  nonce?: string;
}

export function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function queryText(params: Record<string, string>): string {
  return Object.keys(params)
    .sort()
    .map((name) => `${encode(name)}=${encode(params[name] ?? '')}`)
    .join('&');
}

export function isoSeconds(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

function nonceAs(name: string, { nonce = randomUUID() }: Question): Record<string, string> {
  return nonce === '' ? {} : { [name]: nonce };
}

/** Where a sandbox is, and the credentials that it lets in. */
export type SandboxPlace = Pick<Sandbox, 'url' | 'accessKeyId' | 'accessKeySecret'>;

/** Signs as the public page describes ACS3-HMAC-SHA256, independently of any client library. */
export function signAcs3(sandbox: SandboxPlace, question: Question): Outgoing {
  const { accessKeyId, accessKeySecret, securityToken }: Keys = question.keys ?? sandbox;
  const body = question.json === undefined ? '' : JSON.stringify(question.json);
  const path = question.path ?? '/';
  const headers: Record<string, string> = {
    host: new URL(sandbox.url).host,
    'x-acs-action': question.action,
    'x-acs-version': question.version,
    'x-acs-date': isoSeconds(question.date ?? new Date()),
    ...nonceAs('x-acs-signature-nonce', question),
    'x-acs-content-sha256': createHash('sha256').update(body).digest('hex'),
    ...(securityToken && { 'x-acs-security-token': securityToken, 'x-acs-accesskey-id': accessKeyId }),
    ...(body && { 'content-type': 'application/json; charset=utf-8' }),
    ...question.headers,
  };
  const method = question.method ?? 'POST';
  const query = queryText(question.params ?? {});
  const names = Object.keys(headers).sort();
  const lines = names.map((name) => `${name}:${headers[name]?.trim()}\n`).join('');
  const signed = names.join(';');
  const canonical = [method, path, query, lines, signed, headers['x-acs-content-sha256']].join('\n');
  const text = `ACS3-HMAC-SHA256\n${createHash('sha256').update(canonical).digest('hex')}`;
  const signature = createHmac('sha256', accessKeySecret).update(text).digest('hex');
  return {
    method,
    url: `${sandbox.url}${path}${query && `?${query}`}`,
    headers: {
      ...headers,
      'x-forwarded-host': question.host,
      authorization: `ACS3-HMAC-SHA256 Credential=${accessKeyId},SignedHeaders=${signed},Signature=${signature}`,
    },
    body,
  };
}

/** The older RPC signature, in the query (GET) or in a form (POST). */
export function signRpcV1(sandbox: Sandbox, question: Question): Outgoing {
  const { accessKeyId, accessKeySecret, securityToken }: Keys = question.keys ?? sandbox;
  const method = question.method ?? 'GET';
  const params: Record<string, string> = {
    Action: question.action,
    Version: question.version,
    Format: 'JSON',
    AccessKeyId: accessKeyId,
    SignatureMethod: 'HMAC-SHA1',
    SignatureVersion: '1.0',
    ...nonceAs('SignatureNonce', question),
    Timestamp: isoSeconds(question.date ?? new Date()),
    ...(securityToken && { SecurityToken: securityToken }),
    ...question.params,
  };
  const text = `${method}&%2F&${encode(queryText(params))}`;
  const Signature = createHmac('sha1', `${accessKeySecret}&`).update(text).digest('base64');
  const query = queryText({ ...params, Signature });
  const isForm = method === 'POST';
  return {
    method,
    url: isForm ? `${sandbox.url}/` : `${sandbox.url}/?${query}`,
    headers: {
      'x-forwarded-host': question.host,
      ...(isForm && { 'content-type': 'application/x-www-form-urlencoded' }),
    },
    body: isForm ? query : '',
  };
}

/** The older ROA signature. */
export function signRoaV1(sandbox: Sandbox, question: Question): Outgoing {
  const { accessKeyId, accessKeySecret, securityToken }: Keys = question.keys ?? sandbox;
  const body = question.json === undefined ? '' : JSON.stringify(question.json);
  const path = question.path ?? '/';
  const md5 = createHash('md5').update(body).digest('base64');
  const headers: Record<string, string> = {
    accept: 'application/json',
    'content-md5': md5,
    date: (question.date ?? new Date()).toUTCString(),
    'x-acs-signature-method': 'HMAC-SHA1',
    ...nonceAs('x-acs-signature-nonce', question),
    'x-acs-signature-version': '1.0',
    'x-acs-version': question.version,
    ...(body && { 'content-type': 'application/json' }),
    ...(securityToken && { 'x-acs-security-token': securityToken }),
    ...question.headers,
  };
  const method = question.method ?? 'GET';
  const params = question.params ?? {};
  const acs = Object.keys(headers)
    .filter((name) => name.startsWith('x-acs-'))
    .sort()
    .map((name) => `${name}:${headers[name]}\n`)
    .join('');
  const plain = Object.keys(params)
    .sort()
    .map((name) => `${name}=${params[name]}`)
    .join('&');
  const type = body ? headers['content-type'] : '';
  const text = `${method}\n${headers['accept']}\n${md5}\n${type}\n${headers['date']}\n${acs}${path}${plain && `?${plain}`}`;
  const signature = createHmac('sha1', accessKeySecret).update(text).digest('base64');
  const query = queryText(params);
  return {
    method,
    url: `${sandbox.url}${path}${query && `?${query}`}`,
    headers: {
      ...headers,
      'x-forwarded-host': question.host,
      authorization: `acs ${accessKeyId}:${signature}`,
    },
    body,
  };
}

export async function send(outgoing: Outgoing): Promise<Answered> {
  const { host: _, ...headers } = outgoing.headers;
  const { method, url, body: sent } = outgoing;
  const response = await fetch(url, { method, headers, ...(sent && { body: sent }) });
  const text = await response.text();
  const isJson = (response.headers.get('content-type') ?? '').startsWith('application/json');
  const body: unknown = isJson && text ? JSON.parse(text) : null;
  const code = at(body, 'Code') ?? at(body, 'code');
  return {
    status: response.status,
    headers: response.headers,
    text,
    body,
    code: typeof code === 'string' ? code : undefined,
  };
}

/** The value at a path such as `Keys.Key.0.KeyId`, or undefined. */
export function at(value: unknown, path: string): unknown {
  let current = value;
  for (const name of path.split('.')) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = Object.entries(current).find(([key]) => key === name)?.[1];
  }
  return current;
}

/** The list at a path; throws when there is none, so that a test cannot pass on nothing. */
export function listAt(value: unknown, path: string): unknown[] {
  const found = at(value, path);
  if (!Array.isArray(found)) throw new Error(`No list at ${path} in ${JSON.stringify(value)?.slice(0, 500)}`);
  return found;
}

/** The same field of every item of a list. */
export function fieldsAt(value: unknown, path: string, field: string): unknown[] {
  return listAt(value, path).map((item) => at(item, field));
}

export function textAt(value: unknown, path: string): string {
  const found = at(value, path);
  if (typeof found !== 'string')
    throw new Error(`No text at ${path} in ${JSON.stringify(value)?.slice(0, 500)}`);
  return found;
}

const versions: Record<string, string> = {
  sts: '2015-04-01',
  cs: '2015-12-15',
  kms: '2016-01-20',
  actiontrail: '2020-07-06',
  ecs: '2014-05-26',
  ram: '2015-05-01',
  resourcemanager: '2020-03-31',
  business: '2017-12-14',
  'location-readonly': '2015-06-12',
};

/** `ask(sandbox, 'kms.cn-hangzhou', 'DescribeKey', { KeyId })`, signed with ACS3. */
export async function ask(
  sandbox: Sandbox,
  where: string,
  action: string,
  params: Record<string, string> = {},
  more: Partial<Question> = {},
): Promise<Answered> {
  const version = versions[where.split('.')[0] ?? ''] ?? '';
  return await send(signAcs3(sandbox, { host: `${where}.aliyuncs.com`, version, action, params, ...more }));
}

/** A call to ACK, which goes by path. */
export async function askCs(
  sandbox: Sandbox,
  method: string,
  path: string,
  more: Partial<Question> = {},
): Promise<Answered> {
  return await ask(sandbox, 'cs.cn-hangzhou', 'Roa', {}, { method, path, ...more });
}

export async function control(
  sandbox: Sandbox,
  method: string,
  path: string,
  body?: unknown,
): Promise<Answered> {
  const sent = body === undefined ? '' : JSON.stringify(body);
  return await send({ method, url: `${sandbox.url}/_sandbox/${path}`, headers: {}, body: sent });
}

export async function advance(sandbox: Sandbox, duration: string): Promise<void> {
  const moved = await control(sandbox, 'POST', 'clock', { advance: duration });
  if (moved.status !== 200) throw new Error(moved.text);
}

/** Puts YAML into a file of its own and answers its path. */
export function scenarioFile(yaml: string, name = 'scenario'): string {
  const path = join(mkdtempSync(join(tmpdir(), 'sandbox-')), `${name}.yaml`);
  writeFileSync(path, yaml);
  return path;
}

/** A machine whose time stands still until a test moves it, and where nothing takes time. */
export function stillAmbient(start = Date.now()): Ambient & { time: number; slept: number[] } {
  let made = 0;
  const ambient = {
    time: start,
    slept: [] as number[],
    now: () => ambient.time,
    sleep: async (ms: number) => {
      ambient.slept.push(ms);
    },
    uuid: () => randomUUID(),
    randomText: (length: number) => {
      made += 1;
      return `${made}`.padStart(length, 'r');
    },
  };
  return ambient;
}
