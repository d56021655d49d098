import { generateKeyPairSync, sign } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../../functions/cli/run.ts';
import { machine } from '../../functions/machine.ts';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { advance } from '../jobs/harness.ts';
import { ask, scenarioFile, textAt } from '../sandbox/signed.ts';
import { configFile, environmentOf, fastClock, runCli, setFaults } from './run-cli.ts';

const TOKEN = 'read-token-0123456789';
/** By another key, of something else. */
const FORGED = sign(
  'sha256',
  Buffer.from('another text'),
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
).toString('base64');

let sandbox: Sandbox;
let kms: { region: string; keyId: string; keyVersionId: string };

const askKms = (action: string, params: Record<string, string>) =>
  ask(sandbox, 'kms.cn-hangzhou', action, params);

async function made(KeySpec: string): Promise<typeof kms> {
  const { body } = await askKms('CreateKey', { KeySpec, KeyUsage: 'SIGN/VERIFY' });
  const KeyId = textAt(body, 'KeyMetadata.KeyId');
  const versions = await askKms('ListKeyVersions', { KeyId });
  const keyVersionId = textAt(versions.body, 'KeyVersions.KeyVersion.0.KeyVersionId');
  return { region: 'cn-hangzhou', keyId: KeyId, keyVersionId };
}

beforeAll(async () => {
  const scenario = scenarioFile(`
caller: LTAIsigningowner
accounts:
  - id: "1000000000000001"
    users: [{ name: admin, policies: [AdministratorAccess], grants: [{ cluster: all, role: admin }] }]
    accessKeys: [{ id: LTAIsigningowner, secret: secretOwner, user: admin }]
    buckets: [{ name: sealwatch-evidence, region: cn-hangzhou }]
    keys: [{ name: k, id: key-hzz00000000000000001a, region: cn-hangzhou }]
    clusters: [{ name: pay-prod, region: cn-hangzhou, key: k }]
    trails: [{ name: audit-all, home: cn-hangzhou, sls: audit-sandbox }]
`);
  sandbox = await startSandbox({ scenario, rates: 'off' });
  kms = await made('EC_P256');
});
afterAll(() => sandbox.close());

/** A store in the bucket, each test below its own prefix. */
const configOf = (prefix: string, signingKey: object): string =>
  configFile(`
store: { oss: { bucket: sealwatch-evidence, region: cn-hangzhou, prefix: ${prefix} } }
evidence: ${JSON.stringify({ signingKey })}
report: { tokens: ["${TOKEN}"] }
`);

const cli = (config: string, ...argv: string[]) =>
  runCli([...argv, '--config', config], environmentOf(sandbox));

/** What `sealwatch serve` answers. */
async function publicKeyOf(config: string): Promise<Response> {
  const stop = new AbortController();
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const ended = run(['serve', '--port', '0', '--json', '--config', config], {
    ...{ env: environmentOf(sandbox), stdout, stderr, clock: fastClock, signal: stop.signal },
    ...{ now: () => new Date(), random: () => 0, uuid: machine.uuid },
  });
  const [line] = await once(stdout, 'data');
  const { url } = JSON.parse(String(line)) as { url: string };
  const answer = await fetch(`${url}/evidence/public-key`, { headers: { authorization: `Bearer ${TOKEN}` } });
  const body = await answer.text();
  stop.abort();
  await ended;
  return new Response(body, answer);
}

interface Told {
  whole: boolean;
  chains: { job: string; signatures: { signed: number; unsigned: string[]; refused: string[] } }[];
}

/** What doctor says of it. */
async function signatureItem(config: string): Promise<string | undefined> {
  const told = (await cli(config, 'doctor', '--json')).json() as Diagnosed;
  return told.items.find(({ id }) => id === 'evidence-signature')?.result;
}

interface Diagnosed {
  items: { id: string; result: string }[];
}

const unsignedIn = ({ chains }: Told): string[] =>
  chains.flatMap(({ job, signatures }) => signatures.unsigned.map(() => job)).sort();

