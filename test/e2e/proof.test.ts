import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { certificate } from '../api-server/certificates.ts';
import { items, secretsAnswer, VALUE } from '../api-server/secrets-answer.ts';
import {
  type Answer,
  answers,
  apiServer,
  FAILING,
  READY,
  recordedMetrics,
  VERSION,
} from '../api-server/server.ts';
import { clusterIdOf, kubeconfigOf } from '../sandbox/cluster-visitor.ts';
import { scenarioFile } from '../sandbox/signed.ts';
import { configFile, environmentOf, type Ran, runCli } from './run-cli.ts';

let sandbox: Sandbox;
const now = (): Date => sandbox.now();
beforeAll(async () => {
  sandbox = await startSandbox({ scenario: 'demo', rates: 'off' });
});
afterAll(() => sandbox.close());

const folder = mkdtempSync(join(tmpdir(), 'sealwatch-'));
const saved = (text: string, name = 'kubeconfig'): string => {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
};

/** A kubeconfig of a cluster of the demo, as the console shows it. */
async function opened(name: string, of = sandbox): Promise<string> {
  const login = await kubeconfigOf(of, await clusterIdOf(of, name), { params: { PrivateIpAddress: 'true' } });
  return saved(login.text);
}

async function proofOf(name: string, ...more: string[]): Promise<Ran> {
  return runCli(['proof', '--kubeconfig', await opened(name), ...more], {}, { now });
}

describe('each story of the demo, by its exit code and its words', () => {
  test.each([
    {
      name: 'pay-prod',
      code: 0,
      says: /✔ KMS provider kms-providers? ?.*answers[\s\S]*✔ No value read in plain text/,
    },
    { name: 'audit-prod', code: 1, says: /✖ \d,\d{3} values read in plain text/ },
    { name: 'report-prod', code: 1, says: /✖ 1 value written in plain text/ },
    { name: 'mail-prod', code: 0, says: /· Some values are still encrypted with KMS v1/ },
    { name: 'stock-prod', code: 1, says: /✖ KMS provider \S+ fails[\s\S]*· Do not restart the API server/ },
    { name: 'gateway-prod', code: 1, says: /✖ The API server has no KMS provider/ },
  ])('$name: $code', async ({ name, code, says }) => {
    const ran = await proofOf(name);
    expect([ran.code, ran.err, ran.out]).toEqual([code, '', expect.stringMatching(says)]);
  });
});

test('level ready needs no more than the address, and says that it did not count', async () => {
  const ran = await proofOf('audit-prod', '--level', 'ready');
  expect([ran.code, ran.out]).toEqual([0, expect.stringContaining('The storage of Secrets was not checked')]);
});

describe('with more rights', () => {
  let own: Sandbox;
  const scenario = scenarioFile(`
caller: LTAItestinside
accounts:
  - id: "1000000000000001"
    users: [{ name: admin, id: "200000000000000001", policies: [AdministratorAccess], grants: [{ cluster: all, role: admin }] }]
    accessKeys: [{ id: LTAItestinside, secret: secretInside, user: admin }]
    keys: [{ name: k, id: key-inside, region: cn-hangzhou, deletionProtection: false }]
    clusters:
      - { name: sealed, region: cn-hangzhou, key: k, inside: { secrets: 700, apiServers: 1 } }
      - { name: late, region: cn-hangzhou, key: k, encryptedSince: -P100D, inside: { secrets: 30, apiServers: 1 } }
`);
  beforeAll(async () => {
    own = await startSandbox({ scenario, rates: 'off' });
  });
  afterAll(() => own.close());
  const ask = async (name: string, ...more: string[]): Promise<Ran> =>
    runCli(['proof', '--kubeconfig', await opened(name, own), ...more], environmentOf(own), {
      now: () => own.now(),
    });

  test('Secrets are counted, and named only where that is wanted', async () => {
    const counted = await ask('sealed', '--level', 'cluster');
    expect([counted.code, counted.out]).toEqual([0, expect.stringContaining('700 Secrets.')]);
    expect(counted.out).not.toContain('Names of Secrets');
    const named = await ask('sealed', '--names');
    expect(named.out).toContain('Names of Secrets');
    expect(named.out.split('\n').filter((text) => /^ {2}[a-z0-9-]+\/[a-z0-9.-]+$/.test(text)).length).toBe(
      700,
    );
  });

  test('as JSON, with numbers and no rows', async () => {
    const ran = await ask('late', '--level', 'cluster', '--json');
    expect(ran.code).toBe(1);
    expect(ran.json()).toMatchObject({
      schema: 'sealwatch.look/1',
      level: 'cluster',
      verdict: 'fail',
      lines: expect.arrayContaining([{ status: 'fail', text: expect.stringContaining('in plain text') }]),
      servers: { seen: true, value: [{ read: { plain: expect.any(Number) } }] },
      secrets: { seen: true, value: { total: 30 } },
    });
    expect(ran.out).not.toMatch(/"rows"|PRIVATE KEY|CERTIFICATE/);
  });

  test('in Chinese', async () => {
    const ran = await ask('late', '--lang', 'zh');
    expect([ran.code, ran.out]).toEqual([1, expect.stringMatching(/✖ 自 .* 起读取了 2,\d{3} 个明文值/)]);
    expect(ran.out).not.toMatch(/values read|since/);
  });

  test('with --cluster it is compared with the key that the store knows', async () => {
    const config = configFile();
    const id = await clusterIdOf(own, 'sealed');
    const before = await ask('sealed', '--config', config, '--cluster', id);
    expect([before.code, before.err]).toEqual([
      3,
      expect.stringContaining(`The store knows no cluster ${id}`),
    ]);
    await runCli(['audit', '--quiet', '--config', config], environmentOf(own), { now: () => own.now() });
    const ran = await ask('sealed', '--config', config, '--cluster', id);
    expect([ran.code, ran.out]).toEqual([
      0,
      expect.stringContaining('The key in use is key-inside, as configured for the cluster.'),
    ]);
    const files = readdirSync(join(config, '..'), { recursive: true, encoding: 'utf8' });
    expect(files.filter((file) => /proof|kubeconfig/.test(file))).toEqual([]);
  });
});

