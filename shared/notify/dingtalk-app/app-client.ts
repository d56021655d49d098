import oauth from '@alicloud/dingtalk/dist/oauth2_1_0/client.js';
import robot from '@alicloud/dingtalk/dist/robot_1_0/client.js';
import { within } from '../../model/deadline.ts';

type Config = ConstructorParameters<typeof robot.default>[0];
type Runtime = Parameters<InstanceType<typeof robot.default>['orgGroupSendWithOptions']>[2];
type Execute = InstanceType<typeof robot.default>['execute'];

const HOST = 'api.dingtalk.com';
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

  constructor(options: AppClientOptions) {
    const config = { regionId: 'central', endpoint: HOST } as unknown as Config; // serves as well as the model
    this.#oauth = new oauth.default(config);
    this.#robot = new robot.default(config);
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
    const { body } = await this.#robot.batchSendOTOWithOptions(request, headers, NO_OPTIONS);
    receipt(body?.processQueryKey);
    const invalid = countOf(body?.invalidStaffIdList);
    const held = countOf(body?.flowControlledStaffIdList);
    if (message.userIds.length > invalid + held) return 'reached';
    return held > 0 ? 'held' : 'nobody';
  }

  async ding(
    token: string,
    message: { robotCode: string; remindType: number; receiverUserIdList: string[]; content: string },
  ): Promise<'reached'> {
    const headers = new robot.RobotSendDingHeaders({ xAcsDingtalkAccessToken: token });
    const request = new robot.RobotSendDingRequest(message);
    const { body } = await this.#robot.robotSendDingWithOptions(request, headers, NO_OPTIONS);
    receipt(body?.openDingId);
    return 'reached';
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
      const said: unknown = JSON.parse(await answer.text());
      if (answer.status >= 400) throw new Refusal(answer.status, said);
      return { headers: Object.fromEntries(answer.headers), statusCode: answer.status, body: said };
    });
}

/** `fetch` hides the error of the socket, which has a code, in its own. */
function throwCause(error: unknown): never {
  throw error instanceof Error && error.cause instanceof Error ? error.cause : error;
}

function countOf(list: unknown): number {
  return Array.isArray(list) ? list.length : 0;
}

/** A gateway that bans this address answers in DingTalk's place, and not necessarily with an error. */
function receipt(text: unknown): string {
  if (typeof text === 'string' && text !== '') return text;
  throw Object.assign(new Error('DingTalk gave no receipt'), { code: 'NoReceipt' });
}
