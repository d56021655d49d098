import { within } from '../model/deadline.ts';
import type { Probe, ProbeDeps } from './deps.ts';
import { detoured } from './detoured.ts';
import { withoutAnswer } from './later.ts';

/** Asks the host, without the path and the token, which would be a message. Any answer will do. */
export async function probeHost(url: URL, deps: ProbeDeps): Promise<Probe> {
  const { name, fetch: ask, detour, timeoutMs, realNow } = deps;
  const { host } = url;
  const { origin, headers } = detour ? detoured(host, detour) : { origin: url.origin, headers: {} };
  try {
    const request = { method: 'HEAD', headers, redirect: 'manual' } as const;
    await within(timeoutMs, async (signal) => {
      const answer = await ask(`${origin}/`, { ...request, signal });
      await answer.body?.cancel();
    });
    return {
      result: 'ok',
      summary:
        '{channel}: {host} answers. Not tested: its token, its secret and a message; sealwatch alerts test {channel} sends one.',
      facts: { host },
    };
  } catch (error) {
    const { code: detail } = withoutAnswer(error, realNow(), 0);
    return {
      result: 'failed',
      summary: '{channel}: {host} does not answer ({detail}).',
      facts: { host, detail },
      advice: {
        text: 'Allow access from this machine to {host}; check DNS, proxy and firewall.',
        command: `sealwatch alerts test ${name}`,
      },
    };
  }
}
