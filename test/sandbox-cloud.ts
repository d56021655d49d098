import { machine } from '../functions/machine.ts';
import type { Sandbox } from '../sandbox/start.ts';
import { type Connection, connect, credentialsFrom } from '../shared/accounts/connect.ts';
import type { Cloud } from '../shared/cloud/cloud.ts';
import { parseConfig } from '../shared/config/load-config.ts';

/** How the caller of a scenario reaches the sandbox, without rate budgets. */
export function connectionTo(
  {
    url,
    accessKeyId,
    accessKeySecret,
    now,
  }: Pick<Sandbox, 'url' | 'accessKeyId' | 'accessKeySecret' | 'now'>,
  change: Partial<Connection> = {},
): Connection {
  const credentials = credentialsFrom({
    ALIBABA_CLOUD_ACCESS_KEY_ID: accessKeyId,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: accessKeySecret,
  });
  if (!credentials) throw new Error('the sandbox has no access key');
  return {
    config: parseConfig('', 'defaults', {}, { checks: [] }),
    credentials,
    detour: { host: new URL(url).host, protocol: 'http' },
    ...machine,
    now,
    random: () => 0,
    signal: new AbortController().signal,
    budgets: false,
    ...change,
  };
}

/** The cloud of the sandbox, as the caller of its scenario sees it, without rate budgets. */
export function cloudOf(
  sandbox: Parameters<typeof connectionTo>[0],
  change: Partial<Connection> = {},
): Cloud {
  return connect(connectionTo(sandbox, change));
}
