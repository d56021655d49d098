import { readFileSync } from 'node:fs';
import { CHANNELS } from '../../shared/notify/channels.ts';
import { camelCase, pascalCase, withItem } from './names.ts';

const LIST = 'shared/notify/channels.ts';

/** The files of a new alert channel by path: its folder, its tests, and the list of channels. */
export function newChannel(type: string): Record<string, string> {
  if (CHANNELS.some((channel) => channel.type === type))
    throw new Error(`there is a channel ${type} already`);
  const name = `${camelCase(type)}Channel`;
  const config = `${pascalCase(type)}Config`;
  const folder = `shared/notify/${type}`;
  return {
    [`${folder}/settings.ts`]: settings(type, config),
    [`${folder}/channel.ts`]: channel(name),
    [`${folder}/send.ts`]: send(config),
    [`${folder}/probe.ts`]: probe(config),
    [`test/notify/${type}/contract.test.ts`]: contractTest(type),
    [`test/notify/${type}/send.test.ts`]: sendTest(type),
    [LIST]: withItem(readFileSync(LIST, 'utf8'), { name, from: `./${type}/channel.ts` }),
  };
}

function settings(type: string, config: string): string {
  return `import * as v from 'valibot';
import { secretUrl } from '../../model/setting.ts';
import { channelSettings } from '../channel-settings.ts';

export const settings = v.strictObject({
  type: v.literal('${type}'),
  ...channelSettings,
  url: secretUrl,
});

export type ${config} = v.InferOutput<typeof settings>;
`;
}

function channel(name: string): string {
  return `import { defineChannel } from '../define-channel.ts';
import { settings } from './settings.ts';

/** TODO: where the messages go. */
export const ${name} = defineChannel({
  settings,
  signsLinks: false,
  send: () => import('./send.ts'),
  probe: () => import('./probe.ts'),
});
`;
}

function send(config: string): string {
  return `import { within } from '../../model/deadline.ts';
import type { Channel, Delivery } from '../../model/notice.ts';
import type { ChannelDeps } from '../deps.ts';
import { later, withoutAnswer } from '../later.ts';
import { renderNotice } from '../render-notice.ts';
import { terminalText } from '../terminal-text.ts';
import type { ${config} } from './settings.ts';

const WAIT_SECONDS = 60;

/** TODO: how it sends, and the page that describes it. */
export function open({ url }: ${config}, deps: ChannelDeps): Channel {
  return {
    name: deps.name,
    deliver: async (notice) => {
      const rendered = renderNotice(notice, deps.language);
      return post(url.reveal(), { title: rendered.title, text: terminalText(rendered, 100, deps.language) }, deps);
    },
  };
}

async function post(url: string, body: object, deps: ChannelDeps): Promise<Delivery> {
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  const request = { method: 'POST', headers, body: JSON.stringify(body), redirect: 'manual' } as const;
  try {
    return await within(deps.timeoutMs, async (signal) => {
      const answer = await deps.fetch(url, { ...request, signal });
      await answer.body?.cancel();
      return deliveryOf(answer, deps.now());
    });
  } catch (error) {
    return withoutAnswer(error, deps.now(), WAIT_SECONDS);
  }
}

function deliveryOf({ ok, status }: Response, now: Date): Delivery {
  if (ok) return { kind: 'sent' };
  const code = \`HTTP \${status}\`;
  if (status === 429 || status >= 500) return later(now, WAIT_SECONDS, code, 'the receiver is busy');
  return {
    kind: 'refused',
    cause: 'configuration',
    code,
    why: 'the receiver refused the message',
    hint: 'Check \`url\` of the channel.',
  };
}
`;
}

function probe(config: string): string {
  return `import type { Probe, ProbeDeps } from '../deps.ts';
import { probeHost } from '../probe-host.ts';
import type { ${config} } from './settings.ts';

/** No detour leads to a receiver of the user's own. */
export function probe({ url }: ${config}, deps: ProbeDeps): Promise<Probe> {
  return probeHost(new URL(url.reveal()), { ...deps, detour: null });
}
`;
}

function contractTest(type: string): string {
  return `import { settings } from '../channel-world.ts';
import { channelContract } from '../contract.ts';

channelContract({
  config: (host) => settings({ type: '${type}', url: \`http://\${host}/tokenOfTheAddress\` }),
  receiver: 'server',
});
`;
}

function sendTest(type: string): string {
  return `import { expect, onTestFinished, test } from 'vitest';
import { open } from '../../../shared/notify/${type}/send.ts';
import { type Reply, scriptedServer } from '../../scripted-server.ts';
import { channelWorld, settings } from '../channel-world.ts';
import { alert } from '../notices.ts';

async function sent(reply: Reply) {
  const server = await scriptedServer(reply);
  onTestFinished(() => server.close());
  const config = settings({ type: '${type}', url: \`http://\${server.host}/tokenOfTheAddress\` });
  const delivery = await open(config, channelWorld(null).deps).deliver(alert());
  return { delivery, received: server.received };
}

test('posts title and text', async () => {
  const { delivery, received } = await sent({ status: 200 });
  expect(delivery).toEqual({ kind: 'sent' });
  expect(received).toMatchObject([{ method: 'POST', path: '/tokenOfTheAddress' }]);
  const { title, text } = JSON.parse(received[0]?.body ?? '');
  expect(title).toContain('pay-prod');
  expect(text).toContain('KMS key disabled');
});

test.each([
  { status: 401, kind: 'refused' },
  { status: 429, kind: 'later' },
  { status: 503, kind: 'later' },
])('HTTP $status: $kind', async ({ status, kind }) => {
  expect((await sent({ status })).delivery).toMatchObject({ kind, code: \`HTTP \${status}\` });
});
`;
}
