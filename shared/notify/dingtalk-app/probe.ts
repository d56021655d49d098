import type { Probe, ProbeDeps } from '../deps.ts';
import { AppClient } from './app-client.ts';
import { appFailure } from './app-failure.ts';
import type { AppConfig } from './settings.ts';

/** The token of an app says nothing to anybody, so it can be asked for. */
export async function probe({ appKey, appSecret }: AppConfig, deps: ProbeDeps): Promise<Probe> {
  const { fetch: ask, detour, timeoutMs, realNow } = deps;
  try {
    await new AppClient({ fetch: ask, detour, timeoutMs }).token(appKey, appSecret.reveal());
    return {
      result: 'ok',
      summary:
        '{channel}: DingTalk issues a token for the app. Not tested: its robot, the group and the people; sealwatch alerts test {channel} sends a message.',
    };
  } catch (error) {
    const failure = appFailure(error, appSecret.reveal(), realNow());
    const isRefused = failure === 'token' || failure.kind === 'refused';
    const { code, why } = failure === 'token' ? { code: 'token', why: 'the app is refused' } : failure;
    return {
      result: 'failed',
      summary: '{channel}: DingTalk issues no token for the app ({code}): {why}',
      facts: { code, why },
      advice: {
        text: isRefused
          ? 'Check `appKey` and `appSecret` of the channel.'
          : 'Allow access from this machine to api.dingtalk.com, then run sealwatch doctor again.',
      },
    };
  }
}
