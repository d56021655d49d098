import { createHmac } from 'node:crypto';
import type { Sandbox } from '../../sandbox/start.ts';
import { fixture } from '../fixture.ts';
import { type Answered, control, listAt, scenarioFile, send, textAt } from './signed.ts';

export const SECRET = `SECfake${'0'.repeat(58)}`;
export const KEYS = { appKey: 'dingfakeapp0001', appSecret: 'fakeAppSecret0001' };
export const GROUP = 'cidFAKE0000000000000001==';
export const ROBOT = 'dingfakerobot0001';

const app = `appKey: ${KEYS.appKey}, appSecret: ${KEYS.appSecret}, robotCode: ${ROBOT}`;

/** Robots of each kind and an app as in the samples. */
export const dingTalkScenario = scenarioFile(`
caller: LTAIding
accounts:
  - id: "1000000000000001"
    accessKeys: [{ id: LTAIding, secret: secretDing, user: root }]
robots:
  - { token: tokenSigned, name: signed, secret: ${SECRET} }
  - { token: tokenWord, name: word, keywords: [pay-prod, 密钥, say "hi"] }
  - { token: tokenAddress, name: address, ips: [203.0.113.9] }
  - { token: tokenHome, name: home, ips: [127.0.0.1], rejects: [casino], forbids: [lottery] }
apps:
  - { ${app}, conversations: ["${GROUP}"], users: [manager0001] }
`);

export const sample = (name: string): unknown => fixture(`dingtalk/${name}`);

export const TEXT = { msgtype: 'text', text: { content: 'a word of pay-prod' } };

export interface Posted {
  method?: string;
  type?: string;
  host?: string;
}

/** Posts to the webhook; `query` stands in the address as it is. */
export async function post(
  sandbox: Sandbox,
  query: string,
  message: unknown = TEXT,
  { method = 'POST', type = 'application/json; charset=utf-8', host = 'oapi.dingtalk.com' }: Posted = {},
): Promise<Answered> {
  const body = method === 'GET' ? '' : typeof message === 'string' ? message : JSON.stringify(message);
  const headers = { ...(type && { 'content-type': type }), ...(host && { 'x-forwarded-host': host }) };
  return await send({ method, url: `${sandbox.url}/robot/send${query && `?${query}`}`, headers, body });
}

/** As the page about security settings says, in a few words of its own. */
export function signed(time: number, secret = SECRET, token = 'tokenSigned'): string {
  const sign = createHmac('sha256', secret).update(`${time}\n${secret}`).digest('base64');
  return `access_token=${token}&timestamp=${time}&sign=${encodeURIComponent(sign)}`;
}

/** Calls the API of an app. */
export async function callApp(
  sandbox: Sandbox,
  path: string,
  body: unknown,
  token = '',
  method = 'POST',
): Promise<Answered> {
  const headers = {
    'content-type': 'application/json',
    'x-forwarded-host': 'api.dingtalk.com',
    ...(token && { 'x-acs-dingtalk-access-token': token }),
  };
  const text = method === 'GET' ? '' : JSON.stringify(body);
  return await send({ method, url: `${sandbox.url}/v1.0/${path}`, headers, body: text });
}

export async function newToken(sandbox: Sandbox): Promise<string> {
  return textAt((await callApp(sandbox, 'oauth2/accessToken', KEYS)).body, 'accessToken');
}

export async function outbox(sandbox: Sandbox): Promise<unknown[]> {
  return listAt((await control(sandbox, 'GET', 'outbox')).body, 'messages');
}
