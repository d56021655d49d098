import { startSandbox } from '../../sandbox/start.ts';
import { parseConfig } from '../../shared/config/load-config.ts';
import { memoryStore } from '../../shared/jobs/connect.ts';
import { CHECK_IDS } from '../../shared/jobs/make-report.ts';
import { auditWith } from './audit.ts';
import { DEMO_CONFIG } from './demo-config.ts';
import type { CommonOptions, Runtime } from './runtime.ts';

export interface DemoCommand extends CommonOptions {
  all?: boolean;
}

/** `sealwatch demo`: starts the sandbox with its demo account and audits that, over real HTTP. */
export async function demo(options: DemoCommand, runtime: Runtime): Promise<number> {
  const sandbox = await startSandbox({ scenario: 'demo' });
  try {
    const env = {
      ...runtime.env,
      ALIBABA_CLOUD_ACCESS_KEY_ID: sandbox.accessKeyId,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: sandbox.accessKeySecret,
      ALIBABA_CLOUD_SECURITY_TOKEN: undefined,
      SEALWATCH_ENDPOINT: sandbox.url,
      SEALWATCH_NOW: sandbox.now().toISOString(),
    };
    const config = parseConfig(DEMO_CONFIG, 'demo', env, { checks: CHECK_IDS });
    await auditWith(config, memoryStore(), { ...options, failOn: 'none' }, { ...runtime, env });
    if (!options.json && !options.quiet) runtime.stderr.write(NEXT_STEPS[options.lang ?? 'en']);
    return 0;
  } finally {
    await sandbox.close();
  }
}

const NEXT_STEPS = {
  en: `
  This was an invented account in a sandbox on this machine. For your own account:

    export ALIBABA_CLOUD_ACCESS_KEY_ID=... ALIBABA_CLOUD_ACCESS_KEY_SECRET=...
    npm run -s sealwatch -- audit

`,
  zh: `
  以上是本机沙箱中的虚构账号。审计您自己的账号：

    export ALIBABA_CLOUD_ACCESS_KEY_ID=... ALIBABA_CLOUD_ACCESS_KEY_SECRET=...
    npm run -s sealwatch -- audit --lang zh

`,
};
