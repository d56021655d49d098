import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { readKubeconfig } from '../../shared/api-server/kubeconfig.ts';
import { certificate } from './certificates.ts';

const NOW = new Date();
const SERVER = 'https://10.0.0.10:6443';
const ca = certificate({ name: 'cluster-ca' });
const client = certificate({ name: 'prover', by: ca });
const base64 = (text: string) => Buffer.from(text).toString('base64');

interface Parts {
  apiVersion?: unknown;
  cluster?: object;
  user?: object;
  context?: object;
  more?: object;
}

function config({ cluster, user, context, more }: Parts = {}): Record<string, unknown> {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: 'kubernetes',
        cluster: { server: SERVER, 'certificate-authority-data': base64(ca.cert), ...cluster },
      },
    ],
    contexts: [{ name: 'c', context: { cluster: 'kubernetes', user: 'u', ...context } }],
    users: [
      {
        name: 'u',
        user: user ?? {
          'client-certificate-data': base64(client.cert),
          'client-key-data': base64(client.key),
        },
      },
    ],
    'current-context': 'c',
    preferences: {},
    ...more,
  };
}

const read = (value: unknown, server: readonly string[] | 'any' = [`${SERVER}/`]) =>
  readKubeconfig(typeof value === 'string' ? value : stringify(value), { server }, NOW);

test('the login of a kubeconfig as ACK writes it', () => {
  const login = read(config());
  expect(login).toMatchObject({ seen: true, value: { server: SERVER, ca: ca.cert, cert: client.cert } });
  expect(login.seen && login.value.key?.reveal()).toBe(client.key);
  expect(login.seen && Date.parse(login.value.expires ?? '')).toBeGreaterThan(NOW.getTime() + 3_500_000);
});

test('a token is a login, too, and JSON is YAML', () => {
  const login = read(JSON.stringify(config({ user: { token: 'abc' } })));
  expect(login.seen && login.value.token?.reveal()).toBe('abc');
});

test('a secret is not printed', () => {
  expect(inspect(read(config()), { depth: 9 })).not.toContain(client.key.split('\n')[1]);
  expect(JSON.stringify(read(config({ user: { token: 'topsecret' } })))).not.toContain('topsecret');
});

test('a server with another port or name is another one; without knowledge any is taken', () => {
  for (const server of [[], ['https://10.0.0.10'], ['https://10.0.0.11:6443'], ['http://10.0.0.10:6443']]) {
    expect(read(config(), server)).toMatchObject({ because: 'malformed', code: 'KubeconfigRefused' });
  }
  expect(read(config(), 'any')).toMatchObject({ seen: true });
  expect(read(config(), ['https://x', SERVER])).toMatchObject({ seen: true });
});

const other = certificate({ name: 'other', by: ca });
const past = certificate({ name: 'old', by: ca, from: new Date(0), to: new Date(1_000_000) });
const future = certificate({
  name: 'new',
  by: ca,
  from: new Date(NOW.getTime() + 7_200_000),
  to: new Date(NOW.getTime() + 9_200_000),
});
const oldCa = certificate({ name: 'cluster-ca', from: new Date(0), to: new Date(1_000_000) });
const identity = (pair: { cert: string; key: string }) => ({
  'client-certificate-data': base64(pair.cert),
  'client-key-data': base64(pair.key),
});
const yaml = stringify(config());

