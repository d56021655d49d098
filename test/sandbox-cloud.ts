import type { Sandbox } from '../sandbox/start.ts';
import type { Cloud } from '../shared/cloud/cloud.ts';
import { parseConfig } from '../shared/config/load-config.ts';
import { connect, credentialsFrom, realClock } from '../shared/jobs/connect.ts';

/** The cloud of the sandbox, as the caller of its scenario sees it, without rate budgets. */
export function cloudOf(sandbox: Sandbox): Cloud {
  const credentials = credentialsFrom({
    ALIBABA_CLOUD_ACCESS_KEY_ID: sandbox.accessKeyId,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: sandbox.accessKeySecret,
  });
  if (!credentials) throw new Error('the sandbox has no access key');
  return connect({
    config: parseConfig('', 'defaults', {}, { checks: [] }),
    credentials,
    detour: { host: new URL(sandbox.url).host, protocol: 'http' },
    clock: realClock,
    now: () => sandbox.now(),
    random: () => 0,
    signal: new AbortController().signal,
    budgets: false,
  });
}
