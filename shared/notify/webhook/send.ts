import { createHmac } from 'node:crypto';
import { within } from '../../model/deadline.ts';
import type { Channel, Delivery, Notice } from '../../model/notice.ts';
import type { ChannelDeps } from '../deps.ts';
import { later, withoutAnswer } from '../later.ts';
import { renderNotice } from '../render-notice.ts';
import { terminalText } from '../terminal-text.ts';
import type { WebhookConfig } from './settings.ts';

const WAIT_SECONDS = 60;
const LONGEST_WAIT_SECONDS = 3600;

/** Posts the message as JSON to an address of the user's, signed when there is a secret. */
export function open(config: WebhookConfig, deps: ChannelDeps): Channel {
  return { name: deps.name, deliver: async (notice) => post(bodyFor(notice, deps), config, deps) };
}

/** What is posted; docs/alerts.md describes it. */
function bodyFor(notice: Notice, { name, language }: ChannelDeps): string {
  const rendered = renderNotice(notice, language);
  const words = { title: rendered.title, text: terminalText(rendered, 100, language) };
  return JSON.stringify({ schema: 'sealwatch.notice/1', channel: name, ...words, notice });
}

async function post(body: string, { url, secret }: WebhookConfig, deps: ChannelDeps): Promise<Delivery> {
  const now = deps.now();
  const time = Math.floor(deps.realNow().getTime() / 1000);
  const headers: Record<string, string> = { 'content-type': 'application/json; charset=utf-8' };
  if (secret) headers['x-sealwatch-signature'] = `t=${time},v1=${signatureOf(time, body, secret.reveal())}`;
  try {
    const request = { method: 'POST', headers, body, redirect: 'manual' } as const;
    return await within(deps.timeoutMs, async (signal) => {
      const answer = await deps.fetch(url.reveal(), { ...request, signal });
      await answer.body?.cancel();
      return deliveryOf(answer, now);
    });
  } catch (error) {
    return withoutAnswer(error, now, WAIT_SECONDS);
  }
}

/** Hex HMAC-SHA256 of `<unix seconds>.<body>`. */
export function signatureOf(time: number, body: string, secret: string): string {
  return createHmac('sha256', secret).update(`${time}.${body}`).digest('hex');
}

function deliveryOf({ ok, status, headers }: Response, now: Date): Delivery {
  if (ok) return { kind: 'sent' };
  const code = `HTTP ${status}`;
  if (status === 429 || status >= 500) {
    const seconds = Math.min(retryAfter(headers, now) ?? WAIT_SECONDS, LONGEST_WAIT_SECONDS);
    return later(now, seconds, code, 'the receiver is busy');
  }
  const isMoved = status >= 300 && status < 400;
  const why = isMoved ? 'the receiver redirects, which is not followed' : 'the receiver refused the message';
  return {
    kind: 'refused',
    cause: 'configuration',
    code,
    why,
    hint: 'Check `url` and `secret` of the channel.',
  };
}

/** Seconds, also when a date is told. */
function retryAfter(headers: Headers, now: Date): number | null {
  const told = headers.get('retry-after') ?? '';
  const seconds = /^\d+$/.test(told) ? Number(told) : (Date.parse(told) - now.getTime()) / 1000;
  return seconds > 0 ? Math.ceil(seconds) : null;
}
