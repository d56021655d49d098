import type { Json } from '../../model/finding.ts';
import { type Channel, type Delivery, isOver, type Notice } from '../../model/notice.ts';
import type { ChannelDeps } from '../deps.ts';
import { later } from '../later.ts';
import { cutBytes, harmless, toMarkdown } from '../markdown.ts';
import { renderNotice } from '../render-notice.ts';
import type { RenderedNotice } from '../rendered.ts';
import { AppClient } from './app-client.ts';
import { appFailure } from './app-failure.ts';
import type { AppConfig } from './settings.ts';

/** `msgParam` of a group message may have 15,000 bytes as JSON text. */
const PARAM_BYTES = 15_000;
const TEXT_BYTES = 12_000;
const TITLE_BYTES = 300;
const DING_BYTES = 600;
/** So many people may be named in one call. */
const PEOPLE = 20;
/** A token this close to its end is not used any more. */
const MARGIN_MS = 5 * 60_000;
const HELD_SECONDS = 60;
const REMIND = { none: null, app: 1, sms: 2, phone: 3 } as const;

/** What one call led to. */
type Outcome = 'reached' | 'nobody' | Exclude<Delivery, { kind: 'sent' }>;

/**
 * An enterprise app's robot: writes to a group, to people one to one, and dings them for criticals. Nobody gets the same message
 * twice because it could not reach somebody else.
 */
export function open(config: AppConfig, deps: ChannelDeps): Channel {
  const session = new Session(config, deps);
  return { name: deps.name, deliver: (notice) => session.send(notice) };
}

class Session {
  readonly #config: AppConfig;
  readonly #deps: ChannelDeps;
  readonly #client: AppClient;

  constructor(config: AppConfig, deps: ChannelDeps) {
    this.#config = config;
    this.#deps = deps;
    this.#client = new AppClient(deps);
  }

  /**
   * Group, people, DING. What asks for patience ends it for now: the same message goes on there when it is delivered again, in
   * this run or the next. What is refused does not keep the others from it.
   */
  async send(notice: Notice): Promise<Delivery> {
    const { memory } = this.#deps;
    const done = partsDone(memory.get(), notice.id);
    const outcomes: Outcome[] = done.map(() => 'reached');
    for (const { name, call } of this.#partsOf(notice)) {
      if (done.includes(name)) continue;
      const isDing = name.startsWith('ding');
      if (isDing && !outcomes.includes('reached')) break;
      const outcome = await this.#attempt(call);
      outcomes.push(outcome);
      if (outcome === 'reached') done.push(name);
      if (typeof outcome === 'object' && outcome.kind === 'later') {
        memory.set(done.length > 0 ? { notice: notice.id, done } : null);
        return outcome;
      }
    }
    memory.set(null);
    return summary(outcomes);
  }

  #partsOf(notice: Notice): Part[] {
    const { robotCode, openConversationId: group, userIds, ding } = this.#config;
    const rendered = renderNotice(notice, this.#deps.language);
    const message = { robotCode, msgKey: 'sampleMarkdown', msgParam: this.#paramOf(rendered) };
    const content = cutBytes(harmless(rendered.title), DING_BYTES);
    const remindType = isOpenCritical(notice) ? REMIND[ding] : null;
    const people = batches(userIds);
    return [
      ...(group === undefined
        ? []
        : [
            part(`group ${group}`, (client, token) =>
              client.group(token, { ...message, openConversationId: group }),
            ),
          ]),
      ...people.map((some) =>
        part(`people ${some}`, (client, token) => client.people(token, { ...message, userIds: some })),
      ),
      ...(remindType === null
        ? []
        : people.map((some) =>
            part(`ding ${some}`, (client, token) =>
              client.ding(token, { robotCode, remindType, receiverUserIdList: some, content }),
            ),
          )),
    ];
  }

  /** Once more with a new token when the token was refused. */
  async #attempt(call: Part['call']): Promise<Outcome> {
    const { tokens, name, now } = this.#deps;
    for (let attempt = 0; attempt < 2; attempt += 1) {
      try {
        const outcome = await call(this.#client, await this.#accessToken());
        return outcome === 'held'
          ? later(now(), HELD_SECONDS, 'FlowControlled', 'DingTalk holds messages to these people back')
          : outcome;
      } catch (error) {
        const failure = appFailure(error, this.#config.appSecret.reveal(), now());
        if (failure !== 'token') return failure;
        tokens.delete(name);
      }
    }
    return TOKEN_REFUSED;
  }

  #paramOf(rendered: RenderedNotice): string {
    const { language } = this.#deps;
    const title = cutBytes(harmless(rendered.title), TITLE_BYTES);
    const mention = { mobiles: [], userIds: [] };
    for (let limit = TEXT_BYTES; ; limit -= 1000) {
      const text = toMarkdown(rendered, { limit, mention, links: rendered.actions, language });
      const param = JSON.stringify({ title, text });
      if (Buffer.byteLength(param) <= PARAM_BYTES || limit <= 1000) return param;
    }
  }

  async #accessToken(): Promise<string> {
    const { tokens, name, realNow } = this.#deps;
    const now = realNow().getTime();
    const known = tokens.get(name);
    if (known && known.ends - MARGIN_MS > now) return known.text;
    const { appKey, appSecret } = this.#config;
    const { token: text, seconds } = await this.#client.token(appKey, appSecret.reveal());
    tokens.set(name, { text, ends: now + seconds * 1000 });
    return text;
  }
}

interface Part {
  /** Tells the parts of a message apart. */
  name: string;
  call: (client: AppClient, token: string) => Promise<'reached' | 'held' | 'nobody'>;
}

function part(name: string, call: Part['call']): Part {
  return { name, call };
}

/** What is remembered to be done of a message. */
function partsDone(memory: Json, notice: string): string[] {
  if (typeof memory !== 'object' || memory === null || !('notice' in memory)) return [];
  const { notice: known, done } = memory;
  return known === notice && Array.isArray(done) ? done.map(String) : [];
}

function isOpenCritical({ severity, kind, items }: Notice): boolean {
  const isEnded = items[0] !== undefined && isOver(items[0].state);
  return kind === 'alert' && severity === 'critical' && !isEnded;
}

/** Sent when anybody got it, else the first refusal. */
function summary(outcomes: readonly Outcome[]): Delivery {
  const refusal = outcomes.find((outcome) => typeof outcome === 'object');
  const failure = refusal ?? (outcomes.includes('reached') && !outcomes.includes('nobody') ? null : NOBODY);
  if (failure && !outcomes.includes('reached')) return failure;
  return failure ? { kind: 'sent', trouble: `${failure.code}: ${failure.why}` } : { kind: 'sent' };
}

function batches(people: readonly string[]): string[][] {
  const count = Math.ceil(people.length / PEOPLE);
  return Array.from({ length: count }, (_, index) => people.slice(index * PEOPLE, (index + 1) * PEOPLE));
}

const TOKEN_REFUSED: Outcome = {
  kind: 'refused',
  cause: 'configuration',
  code: 'InvalidAuthentication',
  why: 'DingTalk refuses a new access token',
  hint: 'Check `appKey` and `appSecret` of the channel, and that the app is published.',
};

const NOBODY: Outcome & object = {
  kind: 'refused',
  cause: 'configuration',
  code: 'NobodyReached',
  why: 'nobody got the message',
  hint: 'Set `openConversationId` or `userIds` of the channel; DingTalk did not know any of the people, or filtered all of them.',
};
