import oauth from '@alicloud/dingtalk/dist/oauth2_1_0/client.js';
import robot from '@alicloud/dingtalk/dist/robot_1_0/client.js';
import { within } from '../../model/deadline.ts';
import { answerText } from '../answer-text.ts';

type Config = ConstructorParameters<typeof robot.default>[0];
type Runtime = Parameters<InstanceType<typeof robot.default>['orgGroupSendWithOptions']>[2];
type Execute = InstanceType<typeof robot.default>['execute'];

const HOST = 'api.dingtalk.com';
const CONFIG = { regionId: 'central', endpoint: HOST } as unknown as Config; // serves as well as the model
const NO_OPTIONS = {} as Runtime; // the time limit is ours

export interface AppClientOptions {
  fetch: typeof fetch;
  detour: { host: string; protocol: 'http' | 'https' } | null;
  timeoutMs: number;
}

/**
 * The official client of the two products, from their own files: the package as a whole is 8 MB and takes half a second.
 * Loaded when the first message is sent. It prepares requests and reads answers; what sends, `execute`, is ours, because its
 * own HTTP client calls the deprecated `url.parse`.
 */
export class AppClient {
  readonly #oauth;
  readonly #robot;
  readonly #options;

  constructor(options: AppClientOptions) {
    this.#options = options;
    this.#oauth = new oauth.default(CONFIG);
    this.#robot = new robot.default(CONFIG);
    this.#oauth.execute = executor(options);
    this.#robot.execute = executor(options);
  }

  /** Rejects with a `Refusal`, or with what broke the exchange off: a `code` where there is one. */
  async token(appKey: string, appSecret: string): Promise<{ token: string; seconds: number }> {
    const request = new oauth.GetAccessTokenRequest({ appKey, appSecret });
    const { body } = await this.#oauth.getAccessTokenWithOptions(request, {}, NO_OPTIONS);
    return { token: receipt(body?.accessToken), seconds: body?.expireIn ?? 0 };
  }

  async group(
    token: string,
    message: { robotCode: string; openConversationId: string; msgKey: string; msgParam: string },
  ): Promise<'reached'> {
    const headers = new robot.OrgGroupSendHeaders({ xAcsDingtalkAccessToken: token });
    const request = new robot.OrgGroupSendRequest(message);
    const { body } = await this.#robot.orgGroupSendWithOptions(request, headers, NO_OPTIONS);
    receipt(body?.processQueryKey);
    return 'reached';
  }

  /** `held`: nobody got it, but some would if it were sent later. */
  async people(
    token: string,
    message: { robotCode: string; userIds: string[]; msgKey: string; msgParam: string },
  ): Promise<'reached' | 'held' | 'nobody'> {
    const headers = new robot.BatchSendOTOHeaders({ xAcsDingtalkAccessToken: token });
    const request = new robot.BatchSendOTORequest(message);
    const { client, answer } = this.#listening();
    const { body } = await client.batchSendOTOWithOptions(request, headers, NO_OPTIONS);
    receipt(body?.processQueryKey);
    const { invalidStaffIdList, filteredStaffIdList, flowControlledStaffIdList } = answer();
    const held = idsIn(flowControlledStaffIdList);
    const missed = [...idsIn(invalidStaffIdList), ...idsIn(filteredStaffIdList), ...held];
    if (isAnyLeft(message.userIds, missed)) return 'reached';
    return held.length > 0 ? 'held' : 'nobody';
  }

  async ding(
    token: string,
    message: { robotCode: string; remindType: number; receiverUserIdList: string[]; content: string },
  ): Promise<'reached' | 'nobody'> {
    const headers = new robot.RobotSendDingHeaders({ xAcsDingtalkAccessToken: token });
    const request = new robot.RobotSendDingRequest(message);
    const { client, answer } = this.#listening();
    const { body } = await client.robotSendDingWithOptions(request, headers, NO_OPTIONS);
    receipt(body?.openDingId);
    return isAnyLeft(message.receiverUserIdList, idsIn(answer()['failedList'])) ? 'reached' : 'nobody';
  }

  /** A client whose answer can be read as it came: the official models leave out fields that are newer than they are. */
  #listening(): { client: InstanceType<typeof robot.default>; answer: () => Record<string, unknown> } {
    let body: unknown;
    const client = new robot.default(CONFIG);
    const execute = executor(this.#options);
    client.execute = async (...args) => {
      const answer = await execute(...args);
      body = answer['body'];
      return answer;
    };
    return { client, answer: () => (isRecord(body) ? body : {}) };
  }
}

/** A refusal of DingTalk, as its clients throw it. */
class Refusal extends Error {
  readonly statusCode: number;
  readonly data: unknown;

  constructor(statusCode: number, data: unknown) {
    super(`HTTP ${statusCode}`);
    this.statusCode = statusCode;
    this.data = data;
  }
}

function executor({ fetch, detour, timeoutMs }: AppClientOptions): Execute {
  const origin = detour ? `${detour.protocol}://${detour.host}` : `https://${HOST}`;
  const place = detour ? { 'x-forwarded-host': HOST } : {};
  const type = { accept: 'application/json', 'content-type': 'application/json; charset=utf-8' };
  return ({ pathname, method }, { headers, body }) =>
    within(timeoutMs, async (signal) => {
      const answer = await fetch(`${origin}${pathname}`, {
        method,
        headers: { ...type, ...place, ...headers },
        body: JSON.stringify(body),
        signal,
        redirect: 'manual',
      }).catch(throwCause);
      const said: unknown = JSON.parse(await answerText(answer));
      if (answer.status >= 400) throw new Refusal(answer.status, said);
      return { headers: Object.fromEntries(answer.headers), statusCode: answer.status, body: said };
    });
}

/** `fetch` hides the error of the socket, which has a code, in its own. */
function throwCause(error: unknown): never {
  throw error instanceof Error && error.cause instanceof Error ? error.cause : error;
}

/** Ids as DingTalk lists them, or as the keys of a map to reasons. */
function idsIn(people: unknown): string[] {
  if (Array.isArray(people)) return people.map(String);
  return isRecord(people) ? Object.keys(people) : [];
}

function isAnyLeft(wanted: readonly string[], missed: readonly string[]): boolean {
  return wanted.some((id) => !missed.includes(id));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A gateway that bans this address answers in DingTalk's place, and not necessarily with an error. */
function receipt(text: unknown): string {
  if (typeof text === 'string' && text !== '') return text;
  throw Object.assign(new Error('DingTalk gave no receipt'), { code: 'NoReceipt' });
}
