import { join } from 'node:path';
import type { Login } from '../../shared/api-server/client.ts';
import { Secret } from '../../shared/model/secret.ts';

/** Where Kubernetes puts what a pod needs to reach its API server. */
const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';
const TOKEN_FILE = '/etc/sealwatch/token';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Settings {
  login: Login;
  /** Where it is posted to. */
  url: URL;
  token: Secret;
  cluster: string;
  account: string | null;
  level: 'metrics' | 'cluster';
  names: boolean;
  /** Up to so many seconds are waited, the same for one cluster each time, so that not all post at once. */
  spreadSeconds: number;
}

/** What is wrong with the environment; never the content of a file. */
export class SettingsProblem extends Error {}

/** Reads the environment and the files of the pod. Throws `SettingsProblem` that names everything that is wrong. */
export function readSettings(env: Environment, read: (path: string) => string): Settings {
  const file = (path: string): string => {
    try {
      return read(path).trim();
    } catch {
      throw new SettingsProblem(`${path} cannot be read`);
    }
  };
  const parts = {
    login: () => loginIn(env, file),
    url: () => addressOf(env['SEALWATCH_REPORT_URL']),
    token: () => tokenIn(file(env['SEALWATCH_TOKEN_FILE'] || TOKEN_FILE)),
    cluster: () => idOf(env, 'SEALWATCH_CLUSTER', /^[\w-]{1,64}$/),
    account: () => (env['SEALWATCH_ACCOUNT'] ? idOf(env, 'SEALWATCH_ACCOUNT', /^\d{1,32}$/) : null),
    level: () => oneOf(env, 'SEALWATCH_LEVEL', ['cluster', 'metrics'] as const),
    names: () => oneOf(env, 'SEALWATCH_NAMES', ['false', 'true'] as const) === 'true',
    spreadSeconds: () => Number(idOf(env, 'SEALWATCH_SPREAD_SECONDS', /^\d{1,4}$/, '0')),
  };
  const wrong = Object.values(parts).flatMap(problemIn);
  if (wrong.length > 0) throw new SettingsProblem(wrong.join('; '));
  return {
    login: parts.login(),
    url: parts.url(),
    token: parts.token(),
    cluster: parts.cluster(),
    account: parts.account(),
    level: parts.level(),
    names: parts.names(),
    spreadSeconds: parts.spreadSeconds(),
  };
}

function problemIn(part: () => unknown): string[] {
  try {
    part();
    return [];
  } catch (error) {
    if (error instanceof SettingsProblem) return [error.message];
    throw error;
  }
}

function loginIn(env: Environment, file: (path: string) => string): Login {
  const host = env['KUBERNETES_SERVICE_HOST'] ?? '';
  const port = env['KUBERNETES_SERVICE_PORT'] || '443';
  if (!/^[\w.:-]+$/.test(host) || !/^\d{1,5}$/.test(port))
    throw new SettingsProblem('KUBERNETES_SERVICE_HOST is not set: it runs in a pod only');
  const folder = env['SEALWATCH_SERVICE_ACCOUNT'] || SERVICE_ACCOUNT;
  const ca = file(join(folder, 'ca.crt'));
  if (!ca.includes('-----BEGIN CERTIFICATE-----'))
    throw new SettingsProblem(`${join(folder, 'ca.crt')} holds no certificate`);
  const server = `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
  return { server, ca, token: tokenIn(file(join(folder, 'token'))), expires: null };
}

function tokenIn(text: string): Secret {
  if (/^[\x21-\x7e]{16,16384}$/.test(text)) return new Secret(text);
  throw new SettingsProblem('a token is empty, or no plain text of at least 16 characters');
}

/** Names of Secrets go over this way: encrypted only. */
function addressOf(text = ''): URL {
  if (!/^https:\/\/[^\s@?#]+$/.test(text) || !URL.canParse(text))
    throw new SettingsProblem('SEALWATCH_REPORT_URL is no address such as https://audit.example.com');
  return new URL('proofs', text.endsWith('/') ? text : `${text}/`);
}

function idOf(env: Environment, name: string, pattern: RegExp, otherwise = ''): string {
  const text = env[name] || otherwise;
  if (pattern.test(text)) return text;
  throw new SettingsProblem(`${name} is missing or not what belongs there`);
}

function oneOf<T extends string>(env: Environment, name: string, known: readonly [T, ...T[]]): T {
  const text = env[name] || known[0];
  const found = known.find((one) => one === text);
  if (found !== undefined) return found;
  throw new SettingsProblem(`${name} is none of ${known.join(', ')}`);
}
