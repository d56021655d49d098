import { once } from 'node:events';
import { ScenarioError, startSandbox } from '../../sandbox/start.ts';
import { AppError } from '../../shared/model/error.ts';
import type { CommonOptions, Runtime } from './runtime.ts';

export interface SandboxCommand extends CommonOptions {
  port: number;
  scenario: string;
  clusters?: number;
  accounts: number;
  regions: number;
  keys: number;
  seed: number;
  latency: number;
  rates: boolean;
}

/** What somebody wrote or chose wrongly is no bug. */
function explained(error: unknown, port: number): unknown {
  if (error instanceof ScenarioError)
    return new AppError(
      'ScenarioInvalid',
      error.message,
      'Correct the scenario; docs/sandbox.md tells its words.',
      {
        cause: error,
      },
    );
  const { code } = error as NodeJS.ErrnoException;
  if (code !== 'EADDRINUSE' && code !== 'EACCES') return error;
  return new AppError(
    'PortTaken',
    `Port ${port} cannot be used (${code}).`,
    'Choose another --port, or 0 for any.',
    {
      cause: error,
    },
  );
}

/** `sealwatch sandbox`: runs the sandbox until it is stopped, and prints how to reach it. */
export async function sandbox(options: SandboxCommand, runtime: Runtime): Promise<number> {
  const { port, scenario, clusters, accounts, regions, keys, seed, latency, rates } = options;
  const world =
    clusters === undefined ? { scenario } : { generate: { clusters, accounts, regions, keys, seed } };
  const given = { ...world, port, latencyMs: latency, rates: rates ? 'documented' : 'off' } as const;
  const running = await startSandbox(given).catch((error: unknown) => {
    throw explained(error, port);
  });
  const { url, accessKeyId, accessKeySecret } = running;
  const now = running.now().toISOString();
  if (options.json) {
    runtime.stdout.write(`${JSON.stringify({ url, accessKeyId, accessKeySecret, now })}\n`);
  } else {
    runtime.stdout.write(`The sandbox listens on ${url}. In another terminal:

  export SEALWATCH_ENDPOINT=${url}
  export SEALWATCH_NOW=${now}
  export ALIBABA_CLOUD_ACCESS_KEY_ID=${accessKeyId}
  export ALIBABA_CLOUD_ACCESS_KEY_SECRET=${accessKeySecret}
  npm run -s sealwatch -- audit

Ctrl-C ends it.
`);
  }
  await once(runtime.signal, 'abort');
  await running.close();
  return 0;
}
