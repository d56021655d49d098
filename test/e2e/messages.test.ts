import { expect, test } from 'vitest';
import { DEMO_CONFIG } from '../../functions/cli/demo-config.ts';
import { startSandbox } from '../../sandbox/start.ts';
import { localTime } from '../../shared/text/render.ts';
import { advance } from '../jobs/harness.ts';
import { configFile, environmentOf, runCli } from './run-cli.ts';

interface Message {
  at: string;
  buttons: readonly { title: string }[];
  title: string;
  text: string;
}

/** What the DingTalk group of the demo hears in one morning. */
async function morning(language: string): Promise<Message[]> {
  const sandbox = await startSandbox({ scenario: 'demo', rates: 'off' });
  try {
    const digest = DEMO_CONFIG.replace('alerts:\n', 'alerts:\n  digest: { enabled: true, at: "09:30" }\n');
    const file = configFile(`language: ${language}\n${digest}`);
    const audit = () => runCli(['audit', '--alert', '--config', file], environmentOf(sandbox));
    await audit();
    await advance(sandbox, 'PT20M');
    sandbox.world.enableKey({ key: 'hz-orders', by: 'alice' });
    sandbox.world.switchEncryption({ cluster: 'checkout-prod', on: false, by: 'bob' });
    await advance(sandbox, 'PT40M');
    await audit();
    await advance(sandbox, 'PT1H');
    await audit();
    const answer = await fetch(`${sandbox.url}/_sandbox/outbox`);
    return ((await answer.json()) as { messages: Message[] }).messages;
  } finally {
    await sandbox.close();
  }
}

/** The suffix of a run's name, and its hash: both depend on the process. */
const OF_THIS_RUN = /-[0-9a-f]{8} [0-9a-f]{64}/g;

function picture({ at, buttons, title, text }: Message): string {
  const lasting = text.replaceAll(OF_THIS_RUN, '-… …');
  const quoted = lasting.split('\n').map((line) => (line === '' ? '>' : `> ${line}`));
  const end =
    buttons.length > 0 ? ['>', `> ${buttons.map((button) => `[ ${button.title} ]`).join(' ')}`] : [];
  return [`${localTime(at)}, on the phone: \`${title}\``, '', ...quoted, ...end, ''].join('\n');
}

test('docs/messages.md shows what the group of the demo hears in a morning', async () => {
  const page = [
    '# Messages',
    '',
    'What the demo account causes in one morning, as sealwatch sent it to the DingTalk of the sandbox (with `top: 3`). `[ … ]` are buttons.',
    '',
    '## English',
    '',
    ...(await morning('en')).map(picture),
    '## 中文',
    '',
    ...(await morning('zh')).map(picture),
  ].join('\n');
  await expect(page).toMatchFileSnapshot('../../docs/messages.md');
});
