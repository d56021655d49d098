import { createHmac } from 'node:crypto';
import { within } from '../../model/deadline.ts';
import { reaches } from '../../model/finding.ts';
import { type Channel, type Delivery, isOver, type Notice, type NoticeState } from '../../model/notice.ts';
import { parsedJson } from '../../model/parse-json.ts';
import type { Language } from '../../text/render.ts';
import { speak } from '../../text/say.ts';
import { answerText } from '../answer-text.ts';
import type { ChannelDeps } from '../deps.ts';
import { later, withoutAnswer } from '../later.ts';
import { cutBytes, harmless, link, type Mention, toMarkdown } from '../markdown.ts';
import { renderNotice } from '../render-notice.ts';
import type { RenderedNotice } from '../rendered.ts';
import { terminalText } from '../terminal-text.ts';
import { deliveryOf } from './robot-answer.ts';
import type { RobotConfig } from './settings.ts';

/** The whole body may have 20,000 bytes; what JSON adds to the text has room in the rest. */
const TEXT_BYTES = 16_000;
const BODY_BYTES = 20_000;
const TITLE_BYTES = 300;
/** DingTalk bans a robot for more than 20 a minute; the rest is for others. */
const PER_MINUTE = 15;
const OPEN: ReadonlySet<NoticeState> = new Set(['new', 'worse', 'still', 'flapping', 'waiver-expired']);
/** Language, and how many bytes the text may have. */
type Room = Pick<ChannelDeps, 'language'> & { limit: number };

const NOBODY: Mention = { mobiles: [], userIds: [] };

/** The robot of a DingTalk group, through its webhook. https://open.dingtalk.com/document/robots/custom-robot-access */
export function open(config: RobotConfig, deps: ChannelDeps): Channel {
  return {
    name: deps.name,
    deliver: async (notice) => {
      const now = deps.now();
      const sent = recent(deps, now);
      if (sent.length >= PER_MINUTE)
        return later(now, 60, 'Budget', 'fifteen messages were sent in the last minute');
      const rendered = renderNotice(notice, deps.language);
      const bodies = [
        () => fitting((limit) => bodyFor(notice, rendered, config, { ...deps, limit })),
        () => fitting((limit) => plainBody(notice, rendered, config, { ...deps, limit })),
      ];
      for (const body of bodies) {
        sent.push(now.toISOString());
        deps.memory.set([...sent]);
        const delivery = await post(body(), config, deps);
        if (delivery) return delivery;
      }
      return REJECTED;
    },
  };
}

const MOVED: Delivery = {
  kind: 'refused',
  cause: 'configuration',
  code: 'Redirect',
  why: 'the address redirects, which is not followed',
  hint: 'Copy the webhook address of the robot again.',
};

const REJECTED: Delivery = {
  kind: 'refused',
  cause: 'content',
  code: '430102',
  why: 'the content was rejected, as plain text too',
  hint: 'A name in the message may hold words that DingTalk does not allow; the report shows the finding.',
};

/** When messages were sent in the last minute, as far as this channel remembers; a clock that was set back does not count. */
function recent({ memory }: ChannelDeps, now: Date): string[] {
  const since = new Date(now.getTime() - 60_000).toISOString();
  const until = now.toISOString();
  const known = memory.get();
  if (!Array.isArray(known)) return [];
  return known.filter((at): at is string => typeof at === 'string' && at > since && at <= until);
}

/** The body with as much text as it may hold: in JSON, quotes and line breaks take twice their room. */
function fitting(bodyWith: (limit: number) => object): string {
  for (let limit = TEXT_BYTES; ; limit -= 1000) {
    const body = JSON.stringify(bodyWith(limit));
    if (Buffer.byteLength(body) <= BODY_BYTES || limit <= 1000) return body;
  }
}

/** Only text and markdown can mention people, only a card has buttons: who is mentioned gets the text. */
function bodyFor(
  notice: Notice,
  rendered: RenderedNotice,
  config: RobotConfig,
  { language, limit }: Room,
): object {
  const mention = mentionIn(notice, config);
  const say = speak(language);
  const options = {
    limit,
    mention,
    more: (n: number) => say('{n} more in the report', { n: n + notice.more }),
  };
  const title = cutBytes(harmless(rendered.title), TITLE_BYTES);
  const buttons = buttonsFor(notice, say('Report'), say('Console'));
  const text = withKeyword(toMarkdown(rendered, options), config);
  if (mention === NOBODY && buttons.length > 0) {
    return { msgtype: 'actionCard', actionCard: { title, text, btnOrientation: '1', btns: buttons } };
  }
  const links = buttons.map(({ title: name, actionURL }) => link(name, actionURL)).join(' · ');
  return {
    msgtype: 'markdown',
    markdown: { title, text: links === '' ? text : `${text}  \n\n${links}` },
    at: atOf(mention),
  };
}