describe('a key of KMS', () => {
  test('signs every run in the bucket, and its public key is told and checks them', async () => {
    const config = configOf('whole', { kms });
    const audited = await cli(config, 'audit', '--json');
    expect(
      Object.values(audited.report().accounts[0]?.jobs ?? {}).every(({ trouble }) => trouble === null),
    ).toBe(true);
    const answer = await publicKeyOf(config);
    expect(answer.status).toBe(200);
    const text = await answer.text();
    expect(JSON.parse(text)).toMatchObject({ algorithm: 'ecdsa-p256-sha256' });
    const file = join(mkdtempSync(join(tmpdir(), 'key-')), 'key.json');
    writeFileSync(file, text);
    const verified = await cli(config, 'report', '--public-key', file, '--json');
    expect([verified.code, unsignedIn(verified.json() as Told)]).toEqual([0, []]);
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;
    const hex = other.export({ type: 'spki', format: 'der' }).toString('hex');
    expect((await cli(config, 'report', '--public-key', hex)).code).toBe(1);
  });

  test.each([
    [
      'is disabled',
      () => askKms('DisableKey', { KeyId: kms.keyId }),
      () => askKms('EnableKey', { KeyId: kms.keyId }),
    ],
    [
      'may not be used',
      () => setFaults(sandbox, [{ kind: 'deny', action: 'AsymmetricSign' }]),
      () => setFaults(sandbox, []),
    ],
    [
      'is throttled',
      () => setFaults(sandbox, [{ kind: 'throttle', action: 'AsymmetricSign' }]),
      () => setFaults(sandbox, []),
    ],
    [
      'answers a signature that is none of it',
      () =>
        setFaults(sandbox, [{ kind: 'wrongType', action: 'AsymmetricSign', field: 'Value', value: FORGED }]),
      () => setFaults(sandbox, []),
    ],
  ])(
    'that %s loses no run: it is stored unsigned, told, and not whole for who gives the key',
    async (what, spoil, mend) => {
      const config = configOf(what.replaceAll(' ', '-'), { kms });
      await spoil();
      const audited = await cli(config, 'audit', '--json');
      expect(audited.code).toBe(2);
      const { complete, accounts, clusters } = audited.report();
      expect([complete, clusters.length]).toEqual([false, 1]);
      expect(accounts[0]?.jobs['keys']?.trouble).toMatchObject({ code: 'EvidenceUnsigned' });
      expect((await cli(config, 'audit')).out).toContain('stored unsigned');
      await mend();
      await advance(sandbox, 'PT1H');
      const mended = await cli(config, 'audit', '--json');
      expect(mended.report().accounts[0]?.jobs['keys']?.trouble).toBeNull();
      const plain = await cli(config, 'report', '--verify', '--json');
      expect([plain.code, unsignedIn(plain.json() as Told).filter((job) => job === 'keys')]).toEqual([
        0,
        ['keys', 'keys'],
      ]);
      const file = join(mkdtempSync(join(tmpdir(), 'key-')), 'key.json');
      writeFileSync(file, await (await publicKeyOf(config)).text());
      const strict = await cli(config, 'report', '--public-key', file);
      expect([strict.code, strict.out]).toEqual([
        1,
        expect.stringMatching(/runs are not signed, the\s+newest is/),
      ]);
    },
  );

  test('of another kind signs nothing, which doctor and the endpoint tell before the first run', async () => {
    const config = configOf('other-kind', { kms: await made('RSA_2048') });
    const answer = await publicKeyOf(config);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([503, 'application/problem+json']);
    expect(await signatureItem(config)).toBe('failed');
    expect(await signatureItem(configOf('good', { kms }))).toBe('ok');
  });
});

describe('a setting that is no key', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const der = (key: typeof rsa): string => key.export({ type: 'pkcs8', format: 'der' }).toString('base64');
  const pem = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }).toString();

  test.each([
    ['nothing like it', 'not-a-key-0123456789', 'expected a private key, PKCS#8 as PEM or base64'],
    ['an empty text', '', 'evidence.signingKey: expected'],
    ['a public key', pem, 'expected a private key, PKCS#8 as PEM or base64'],
    ['an RSA key', der(rsa), 'expected an ed25519 key, such as `openssl genpkey -algorithm ed25519` makes'],
    ['a key of a curve', der(ec), 'expected an ed25519 key'],
  ])('%s is a mistake among the others, and is not repeated', async (_what, key, said) => {
    const config = configFile(`language: klingon\nevidence: { signingKey: "\${SIGNING_KEY}" }`);
    const { code, err } = await runCli(
      ['audit', '--config', config],
      environmentOf(sandbox, { SIGNING_KEY: key }),
    );
    expect(code).toBe(3);
    expect(err.replaceAll(/\s+/g, ' ')).toContain(said);
    expect(err).toContain('language');
    if (key !== '') expect(err).not.toContain(key.slice(0, 60));
  });

  test.each([
    ['a variable that is not set', '"${NO_SUCH_KEY}"', 'environment variable NO_SUCH_KEY is not set'],
    ['a key of KMS without its version', '{ kms: { region: cn-hangzhou, keyId: key-1 } }', 'keyVersionId'],
  ])('%s is told by its name', async (_what, value, said) => {
    const { code, err } = await runCli(
      ['audit', '--config', configFile(`evidence: { signingKey: ${value} }`)],
      environmentOf(sandbox),
    );
    expect([code, err]).toEqual([3, expect.stringContaining(said)]);
  });
});

test('without a key nothing is published', async () => {
  const config = configFile(`report: { tokens: ["${TOKEN}"] }`);
  const answer = await publicKeyOf(config);
  expect([answer.status, await answer.text()]).toEqual([404, expect.stringContaining('not signed')]);
});
