import oauth from '@alicloud/dingtalk/dist/oauth2_1_0/client.js';
import robot from '@alicloud/dingtalk/dist/robot_1_0/client.js';

type Config = ConstructorParameters<typeof robot.default>[0];
type Runtime = Parameters<InstanceType<typeof robot.default>['orgGroupSendWithOptions']>[2];

const HOST = 'api.dingtalk.com';

export interface AppClientOptions {
  detour: { host: string; protocol: 'http' | 'https' } | null;
  timeoutMs: number;
}

/**
 * The official client of the two products, from their own files: the package as a whole is 8 MB and takes half a second.
 * Without a protocol it would send the secret of the app in the clear.
 */
export class AppClient {
  readonly #oauth;
  readonly #robot;
  readonly #runtime: Runtime;

  constructor({ detour, timeoutMs }: AppClientOptions) {
    const config = {
      ...{ regionId: 'central', endpoint: detour?.host ?? HOST, protocol: detour?.protocol ?? 'https' },
      ...(detour ? { globalParameters: { headers: { 'x-forwarded-host': HOST } } } : {}),
    } as unknown as Config; // a plain object with its fields serves as well as the model
    this.#oauth = new oauth.default(config);
    this.#robot = new robot.default(config);
    this.#runtime = { readTimeout: timeoutMs, connectTimeout: timeoutMs } as Runtime; // plain options suffice here
  }

  /** Rejects with what the client throws: `code`, `statusCode` or `data.statusCode`, `message`. */
  async token(appKey: string, appSecret: string): Promise<{ token: string; seconds: number }> {
    const request = new oauth.GetAccessTokenRequest({ appKey, appSecret });
    const { body } = await this.#oauth.getAccessTokenWithOptions(request, {}, this.#runtime);
    return { token: receipt(body?.accessToken), seconds: body?.expireIn ?? 0 };
  }

  async group(
    token: string,
    message: { robotCode: string; openConversationId: string; msgKey: string; msgParam: string },
  ): Promise<'reached'> {
    const headers = new robot.OrgGroupSendHeaders({ xAcsDingtalkAccessToken: token });
    const request = new robot.OrgGroupSendRequest(message);
    const { body } = await this.#robot.orgGroupSendWithOptions(request, headers, this.#runtime);
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
    const { body } = await this.#robot.batchSendOTOWithOptions(request, headers, this.#runtime);
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
    const { body } = await this.#robot.robotSendDingWithOptions(request, headers, this.#runtime);
    receipt(body?.openDingId);
    return 'reached';
  }
}

function countOf(list: unknown): number {
  return Array.isArray(list) ? list.length : 0;
}

/** A gateway that bans this address answers in DingTalk's place, and not necessarily with an error. */
function receipt(text: unknown): string {
  if (typeof text === 'string' && text !== '') return text;
  throw Object.assign(new Error('DingTalk gave no receipt'), { code: 'NoReceipt' });
}
