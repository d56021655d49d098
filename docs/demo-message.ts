import { DEMO_CONFIG } from '../functions/cli/demo-config.ts';
import { type Sandbox, startSandbox } from '../sandbox/start.ts';
import { phoneLines } from '../shared/notify/phone-lines.ts';
import { configFile, environmentOf, runCli } from '../test/e2e/run-cli.ts';
import { advance } from '../test/jobs/harness.ts';

/** A message as the DingTalk of the sandbox got it. */
export interface SentMessage {
  title: string;
  text: string;
  buttons: readonly { title: string }[];
}

const PEOPLE = '      mobiles: ["13800000000"]\n';
const LINKS = 'linkSecrets: ["0123456789abcdef0123456789abcdef"]';

/** The messages of the demo account, with the settings that nobody changed: the first one, and that of a key that is disabled then. */
export async function demoMessages(language: string): Promise<{ first: SentMessage; alert: SentMessage }> {
  const sandbox = await startSandbox({ scenario: 'demo', rates: 'off' });
  try {
    const changed = DEMO_CONFIG.replace('  top: 3\n', '')
      .replace(PEOPLE, '')
      .replace(/url: (\S+)/, `url: $1, ${LINKS}`);
    const file = configFile(`language: ${language}\n${changed}`);
    const audit = () => runCli(['audit', '--alert', '--quiet', '--config', file], environmentOf(sandbox));
    await audit();
    const [first] = await sent(sandbox);
    sandbox.world.disableKey({ key: 'hz-pay', by: 'dana.wu' });
    await advance(sandbox, 'PT20M');
    await audit();
    const alert = (await sent(sandbox)).find(({ title }) => title.includes('pay-prod'));
    if (!first || !alert) throw new Error('The demo sent no message.');
    return { first, alert };
  } finally {
    await sandbox.close();
  }
}

async function sent({ url }: Sandbox): Promise<readonly SentMessage[]> {
  const answer = await fetch(`${url}/_sandbox/outbox`);
  return ((await answer.json()) as { messages: SentMessage[] }).messages;
}

/** Lines that the text takes on a phone; marks and the addresses of links are not shown. */
export function linesOfText(text: string): number {
  const shown = text.replace(/\]\([^)]*\)/g, ']').replace(/[*#`>]/g, '');
  const lines = shown.split('\n').filter((line) => line.trim() !== '');
  return lines.reduce((sum, line) => sum + phoneLines(line.trim()), 0);
}
