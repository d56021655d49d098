import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Connection,
  connect,
  credentialsFrom,
  defaultCredentials,
} from '../../../shared/accounts/connect.ts';
import { endpointFrom, frozenTimeFrom } from '../../../shared/config/environment.ts';
import { parseConfig } from '../../../shared/config/load-config.ts';
import type { Config } from '../../../shared/config/schema.ts';
import { AppError } from '../../../shared/model/error.ts';
import { CHECK_IDS } from '../../../shared/present/check-titles.ts';
import { parseDotenv } from '../../../shared/setup/dotenv.ts';
import { accountOf } from '../../../shared/setup/target.ts';
import type { CommonOptions, Runtime } from '../runtime.ts';
import { DeploymentFolder } from './folder.ts';
import { ServerlessDevs } from './serverless-devs.ts';

export interface SetupOptions extends CommonOptions {
  /** Folder of `sealwatch.yaml` and `.env`. */
  dir: string;
  /** Program to run instead of the pinned Serverless Devs. */
  s?: string;
  yes?: boolean;
}

/** Functions by the names of their code, in the order of s.yaml. */
export const FUNCTIONS = [
  'inventory',
  'keys',
  'activity',
  'spend',
  'proof',
  'alerts',
  'report',
  'events',
] as const;

/** One deployment: where it goes, whose it is, and what it is made of. */
export interface Setup {
  text: string;
  /** As the functions will read it. */
  config: Config;
  region: string;
  prefix: string;
  /** Name of the role; null when an ARN is given: then it is somebody else's. */
  role: string | null;
  account: string;
  language: 'en' | 'zh';
  connection: Connection;
  cloud: ReturnType<typeof connect>;
  /** With the variables of `.env` and of the functions. */
  runtime: Runtime;
  folder: DeploymentFolder;
  s: ServerlessDevs;
}

/**
 * Reads what `sealwatch init` wrote, or somebody edited since. Throws `AppError`: NotInitialised, ConfigInvalid, DeploymentInvalid,
 * CredentialsMissing, SetupRefused.
 */
export async function openSetup(options: SetupOptions, outside: Runtime): Promise<Setup> {
  const { text, env } = filesIn(options.dir, outside);
  const region = env['SEALWATCH_REGION'] || 'cn-hangzhou';
  const runtime = { ...outside, env: { ...env, SEALWATCH_REGION: region, FC_REGION: region } };
  const config = parseConfig(text, join(options.dir, 'sealwatch.yaml'), runtime.env, { checks: CHECK_IDS });
  requireUsable(config, region);
  const { clock, random, uuid, signal } = runtime;
  const credentials = credentialsFrom(env) ?? defaultCredentials();
  const detour = endpointFrom(env);
  const frozen = frozenTimeFrom(env, detour);
  const now = (): Date => frozen ?? runtime.now();
  const connection = { config, credentials, detour, clock, random, uuid, now, signal };
  const cloud = connect(connection);
  const account = await accountOf(cloud);
  const { accessKeyId, accessKeySecret, securityToken } = await credentials.get();
  const own = { AccountID: account, AccessKeyID: accessKeyId, AccessKeySecret: accessKeySecret.reveal() };
  const session = securityToken ? { SecurityToken: securityToken.reveal() } : {};
  const role = env['SEALWATCH_ROLE'] || 'sealwatch';
  const variables = [...text.matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => name);
  const folder = new DeploymentFolder(FUNCTIONS, variables);
  folder.configure(text);
  const s = new ServerlessDevs(options.s, folder.path, { ...runtime.env, ...own, ...session }, runtime);
  const language = options.lang ?? config.language;
  const prefix = env['SEALWATCH_PREFIX'] || 'sealwatch';
  const ownRole = role.startsWith('acs:') ? null : role;
  return {
    text,
    config,
    region,
    prefix,
    role: ownRole,
    account,
    language,
    connection,
    cloud,
    runtime,
    folder,
    s,
  };
}

/** A variable that is set outside goes before one of `.env`, as Serverless Devs has it. */
function filesIn(dir: string, { env }: Runtime): { text: string; env: Runtime['env'] } {
  const [config, variables] = [join(dir, 'sealwatch.yaml'), join(dir, '.env')];
  if (!existsSync(config))
    throw new AppError('NotInitialised', `There is no ${config}.`, 'Write it with `sealwatch init`.');
  const own = existsSync(variables) ? parseDotenv(readFileSync(variables, 'utf8')) : {};
  return { text: readFileSync(config, 'utf8'), env: { ...own, ...env } };
}

/** What is valid, but does not work in a function. All of it at once. */
function requireUsable({ store, alerts }: Config, region: string): void {
  const wrong = alerts.brokenChannels.flatMap(({ problems }) =>
    problems.map(({ where, what }) => `${where}  ${what}`),
  );
  if ('directory' in store)
    wrong.push(
      'store: a function keeps nothing in a directory; write store: { oss: { bucket, region, prefix } }',
    );
  else if (store.oss.region !== region)
    wrong.push(`store.oss.region: the functions are in ${region}, the bucket is in ${store.oss.region}`);
  if (wrong.length === 0) return;
  const list = wrong.join('\n');
  throw new AppError(
    'DeploymentInvalid',
    `It cannot be deployed like this:\n${list}`,
    'Correct sealwatch.yaml or .env.',
  );
}
