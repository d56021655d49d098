import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { programNamed } from '../cluster/binaries.ts';
import { goProgram, type Had, pythonWith } from './tools.ts';

export interface Ran {
  code: number | null;
  out: string;
  err: string;
}

/** Runs a client with nothing of this machine's environment but the path, and a home of its own. */
export async function runClient(
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Ran> {
  const home = mkdtempSync(join(tmpdir(), 'strangers-home-'));
  const own = {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    TMPDIR: tmpdir(),
    LANG: 'C.UTF-8',
    PYTHONDONTWRITEBYTECODE: '1',
  };
  const child = spawn(file, args, {
    env: { ...own, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 300_000,
  });
  const ran: Ran = { code: null, out: '', err: '' };
  child.stdout.on('data', (chunk) => (ran.out += String(chunk)));
  child.stderr.on('data', (chunk) => (ran.err += String(chunk)));
  return await new Promise((done, failed) => {
    child.on('error', failed);
    child.on('close', (code) => done({ ...ran, code }));
  });
}

/** What a client read of each fact: its value, or `{ error: { type, code, text } }`. */
export interface Told {
  versions: Readonly<Record<string, string>>;
  facts: Readonly<Record<string, unknown>>;
}

export interface Client {
  name: string;
  /** in so many seconds at most */
  get(most: number): Had;
  read(file: string, env: Readonly<Record<string, string>>): Promise<Told>;
  /** the class of its own that it throws when it is throttled; null: it has none, the code says it; that of the SDKs needs an answer that says when to come back */
  throttledClass: string | null;
}

async function toldBy(
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Told> {
  const { code, out, err } = await runClient(file, args, env);
  if (code !== 0) throw new Error(`${file} ended with ${code}: ${err.slice(-500)}`);
  return JSON.parse(out);
}

function python(name: string, program: string, throttledClass: string | null): Client {
  return {
    name,
    get: (most) => pythonWith('python', most),
    read: (file, env) => toldBy(file, [resolve(`test/strangers/python/${program}.py`)], env),
    throttledClass,
  };
}

/** What the command line client says of a refusal. */
const CODE = /^ErrorCode: (\S+)$/m;

async function cliFact(
  file: string,
  env: Readonly<Record<string, string>>,
  args: readonly string[],
  pick: (answer: never) => unknown,
): Promise<unknown> {
  const { code, out, err } = await runClient(file, [...args, '--region', 'cn-hangzhou'], env);
  if (code === 0) return pick(JSON.parse(out) as never);
  return { error: { type: 'ERROR', code: CODE.exec(err + out)?.[1] ?? '', text: (err + out).slice(0, 300) } };
}

interface CliAnswer {
  AccountId: string;
  clusters: { name: string; region_id: string }[];
  Aliases: { Alias: { AliasName: string; KeyId: string }[] };
  TrailList: { Name: string; Status: string }[];
  Users: { User: { UserName: string }[] };
  Data: { AvailableAmount: string };
}

const CLI_FACTS: Readonly<Record<string, [string, (answer: CliAnswer) => unknown]>> = {
  'sts.account': ['sts GetCallerIdentity', ({ AccountId }) => AccountId],
  'cs.clusters': [
    'cs DescribeClustersV1 --page_size 50',
    ({ clusters }) => Object.fromEntries(clusters.map((one) => [one.name, one.region_id])),
  ],
  'kms.aliases': [
    'kms ListAliases --PageSize 100',
    ({ Aliases }) => Object.fromEntries(Aliases.Alias.map((one) => [one.AliasName, one.KeyId])),
  ],
  'actiontrail.trails': [
    'actiontrail DescribeTrails',
    ({ TrailList }) => Object.fromEntries(TrailList.map(({ Name, Status }) => [Name, Status])),
  ],
  'ram.users': ['ram ListUsers', ({ Users }) => Users.User.map(({ UserName }) => UserName)],
  'bss.balance': ['bssopenapi QueryAccountBalance', ({ Data }) => Data.AvailableAmount],
};

export const CLIENTS: readonly Client[] = [
  python('Python SDKs', 'sdks', 'ThrottlingException'),
  python('Python core', 'core', null),
  python('Python oss2', 'oss', null),
  {
    name: 'Go SDK',
    get: goProgram,
    read: (file, env) => toldBy(file, [], env),
    throttledClass: null,
  },
  {
    name: 'pop-core and ali-oss',
    get: () => ({ file: process.execPath }),
    read: (file, env) => toldBy(file, ['test/strangers/node/read.mjs'], env),
    throttledClass: null,
  },
  {
    name: 'aliyun CLI',
    get: () => {
      const file = programNamed('aliyun');
      return file ? { file } : { why: 'there is no aliyun here' };
    },
    read: async (file, env) => {
      const facts: Record<string, unknown> = {};
      for (const [name, [command, pick]] of Object.entries(CLI_FACTS)) {
        facts[name] = await cliFact(file, env, command.split(' '), pick);
      }
      return { versions: { aliyun: (await runClient(file, ['version'], env)).out.trim() }, facts };
    },
    throttledClass: null,
  },
];
