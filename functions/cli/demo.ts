import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { memoryStore } from '../../shared/accounts/connect.ts';
import { parseConfig } from '../../shared/config/load-config.ts';
import { CHECK_IDS } from '../../shared/present/check-titles.ts';
import { renderMessages } from '../../shared/report/terminal/render-messages.ts';
import { renderChanges } from '../../shared/report/terminal/render-terminal.ts';
import { sendAlerts } from './alerts.ts';
import { auditWith } from './audit.ts';
import { DEMO_CONFIG } from './demo-config.ts';
import { disableKeyAndSay } from './demo-event.ts';
import { type PastCall, writePast } from './demo-history.ts';
import { listenForEvents } from './event-listener.ts';
import { programName } from './program.ts';
import { type CommonOptions, type Runtime, wantsColours, widthOf } from './runtime.ts';

const DEMO = { failOn: 'none', budgets: false } as const;

export interface DemoCommand extends CommonOptions {
  all?: boolean;
  /** File of the page; of what is shown on a terminal one is written in any case. */
  html?: string;
}

/** `sealwatch demo`: starts the sandbox with its demo account and audits that, over real HTTP. */
export async function demo({ html: given, ...options }: DemoCommand, runtime: Runtime): Promise<number> {
  const isShort = options.json || options.quiet;
  const html = given ?? 'sealwatch-demo.html';
  const listener = await listenForEvents();
  const sandbox = await startSandbox({ scenario: 'demo', rates: 'off', eventTarget: listener.url });
  try {
    const env = {
      ...runtime.env,
      ALIBABA_CLOUD_ACCESS_KEY_ID: sandbox.accessKeyId,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: sandbox.accessKeySecret,
      ALIBABA_CLOUD_SECURITY_TOKEN: undefined,
      SEALWATCH_ENDPOINT: sandbox.url,
      SEALWATCH_NOW: sandbox.now().toISOString(),
    };
    const language = options.lang ?? 'en';
    const config = parseConfig(`language: ${language}\n${DEMO_CONFIG}`, 'demo', env, { checks: CHECK_IDS });
    const store = memoryStore();
    const page = isShort && given !== undefined ? { html: given } : {};
    const settings = { ...options, ...DEMO, ...page };
    const { report: first } = await auditWith(config, store, settings, { ...runtime, env });
    if (isShort) return 0;
    await sendAlerts(config, store, { ...runtime, env });
    await writePast(store, first, await callsOf(sandbox));
    await anHourLater(sandbox, async (now) => {
      const later = { ...runtime, env: { ...env, SEALWATCH_NOW: now } };
      const { report } = await auditWith(config, store, { ...options, ...DEMO, quiet: true, html }, later);
      const colours = wantsColours(options, runtime);
      runtime.stdout.write(`\n${LATER[language]}\n\n`);
      runtime.stdout.write(renderChanges(report, { language, width: widthOf(runtime), colours }));
      await sendAlerts(config, store, later);
      const before = await messagesOf(sandbox);
      runtime.stdout.write(`\n${MESSAGES[language]}\n${renderMessages(before, widthOf(runtime))}`);
      const ms = await disableKeyAndSay(sandbox, listener, { config, store, runtime: later });
      const news = (await messagesOf(sandbox)).slice(before.length);
      const told = EVENT[language].replace('{ms}', String(ms));
      runtime.stdout.write(`\n${told}\n${renderMessages(news, widthOf(runtime))}`);
    });
    runtime.stdout.write(NEXT_STEPS[language].replace('{html}', html).replace('{program}', programName()));
    return 0;
  } finally {
    await sandbox.close();
    listener.close();
  }
}

/** People work on the account; then it is audited again. */
async function anHourLater(sandbox: Sandbox, audit: (now: string) => Promise<void>): Promise<void> {
  const { world, url } = sandbox;
  const advance = (length: string) =>
    fetch(`${url}/_sandbox/clock`, { method: 'POST', body: JSON.stringify({ advance: length }) });
  await advance('PT20M');
  world.enableKey({ key: 'hz-orders', by: 'alice' });
  world.switchEncryption({ cluster: 'checkout-prod', on: false, by: 'bob', userAgent: 'aliyuncli/3.0' });
  world.setDeletionProtection({ key: 'hz-pay', on: false, by: 'carol', refused: 'Forbidden.NoPermission' });
  await advance('PT40M');
  await audit(sandbox.now().toISOString());
}

/** What was called before the demo begins. */
async function callsOf({ url }: Sandbox): Promise<PastCall[]> {
  const answer = await fetch(`${url}/_sandbox/past`);
  const { calls } = (await answer.json()) as { calls: PastCall[] };
  return calls;
}

/** What the DingTalk group of the sandbox received. */
async function messagesOf({ url }: Sandbox): Promise<string[]> {
  const answer = await fetch(`${url}/_sandbox/outbox`);
  const { messages } = (await answer.json()) as { messages: { text: string }[] };
  return messages.map(({ text }) => text);
}

const MESSAGES = {
  en: '  The DingTalk group of the demo received:',
  zh: '  演示的钉钉群收到：',
};

const EVENT = {
  en: '  Then alice disables the key of pay-prod; {ms} ms after the event the group reads:',
  zh: '  随后 alice 禁用了 pay-prod 的密钥；事件发生 {ms} 毫秒后群里收到：',
};

const LATER = {
  en: '  An hour later the demo account is audited again:',
  zh: '  一小时后再次审计演示账号：',
};

const NEXT_STEPS = {
  en: `
  The report as a page: {html}

  This was an invented account in a sandbox on this machine. For your own account:

    export ALIBABA_CLOUD_ACCESS_KEY_ID=... ALIBABA_CLOUD_ACCESS_KEY_SECRET=...
    {program} audit

`,
  zh: `
  网页版报告：{html}

  以上是本机沙箱中的虚构账号。审计您自己的账号：

    export ALIBABA_CLOUD_ACCESS_KEY_ID=... ALIBABA_CLOUD_ACCESS_KEY_SECRET=...
    {program} audit --lang zh

`,
};