/** A kubeconfig for a server of our own. */
function kubeconfig(
  { server, ca, cert, key }: Record<'server' | 'ca' | 'cert' | 'key', string>,
  more = '',
): string {
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  return `apiVersion: v1
kind: Config
clusters:
- name: kubernetes
  cluster:
    server: ${server}
    certificate-authority-data: ${base64(ca)}
contexts:
- name: c
  context: { cluster: kubernetes, user: u }
current-context: c
users:
- name: u
  user:
    client-certificate-data: ${base64(cert)}
    client-key-data: ${base64(key)}
${more}`;
}

async function against(
  answer: Answer,
  argv: readonly string[] = [],
  alter: Partial<Parameters<typeof kubeconfig>[0]> = {},
) {
  const server = await apiServer(answer);
  onTestFinished(server.close);
  const client = certificate({ name: 'prover', by: server.ca });
  const login = { server: server.address, ca: server.ca.cert, cert: client.cert, key: client.key, ...alter };
  return runCli(['proof', '--kubeconfig', saved(kubeconfig(login)), ...argv]);
}

const real = (more: Parameters<typeof answers>[0] = {}): Answer => {
  const list = secretsAnswer(items(3));
  const others = answers({
    '/version': VERSION,
    '/readyz?verbose': READY,
    '/metrics': recordedMetrics('1.35'),
    ...more,
  });
  return (request, response) =>
    request.url?.startsWith('/api/v1/secrets') && !more[request.url]
      ? list(request, response)
      : others(request, response);
};

describe('what a real API server answered', () => {
  test('plain Secrets are counted: 5 of them, after encryption was switched on', async () => {
    const ran = await against(real());
    expect([ran.code, ran.out]).toEqual([1, expect.stringContaining('5 values read in plain text')]);
  });

  test('a failing provider tells why, where it may be read', async () => {
    const why = '[-]kms-provider-0 failed: rpc error: code = Unknown desc = Rejected.Disabled';
    const ran = await against(
      real({ '/readyz?verbose': [500, FAILING], '/readyz/kms-providers': [500, `${why}\n`] }),
    );
    expect([ran.code, ran.out]).toEqual([
      1,
      expect.stringMatching(/✖ KMS provider kms-providers fails: [\s\S]*Rejected\.Disabled/),
    ]);
  });
});

