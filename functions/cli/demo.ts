import { startSandbox } from '../../sandbox/start.ts';
import { audit } from './audit.ts';
import type { CommonOptions, Runtime } from './runtime.ts';

/** `sealwatch demo`: starts the sandbox with its demo account and audits that, over real HTTP. */
export async function demo(options: CommonOptions, runtime: Runtime): Promise<number> {
  const sandbox = await startSandbox({ scenario: 'demo' });
  try {
    const env = {
      ...runtime.env,
      ALIBABA_CLOUD_ACCESS_KEY_ID: sandbox.accessKeyId,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: sandbox.accessKeySecret,
      SEALWATCH_ENDPOINT: sandbox.url,
      SEALWATCH_NOW: sandbox.now().toISOString(),
    };
    await audit({ ...options, failOn: 'none' }, { ...runtime, env });
    return 0;
  } finally {
    await sandbox.close();
  }
}
