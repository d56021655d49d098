import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { DEMO_CONFIG } from '../../functions/cli/demo-config.ts';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import {
  NOWHERE,
  newFolder,
  Pairing,
  recordAndReplay,
  type Story,
  scenarioNamed,
} from './record-and-replay.ts';
import { configFile, environmentOf, type Ran, runCli } from './run-cli.ts';

/** Each text within a value, with the names of the fields that lead to it. */
function textsIn(value: unknown, path: readonly string[] = []): { path: readonly string[]; text: string }[] {
  if (typeof value === 'string') return [{ path, text: value }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) =>
    textsIn(item, Array.isArray(value) ? path : [...path, name]),
  );
}

const CHOSEN =
  /^(id|name|account|user|ip|description|secret|management|key|cluster|role|sls|oss|by|session|as|instance|aliases)$/;

/** Everything in a scenario that somebody chose: names, ids, descriptions, tags, addresses, keys and their secrets. */
function ownWords(yaml: string): string[] {
  return textsIn(parse(yaml)).flatMap(({ path, text }) => {
    const [parent, field = ''] = path.slice(-2);
    if (parent === 'tags') return [field, text];
    return CHOSEN.test(field) ? [text] : [];
  });
}

/** Words that the product or the cloud gives, which a scenario happens to use as names, too. */
const PUBLIC =
  /^(Aliyun.*|AdministratorAccess|ReadOnlyAccess|root|all|admin|ops|dev|key|owner|platform|sealwatch|cluster|audit|data)$/;

function bytesOf(folder: string): string {
  return readdirSync(folder)
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n');
}

/** Words would be found within others, so they must stand alone; ids are found anywhere. */
function found(word: string, bytes: string): boolean {
  const escaped = word.replaceAll(/[^\w]/g, '\\$&');
  return new RegExp(/\d{3}/.test(word) ? escaped : `(?<!\\w)${escaped}(?!\\w)`, 'i').test(bytes);
}

describe.each([
  { name: 'demo', configuration: DEMO_CONFIG, clusters: 29 },
  {
    name: 'members',
    configuration: `
directory: { enabled: true }
accounts: [{ id: "1574839201657742", name: payments-team, externalId: team-a-2026 }]`,
    clusters: 3,
  },
])('a recording of $name', ({ name, configuration, clusters }) => {
  let story: Story;
  beforeAll(async () => {
    story = await recordAndReplay(
      scenarioNamed(name),
      configuration,
      ['--json', '--all'],
      ['--record-amounts'],
    );
  });

  test('is judged as the run itself was, without a network and without credentials', () => {
    const { recorded, replayed } = story;
    expect(recorded.report().clusters).toHaveLength(clusters);
    expect(recorded.report().findings.length).toBeGreaterThan(20);
    expect(replayed.err).toBe('');
    expect(replayed.code).toBe(recorded.code);
    new Pairing().compare(recorded.report(), replayed.report());
  });

  test('with amounts that are not its own it is judged the same', async () => {
    const scaled = await recordAndReplay(scenarioNamed(name), configuration, ['--json', '--all']);
    const verdicts = ({ recorded }: Pick<Story, 'recorded'>) =>
      recorded.report().findings.map(({ check, status, severity }) => `${check} ${status} ${severity}`);
    expect(verdicts({ recorded: scaled.replayed })).toEqual(verdicts(story));
    const available = scaled.replayed.report().spend[0]?.available;
    expect(available).not.toBe(story.recorded.report().spend[0]?.available);
  });

  test('holds nothing that tells whose it is', () => {
    const bytes = bytesOf(story.folder);
    const report = story.recorded.report();
    const told = [
      ...report.accounts.flatMap(({ id, name: label }) => [id, label]),
      ...report.clusters.flatMap(({ id, name: label, keyId }) => [id, label, keyId]),
      ...report.clusters.flatMap(({ tags }) => Object.entries(tags).flat()),
      ...report.findings.flatMap(({ actor }) => [
        actor?.name ?? '',
        actor?.source ?? '',
        actor?.eventId ?? '',
      ]),
      ...report.findings.flatMap(({ waiver }) => [waiver?.owner ?? '', waiver?.reason ?? '']),
      ...ownWords(story.scenario),
    ];
    const secrets = [...new Set(told)].filter((word) => word !== '' && !PUBLIC.test(word));
    expect(secrets.filter((word) => found(word, story.recorded.out)).length).toBeGreaterThan(10);
    expect(secrets.filter((word) => found(word, bytes))).toEqual([]);
    // Refused in the demo; the range is the cloud's own.
    expect(bytes.replaceAll('"DestCidrIp":"100.64.0.0/10"', '')).not.toMatch(
      /LTAI|STS\.|203\.0\.113|100\.64\.|10\.0\.0\.|@|157483920|onaliyun|team-a|payments/,
    );
  });

  test('keeps no credentials of the roles that were taken', () => {
    const calls = bytesOf(story.folder)
      .split('\n')
      .filter((line) => line.includes('"AssumeRole"'));
    const taken = calls.filter((line) => line.includes('Credentials'));
    expect(taken).toHaveLength(name === 'members' ? 2 : 0); // each pays for itself, so the managing account is not entered
    for (const line of taken) {
      expect(JSON.parse(line).answer.value.Credentials).toEqual({
        AccessKeyId: expect.stringMatching(/^name-\d+$/),
        AccessKeySecret: '[redacted]',
        SecurityToken: '[redacted]',
        Expiration: expect.any(String),
      });
    }
  });

  test('keeps the ids apart and in their form', () => {
    const pairing = new Pairing();
    pairing.compare(story.recorded.report(), story.replayed.report());
    for (const { id } of story.recorded.report().clusters) {
      expect(pairing.renamed.get(id)).toMatch(/^c[0-9a-f]{32}$/);
    }
    for (const { id } of story.recorded.report().accounts) {
      expect(pairing.renamed.get(id)).toMatch(/^10{9}\d{6}$/);
    }
  });
});

