import type { ChannelConfig } from '../config/alerts.ts';
import type { Json } from '../model/finding.ts';
import type { Channel, Delivery, Notice } from '../model/notice.ts';
import { speak } from '../text/say.ts';
import type { AppClient } from './app-client.ts';
import { appFailure } from './app-failure.ts';
import type { ChannelDeps } from './deps.ts';
import { cutBytes, harmless, toMarkdown } from './markdown.ts';
import { renderNotice } from './render-notice.ts';
import type { RenderedNotice } from './rendered.ts';

type AppConfig = Extract<ChannelConfig, { type: 'dingtalk-app' }>;

/** `msgParam` of a group message may have 15,000 bytes as JSON text. */
const PARAM_BYTES = 15_000;
const TEXT_BYTES = 12_000;
const TITLE_BYTES = 300;
const DING_BYTES = 600;
/** So many people may be named in one call. */
const PEOPLE = 20;
/** A token this close to its end is not used any more. */
const MARGIN_MS = 5 * 60_000;
const REMIND = { none: null, app: 1, sms: 2, phone: 3 } as const;

/**
 * An enterprise app's robot: writes to a group, to people one to one, and dings them for criticals. The access token is a
 * secret and lives in this process only.
 */
export function dingtalkApp(config: AppConfig, deps: ChannelDeps): Channel {
  const session = new Session(config, deps);
  return {
    name: deps.name,
    deliver: async (notice) => {
      try {
        return await session.send(notice);
      } catch (error) {
        const failure = appFailure(error, deps.now());
        if (failure !== 'token') return failure;
        session.forget();
        try {
          return await session.send(notice);
        } catch (again) {
          const last = appFailure(again, deps.now());
          return last === 'token' ? TOKEN_REFUSED : last;
        }
      }
    },
  };
}

const TOKEN_REFUSED: Delivery = {
  kind: 'refused',
  cause: 'configuration',
  code: 'InvalidAuthentication',
  why: 'DingTalk refuses a new access token',
  hint: 'Check `appKey` and `appSecret` of the channel, and that the app is published.',
};

class Session {
  readonly #config: AppConfig;
  readonly #deps: ChannelDeps;
  #client: Promise<AppClient> | null = null;
  #token: { text: string; ends: number } | null = null;

  constructor(config: AppConfig, deps: ChannelDeps) {
    this.#config = config;
    this.#deps = deps;
  }

  forget(): void {
    this.#token = null;
  }

  /** Sends to everybody who is configured; sent when somebody got it. */
  async send(notice: Notice): Promise<Delivery> {
    const { robotCode, openConversationId, userIds } = this.#config;
    const client = await this.#official();
    const token = await this.#accessToken(client);
    const rendered = renderNotice(notice, this.#deps.language);
    const message = { robotCode, msgKey: 'sampleMarkdown', msgParam: this.#paramOf(rendered, notice) };
    let reached = 0;
    if (openConversationId !== undefined) {
      reached += await this.#once(notice, `group ${openConversationId}`, async () => {
        await client.group(token, { ...message, openConversationId });
        return 1;
      });
    }
    for (const some of portions(userIds)) {
      reached += await this.#once(notice, `people ${some}`, () =>
        client.people(token, { ...message, userIds: some }),
      );
    }
    if (reached === 0) return NOBODY;
    await this.#ding(client, token, rendered, notice);
    this.#deps.memory.set(null);
    return { kind: 'sent' };
  }

  /**
   * Does a part of a message and answers how many people or groups it reached. When a later part fails and the message is
   * delivered again, in this run or the next, those who have it do not get it twice.
   */
  async #once({ id }: Notice, part: string, run: () => Promise<number>): Promise<number> {
    const done = partsDone(this.#deps.memory.get(), id);
    if (done.includes(part)) return 1;
    const reached = await run();
    if (reached > 0) this.#deps.memory.set({ notice: id, done: [...done, part] });
    return reached;
  }

  async #ding(client: AppClient, token: string, { title }: RenderedNotice, notice: Notice): Promise<void> {
    const { severity, kind, items } = notice;
    const { ding, robotCode, userIds } = this.#config;
    const remindType = REMIND[ding];
    const isCritical = kind === 'alert' && severity === 'critical' && items[0]?.state !== 'resolved';
    if (remindType === null || !isCritical || userIds.length === 0) return;
    const content = cutBytes(harmless(title), DING_BYTES);
    for (const receiverUserIdList of portions(userIds)) {
      await this.#once(notice, `ding ${receiverUserIdList}`, async () => {
        await client.ding(token, { robotCode, remindType, receiverUserIdList, content });
        return receiverUserIdList.length;
      });
    }
  }

  #paramOf(rendered: RenderedNotice, { more }: Notice): string {
    const say = speak(this.#deps.language);
    const title = cutBytes(harmless(rendered.title), TITLE_BYTES);
    for (let limit = TEXT_BYTES; ; limit -= 1000) {
      const text = toMarkdown(rendered, {
        limit,
        mention: { mobiles: [], userIds: [] },
        more: (n) => say('{n} more are in the report.', { n: n + more }),
      });
      const link = rendered.reportUrl === null ? '' : `  \n\n[${say('Report')}](${rendered.reportUrl})`;
      const param = JSON.stringify({ title, text: text + link });
      if (Buffer.byteLength(param) <= PARAM_BYTES || limit <= 1000) return param;
    }
  }

  async #accessToken(client: AppClient): Promise<string> {
    const now = this.#deps.realNow().getTime();
    if (this.#token && this.#token.ends - MARGIN_MS > now) return this.#token.text;
    const { appKey, appSecret } = this.#config;
    const { token: text, seconds } = await client.token(appKey, appSecret.reveal());
    this.#token = { text, ends: now + seconds * 1000 };
    return text;
  }

  #official(): Promise<AppClient> {
    const { detour, timeoutMs } = this.#deps;
    this.#client ??= import('./app-client.ts').then(
      ({ AppClient: Client }) => new Client({ detour, timeoutMs }),
    );
    return this.#client;
  }
}

function portions(userIds: readonly string[]): string[][] {
  const count = Math.ceil(userIds.length / PEOPLE);
  return Array.from({ length: count }, (_, index) => userIds.slice(index * PEOPLE, (index + 1) * PEOPLE));
}

/** What is remembered to be done of a message. */
function partsDone(memory: Json, notice: string): Json[] {
  if (typeof memory !== 'object' || memory === null || !('notice' in memory)) return [];
  const { notice: known, done } = memory;
  return known === notice && Array.isArray(done) ? [...done] : [];
}

const NOBODY: Delivery = {
  kind: 'refused',
  cause: 'configuration',
  code: 'NobodyReached',
  why: 'nobody got the message',
  hint: 'Set `openConversationId` or `userIds` of the channel; DingTalk did not know any of the people, or held the messages back.',
};