/** Who is mentioned: those of the settings, when it is urgent. */
function mentionIn(notice: Notice, { mobiles, userIds }: RobotConfig): Mention {
  return isUrgent(notice) && mobiles.length + userIds.length > 0 ? { mobiles, userIds } : NOBODY;
}

/** Nobody is called because something is over, or to be told of a change. */
function isUrgent({ kind, items }: Notice): boolean {
  const isOpen = items.some(({ state, severity }) => OPEN.has(state) && reaches(severity, 'high'));
  return kind === 'alert' && isOpen;
}

function atOf({ mobiles, userIds }: Mention): object {
  return { atMobiles: mobiles, atUserIds: userIds, isAtAll: false };
}

function buttonsFor(
  { reportUrl, items }: Notice,
  report: string,
  console: string,
): { title: string; actionURL: string }[] {
  const url = !items[0] || isOver(items[0].state) ? '' : items[0].remedy.url;
  return [
    ...(reportUrl === null ? [] : [{ title: report, actionURL: reportUrl }]),
    ...(url === '' ? [] : [{ title: console, actionURL: url }]),
  ];
}

/** The same without markup, cut between items. */
function plainBody(
  notice: Notice,
  rendered: RenderedNotice,
  config: RobotConfig,
  { language, limit }: Room,
): object {
  const mention = mentionIn(notice, config);
  const named = [...mention.mobiles, ...mention.userIds].map((who) => `@${who}`).join(' ');
  const text = cutBytes(plainText(notice, rendered, language, limit), limit);
  const content = withKeyword(named === '' ? text : `${text}\n${named}`, config);
  return { msgtype: 'text', text: { content }, at: atOf(mention) };
}

/** With as many items as fit. */
function plainText({ more }: Notice, rendered: RenderedNotice, language: Language, limit: number): string {
  const { items } = rendered;
  const withItems = (shown: number): string => {
    const left = items.length - shown;
    const tail = left > 0 ? [speak(language)('{n} more in the report', { n: left + more })] : rendered.tail;
    return terminalText({ ...rendered, items: items.slice(0, shown), tail }, 80);
  };
  let fits = 0;
  for (let tooMany = items.length + 1; tooMany - fits > 1; ) {
    const tried = Math.floor((fits + tooMany) / 2);
    if (Buffer.byteLength(withItems(tried)) <= limit) fits = tried;
    else tooMany = tried;
  }
  return withItems(fits);
}

function withKeyword(text: string, { keyword }: RobotConfig): string {
  return keyword === undefined || text.includes(keyword) ? text : `${text}  \n\n${keyword}`;
}

/** Null: the content was rejected. */
async function post(text: string, config: RobotConfig, deps: ChannelDeps): Promise<Delivery | null> {
  const now = deps.now();
  if (Buffer.byteLength(text) > BODY_BYTES) {
    return {
      kind: 'refused',
      cause: 'bug',
      code: 'TooLong',
      why: 'the message is too long',
      hint: 'Please report this.',
    };
  }
  try {
    const { url, headers } = addressOf(config, deps);
    const request = { method: 'POST', headers, body: text, redirect: 'manual' } as const;
    return await within(deps.timeoutMs, async (signal) => {
      const answer = await deps.fetch(url, { ...request, signal });
      if (answer.status >= 300 && answer.status < 400) return MOVED;
      return deliveryOf(parsedJson(await answerText(answer)), now);
    });
  } catch (error) {
    return withoutAnswer(error, now, 30);
  }
}

function addressOf({ webhook, secret }: RobotConfig, { realNow, detour }: ChannelDeps) {
  const url = new URL(webhook.reveal());
  const headers: Record<string, string> = { 'content-type': 'application/json; charset=utf-8' };
  if (secret) {
    const timestamp = realNow().getTime();
    url.searchParams.set('timestamp', String(timestamp));
    url.searchParams.set('sign', signature(timestamp, secret.reveal())); // encodes it, once
  }
  if (detour) {
    headers['x-forwarded-host'] = url.host;
    url.protocol = `${detour.protocol}:`;
    url.host = detour.host;
  }
  return { url, headers };
}

/** Base64 of the HMAC-SHA256 of `timestamp\nsecret`, with the secret as the key; not yet encoded for a URL. */
export function signature(timestamp: number, secret: string): string {
  return createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64');
}