test.each<[string, unknown, RegExp]>([
  ['a program', config({ user: { exec: { command: 'sh' } } }), /user\.exec is not accepted/],
  ['a provider', config({ user: { 'auth-provider': { name: 'gcp' } } }), /auth-provider is not accepted/],
  ['a password', config({ user: { username: 'a', password: 'b' } }), /username is not accepted/],
  ['a file of a key', config({ user: { 'client-key': '/etc/key' } }), /client-key is not accepted/],
  ['a file of a token', config({ user: { tokenFile: '/var/run/x' } }), /tokenFile is not accepted/],
  ['somebody else', config({ user: { ...identity(client), as: 'admin' } }), /user\.as is not accepted/],
  ['groups', config({ user: { token: 'a', 'as-groups': ['x'] } }), /as-groups is not accepted/],
  [
    'no safeguard',
    config({ cluster: { 'insecure-skip-tls-verify': true } }),
    /insecure-skip-tls-verify is not accepted/,
  ],
  ['a proxy', config({ cluster: { 'proxy-url': 'http://p' } }), /proxy-url is not accepted/],
  ['another name', config({ cluster: { 'tls-server-name': 'x' } }), /tls-server-name is not accepted/],
  [
    'a file of an authority',
    config({ cluster: { 'certificate-authority': '/x' } }),
    /certificate-authority is not accepted/,
  ],
  ['http', config({ cluster: { server: 'http://10.0.0.10:6443' } }), /no plain https address/],
  ['a path', config({ cluster: { server: `${SERVER}/k8s/x` } }), /no plain https address/],
  [
    'a user in the address',
    config({ cluster: { server: 'https://a:b@10.0.0.10:6443' } }),
    /no plain https address/,
  ],
  [
    'no authority',
    config({ cluster: { 'certificate-authority-data': undefined } }),
    /certificate-authority-data is missing/,
  ],
  ['an odd authority', config({ cluster: { 'certificate-authority-data': 'AAAA' } }), /is not base64 of PEM/],
  [
    'an old authority',
    config({ cluster: { 'certificate-authority-data': base64(oldCa.cert) } }),
    /certificate-authority-data has expired/,
  ],
  ['an old certificate', config({ user: identity(past) }), /client-certificate-data has expired/],
  ['an early certificate', config({ user: identity(future) }), /client-certificate-data is not valid yet/],
  [
    'a foreign key',
    config({ user: identity({ cert: client.cert, key: other.key }) }),
    /do not belong together/,
  ],
  ['no key', config({ user: { 'client-certificate-data': base64(client.cert) } }), /neither a token nor/],
  ['both', config({ user: { ...identity(client), token: 'x' } }), /both a token and a certificate/],
  ['nobody', config({ user: {} }), /neither a token nor/],
  ['a token with a line', config({ user: { token: 'a\r\nb: c' } }), /the token is no plain text/],
  [
    'clusters that disagree',
    config({
      more: {
        clusters: [
          ...(config().clusters as []),
          ...(config({ cluster: { server: 'https://x' } }).clusters as object[]).map((c) => ({
            ...c,
            name: 'b',
          })),
        ],
      },
    }),
    /disagree/,
  ],
  [
    'a name twice',
    config({ more: { clusters: [...(config().clusters as []), ...(config().clusters as [])] } }),
    /stands there twice/,
  ],
  ['a context of nothing', config({ context: { user: 'x' } }), /not there/],
  ['a context that is not there', config({ more: { 'current-context': 'x' } }), /not there/],
  ['another kind', config({ more: { kind: 'Secret' } }), /kind is missing or/],
  ['more', config({ more: { extra: 1 } }), /extra is not accepted/],
  ['two documents', `${yaml}---\n${yaml}`, /several documents/],
  ['an alias', yaml.replace('preferences: {}', 'preferences: &a {}\nextensions: *a'), /an anchor|an alias/],
  ['a tag', yaml.replace('kind: Config', 'kind: !!str Config'), /a tag/],
  ['a tag of nobody', yaml.replace('kind: Config', 'kind: !js/function Config'), /not valid YAML|a tag/],
  ['a merge', yaml.replace('preferences: {}', 'preferences: {}\n<<: {a: 1}'), /not accepted/],
  ['a key twice', `${yaml}kind: Config\n`, /not valid YAML/],
  ['no YAML', '{', /not valid YAML/],
  ['nothing', '', /./],
  ['a list', '[]', /./],
  ['a deep nest', '['.repeat(100_000), /nested too deep|not valid YAML/],
  ['a long text', `${yaml}#${'x'.repeat(200_000)}`, /longer than/],
])('%s is refused', (_what, given, why) => {
  const login = read(given);
  expect(login).toMatchObject({ seen: false, because: 'malformed', detail: expect.stringMatching(why) });
});

test('what is refused is told without what was found', () => {
  const key = client.key.split('\n')[1] ?? '';
  for (const given of [config({ user: { ...identity(client), exec: { command: key } } }), `${yaml}${key}`]) {
    expect(JSON.stringify(read(given))).not.toContain(key);
  }
});

test('names of keys are told without what would move a terminal', () => {
  const login = read(config({ user: { 'ev\u001b[31mil': 1 } }));
  expect(login.seen || login.detail).not.toContain('\u001b');
});
