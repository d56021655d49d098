import { createHmac } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { parseConfig } from '../../shared/config/load-config.ts';
import { channelOpener } from '../../shared/deliver/open-channels.ts';
import { signLink, verifyLink } from '../../shared/deliver/report-link.ts';
import { Secret } from '../../shared/model/secret.ts';
import { alert } from '../notify/notices.ts';
import { scriptedServer } from '../scripted-server.ts';

const NOW = new Date('2026-11-23T15:00:00Z');
const KEY = 'link-secret-0123456789';
const URL_OF_REPORT = 'https://audit.example.com/?lang=zh';

/** What a robot, and then a console, are told of the address. */
async function addresses(report: string): Promise<{ button: string; printed: string }> {
  const server = await scriptedServer({ status: 200, body: { errcode: 0, errmsg: 'ok' } });
  onTestFinished(() => server.close());
  const robot = 'type: dingtalk-robot, webhook: "https://oapi.dingtalk.com/robot/send?access_token=x"';
  const text = `alerts: { channels: [{ ${robot} }, { type: console }] }\nreport: ${report}`;
  const config = parseConfig(text, 'test', {}, { checks: [] });
  let printed = '';
  const open = channelOpener(config, {
    ...{ fetch, now: () => NOW, realNow: () => NOW, tokens: new Map() },
    detour: { host: server.host, protocol: 'http' },
    write: (said) => {
      printed += said;
    },
  });
  const { channels, outgoing } = open(new Map());
  for (const [name, channel] of channels)
    await channel.deliver(outgoing(name, alert({ reportUrl: URL_OF_REPORT })));
  const body = JSON.parse(server.received[0]?.body ?? '');
  const buttons: { actionURL: string }[] = body.actionCard.btns ?? [{ actionURL: body.actionCard.singleURL }];
  return { button: buttons[0]?.actionURL ?? '', printed };
}

test('the button opens the report for seven days without a token; nothing that is printed does', async () => {
  const { button, printed } = await addresses(`{ linkSecrets: ["${KEY}", "another-secret-0123456789"] }`);
  const link = new URL(button);
  const { expires = '', scope = '', signature = '', lang } = Object.fromEntries(link.searchParams);
  expect([link.origin, lang, scope, expires]).toEqual([
    'https://audit.example.com',
    'zh',
    'read',
    String(Date.parse('2026-12-01T00:00:00Z') / 1000),
  ]);
  expect(verifyLink({ expires, scope, signature }, [new Secret(KEY)], NOW)).toBe('read');
  expect(printed).toContain(URL_OF_REPORT);
  expect(printed).not.toContain('signature');
});

test('without a key it is the plain address', async () => {
  expect((await addresses('{ linkSecrets: [""] }')).button).toBe(URL_OF_REPORT);
});

test('who changes anything of a link has none', () => {
  const link = new URL(signLink(URL_OF_REPORT, new Secret(KEY), 'read', new Date('2026-12-01T00:00:00Z')));
  const { expires = '', scope = '', signature = '' } = Object.fromEntries(link.searchParams);
  const verify = (change: object, now = NOW) =>
    verifyLink({ expires, scope, signature, ...change }, [new Secret('x'.repeat(16)), new Secret(KEY)], now);
  expect(verify({})).toBe('read');
  expect(verify({}, new Date('2026-11-30T23:59:59Z'))).toBe('read');
  expect(verify({}, new Date('2026-12-01T00:00:00Z'))).toBeNull();
  for (const change of [
    { scope: 'run' },
    { scope: '' },
    { expires: `${Number(expires) + 1}` },
    { expires: `${expires}.0` },
    { expires: 'NaN' },
    { signature: '' },
    { signature: signature.slice(1) },
  ])
    expect(verify(change)).toBeNull();
});

// Only who has the key can make these; they would never end, or have many spellings.
test.each(['NaN', '', 'Infinity', '1e15', '0x7fffffff', ' 99999999999'])(
  'an end of %j opens nothing, although it is signed',
  (expires) => {
    const signature = createHmac('sha256', KEY)
      .update(`sealwatch-link/1\nread\n${expires}`)
      .digest('base64url');
    expect(verifyLink({ expires, scope: 'read', signature }, [new Secret(KEY)], NOW)).toBeNull();
  },
);

test('a signature in another spelling opens nothing', () => {
  const expires = String(Math.floor(NOW.getTime() / 1000) + 60);
  const signature = createHmac('sha256', KEY)
    .update(`sealwatch-link/1\nread\n${expires}`)
    .digest('base64url');
  const claim = { expires, scope: 'read', signature };
  expect(verifyLink(claim, [new Secret(KEY)], NOW)).toBe('read');
  for (const other of [`${signature}=`, `${signature} `, `${signature}!!`, signature.slice(0, 42)])
    expect(verifyLink({ ...claim, signature: other }, [new Secret(KEY)], NOW)).toBeNull();
});