describe('what a recording is', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ scenario: 'healthy', rates: 'off' });
  });
  afterAll(() => sandbox.close());
  beforeEach(async () => {
    await fetch(`${sandbox.url}/_sandbox/reset`, { method: 'POST' });
  });

  const record = async (argv: readonly string[] = [], change: Record<string, string> = {}) => {
    const folder = newFolder();
    return {
      folder,
      ran: await runCli(['audit', '--record', folder, ...argv], environmentOf(sandbox, change)),
    };
  };
  const replay = (folder: string, argv: readonly string[] = []) =>
    runCli(['audit', '--replay', folder, '--json', ...argv], NOWHERE);
  const errorOf = (ran: Ran) => (ran.json() as { error: { code: string; message: string } }).error;
  const linesOf = (folder: string) => readFileSync(join(folder, 'calls.jsonl'), 'utf8').trimEnd().split('\n');
  const rewrite = (folder: string, lines: readonly string[]): void => {
    const file = join(folder, 'manifest.json');
    const manifest = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify({ ...manifest, calls: lines.length }));
    writeFileSync(join(folder, 'calls.jsonl'), lines.map((line) => `${line}\n`).join(''));
  };

  test('a manifest and one line for each call; the store is left alone', async () => {
    const store = join(mkdtempSync(join(tmpdir(), 'sealwatch-')), 'store');
    const config = configFile(`store: { directory: ${JSON.stringify(store)} }`);
    const { folder, ran } = await record(['--config', config, '--lang', 'zh', '--job', 'inventory']);
    expect(ran.code).toBe(2); // without the keys no cluster is known to be healthy
    expect(ran.err).toContain(`已录制到 ${folder}`);
    expect(readdirSync(folder).sort()).toEqual(['calls.jsonl', 'manifest.json']);
    expect(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))).toMatchObject({
      schema: 'sealwatch.recording/1',
      recordedAt: sandbox.now().toISOString(),
      language: 'zh',
      jobs: ['inventory'],
      amounts: 'scaled',
      calls: linesOf(folder).length,
    });
    expect(existsSync(store)).toBe(false);
    const replayed = await replay(folder);
    expect(Object.keys(replayed.report().accounts[0]?.jobs ?? {})).toEqual(['inventory']);
    expect(
      replayed
        .report()
        .findings.map(({ title }) => title)
        .join(),
    ).not.toMatch(/[a-z]{9}/);
  });

  test('amounts are real only when that is wanted', async () => {
    const { folder } = await record(['--job', 'inventory', '--record-amounts']);
    expect(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')).amounts).toBe('real');
  });

  test('time stands still while it is made, so that the same is asked when it is judged', async () => {
    const { SEALWATCH_NOW: _, ...env } = environmentOf(sandbox);
    let ticks = sandbox.now().getTime();
    const now = () => {
      ticks += 5_000;
      return new Date(ticks);
    };
    const folder = newFolder();
    const ran = await runCli(['audit', '--record', folder, '--json'], env, { now });
    const again = await replay(folder);
    expect(again.err).toBe('');
    expect(again.report().generatedAt).toBe(ran.report().generatedAt);
    expect(again.code).toBe(ran.code);
  });

  test('a waiver holds for a region as it does for a key', async () => {
    sandbox.world.setKmsStatus({ region: 'cn-shanghai', status: 'Suspended' });
    sandbox.world.disableKey({ key: 'ack-secrets', by: 'alice' });
    const key = 'key-hzz00000000000000001a';
    const waiver = (check: string, resource: string) =>
      `{ check: ${check}, resource: ${resource}, until: 2027-01-31, owner: "@li", reason: test }`;
    const config = configFile(
      `waivers: [${waiver('kms-account-status', 'cn-shanghai')}, ${waiver('key-state', key)}]`,
    );
    const { folder, ran } = await record(['--config', config, '--json']);
    const waived = (told: Ran) =>
      told.report().findings.flatMap(({ check, waiver: accepted }) => (accepted ? [check] : []));
    expect(waived(ran)).toEqual(['key-state', 'kms-account-status']);
    expect(waived(await replay(folder))).toEqual(waived(ran));
  });

  test('judged with another threshold, it ends differently', async () => {
    sandbox.world.setDeletionProtection({ key: 'ack-secrets', on: false, by: 'alice' });
    const { folder } = await record();
    expect((await replay(folder)).code).toBe(0);
    expect((await replay(folder, ['--fail-on', 'medium'])).code).toBe(1);
  });

  test('a request that it does not hold is unknown, counted, and ends with 2', async () => {
    const { folder } = await record();
    rewrite(
      folder,
      linesOf(folder).filter((line) => !/DescribeAccountKmsStatus.*cn-shanghai/.test(line)),
    );
    const ran = await replay(folder);
    expect(ran.code).toBe(2);
    expect(ran.err).toContain('one request that is not in it');
    expect(ran.out).toContain('not in the recording');
  });

  test('one that holds nothing at all cannot be judged', async () => {
    const { folder } = await record();
    rewrite(folder, []);
    const ran = await replay(folder);
    expect([ran.code, errorOf(ran).code]).toEqual([3, 'RecordingIncomplete']);
  });

  test('a run that failed is recorded, and fails again for the same reason', async () => {
    const { folder, ran } = await record(['--json'], { ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'wrong' });
    expect([ran.code, errorOf(ran).code]).toEqual([3, 'CredentialsRefused']);
    const again = await replay(folder);
    expect([again.code, errorOf(again).code]).toEqual([3, 'CredentialsRefused']);
    expect(errorOf(again).message).toContain('SignatureDoesNotMatch');
  });

  test('it overwrites nothing', async () => {
    const { folder } = await record();
    const before = bytesOf(folder);
    const ran = await runCli(['audit', '--record', folder, '--json'], environmentOf(sandbox));
    expect([ran.code, errorOf(ran).code]).toEqual([3, 'RecordingNotEmpty']);
    expect(bytesOf(folder)).toBe(before);
  });

  test('one that somebody sent cannot paint the terminal of who judges it', async () => {
    const { folder } = await record();
    const file = join(folder, 'manifest.json');
    const manifest: object = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify({ ...manifest, '\u001b]0;title\u0007\u009b31m': 1 }));
    const { code, err, out } = await runCli(['audit', '--replay', folder]);
    expect([code, out]).toEqual([3, '']);
    expect(err).toContain(']0;title');
    expect(err).not.toMatch(/[^\P{Cc}\n]/u);
    const json = await runCli(['audit', '--replay', folder, '--json']);
    expect(json.out).not.toMatch(/[^\P{Cc}\n]/u);
    expect(errorOf(json).message).toContain('\u001b]0;title\u0007\u009b31m');
  });

  test.each<{ when: string; code: string; spoil: (folder: string) => void }>([
    {
      when: 'a line is lost',
      code: 'RecordingInvalid',
      spoil: (folder) => writeFileSync(join(folder, 'calls.jsonl'), linesOf(folder).slice(1).join('\n')),
    },
    {
      when: 'a line is cut off',
      code: 'RecordingInvalid',
      spoil: (folder) => rewrite(folder, [...linesOf(folder).slice(1), '{"account":']),
    },
    {
      when: 'a line is something else',
      code: 'RecordingInvalid',
      spoil: (folder) => rewrite(folder, ['{"account":""}']),
    },
    {
      when: 'it is of a later version',
      code: 'RecordingInvalid',
      spoil: (folder) => writeFileSync(join(folder, 'manifest.json'), '{"schema":"sealwatch.recording/2"}'),
    },
  ])('when $when: $code', async ({ code, spoil }) => {
    const { folder } = await record();
    spoil(folder);
    const ran = await replay(folder);
    expect([ran.code, errorOf(ran).code]).toEqual([3, code]);
    expect(errorOf(ran).message).toContain(folder);
  });

  test('a folder that is not there', async () => {
    const ran = await replay(newFolder());
    expect([ran.code, errorOf(ran).code]).toEqual([3, 'RecordingUnreadable']);
  });

  test.each([
    ['--record', 'x', '--alert'],
    ['--record', 'x', '--replay', 'y'],
    ['--replay', 'x', '--job', 'keys'],
    ['--replay', 'x', '--config', 'y'],
    ['--record-amounts'],
  ])('options that do not go together: %s %s %s', async (...argv) => {
    expect((await runCli(['audit', ...argv.filter(Boolean)], environmentOf(sandbox))).code).toBe(3);
  });
});