describe('what cannot be seen is unknown, with its cause, and never well', () => {
  const all =
    (status: number, text: string, type = 'application/json'): Answer =>
    (_request, response) =>
      void response.writeHead(status, { 'content-type': type }).end(text);
  const renamed = recordedMetrics('1.35').replaceAll(
    'apiserver_storage_transformation',
    'apiserver_storage_changed',
  );
  test.each<[string, Answer, RegExp]>([
    ['401', all(401, '{}'), /HTTP 401/],
    ['403', all(403, '{"message":"forbidden: User \\"u\\" cannot get path"}'), /forbidden: User/],
    ['HTML', all(200, '<!doctype html><title>x</title>', 'text/html'), /HTML instead of/],
    ['20 MB', all(200, 'x'.repeat(20_000_000)), /longer than/],
    ['no line end', all(200, 'x'.repeat(50_000)), /\?/],
    ['the answer of another server', all(200, '{"kind":"PodList"}'), /\?/],
    ['metrics with other names', real({ '/metrics': renamed }), /read counters are missing/],
    [
      'no metrics',
      real({ '/metrics': [404, 'not found'] }),
      /Metrics could not be read: \/metrics: HTTP 404/,
    ],
  ])('%s', async (_what, answer, says) => {
    const ran = await against(answer, ['--level', 'cluster']);
    expect([ran.code, ran.err, ran.out]).toEqual([2, '', expect.stringMatching(says)]);
  });

  test('a foreign authority, an unreachable address', async () => {
    const foreign = await against(real(), [], { ca: certificate({ name: 'other' }).cert });
    expect([foreign.code, foreign.out]).toEqual([2, expect.stringContaining('is not of the authority')]);
    const closed = await against(real(), [], { server: 'https://127.0.0.1:1' });
    expect([closed.code, closed.out]).toEqual([2, expect.stringContaining('the connection was refused')]);
  });

  test('words of the other side cannot move the cursor', async () => {
    const message = JSON.stringify({ message: 'no \u001b[2J\u202e\r\nright' });
    const ran = await against(all(403, message));
    expect([ran.code, ran.out]).toEqual([2, expect.stringMatching(/no .*right/)]);
    for (const odd of ['\u001b', '\u202e', '\r']) expect(ran.out).not.toContain(odd);
  });

  test('a list that the API server cannot decrypt is told without the name of the Secret', async () => {
    const broken = {
      '/api/v1/secrets?limit=500': [500, '{"message":"unable to transform key \\"/x/shop/db\\""}'] as [
        number,
        string,
      ],
    };
    const ran = await against(real(broken), ['--level', 'cluster']);
    expect(ran.out).toMatch(/\? Secrets could not be listed: the API server cannot decrypt every Secret/);
    expect(ran.out).not.toContain('shop');
  });
});

describe('it does not begin', () => {
  const base = {
    server: 'https://127.0.0.1:1',
    ...certificate({ name: 'x' }),
    ca: certificate({ name: 'ca' }).cert,
  };
  test.each<[string, string, RegExp]>([
    [
      'with a command in it',
      kubeconfig(base).replace('    client-key-data', '    exec: { command: evil }\n    client-key-data'),
      /exec is not accepted/,
    ],
    [
      'with TLS switched off',
      kubeconfig(base).replace(
        '    certificate-authority',
        '    insecure-skip-tls-verify: true\n    certificate-authority',
      ),
      /insecure-skip-tls-verify is not accepted/,
    ],
    [
      'with a file to read',
      kubeconfig(base).replace('client-key-data', 'client-key'),
      /client-key is not accepted/,
    ],
    ['without TLS', kubeconfig({ ...base, server: 'http://127.0.0.1:1' }), /no plain https address/],
    ['with no YAML', '{', /refused/],
  ])('%s', async (_what, text, says) => {
    const ran = await runCli(['proof', '--kubeconfig', saved(text)]);
    expect([ran.code, ran.out, ran.err]).toEqual([3, '', expect.stringMatching(says)]);
    expect(ran.err).not.toMatch(/evil|PRIVATE/);
  });

  test.each<[string, readonly string[], RegExp]>([
    ['without a kubeconfig', [], /--kubeconfig/],
    ['with one that is not there', ['--kubeconfig', '/nowhere/config'], /cannot be read/],
    ['with a level that is none', ['--kubeconfig', 'x', '--level', 'all'], /--level/],
    ['with names of what is not listed', ['--kubeconfig', 'x', '--names', '--level', 'ready'], /--names/],
  ])('%s', async (_what, argv, says) => {
    const { code, err } = await runCli(['proof', ...argv]);
    expect([code, err]).toEqual([3, expect.stringMatching(says)]);
  });
});

test('nothing that it prints holds a value', async () => {
  for (const argv of [['--names'], ['--names', '--json']]) {
    const ran = await against(real(), argv);
    expect(ran.out).toContain('shop/s-1');
    expect(ran.out + ran.err).not.toContain(VALUE);
  }
});
