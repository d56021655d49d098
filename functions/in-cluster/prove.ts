import { createHash } from 'node:crypto';
import { type ApiServerClient, apiServerClient } from '../../shared/api-server/client.ts';
import { lookAtApiServer } from '../../shared/api-server/look.ts';
import { listSecrets } from '../../shared/api-server/secrets.ts';
import { type Observation, unseen } from '../../shared/model/observation.ts';
import type { ClusterProof } from '../../shared/model/proof.ts';
import { post } from './post.ts';
import { type Environment, readSettings, type Settings, SettingsProblem } from './settings.ts';

/** Everything was counted and taken. */
export const PROVEN = 0;
/** It was taken, but something could not be read. */
export const INCOMPLETE = 2;
/** Nothing was taken. */
export const NOT_POSTED = 3;

const TIMEOUT_MS = 30_000;
const MOST_BYTES = 8 * 1024 * 1024;
const LONGEST_WORDS = 500;

export interface Pod {
  env: Environment;
  read: (path: string) => string;
  now: () => Date;
  pause: (ms: number) => Promise<void>;
}

/** One line for the log; no value of a Secret was ever asked for, and no token is in it. */
export interface Outcome {
  code: number;
  line: Readonly<Record<string, unknown>>;
}

/** Counts what the API server tells and posts it, signed. Never throws for what can be expected. */
export async function prove(pod: Pod): Promise<Outcome> {
  let settings: Settings;
  try {
    settings = readSettings(pod.env, pod.read);
  } catch (error) {
    if (!(error instanceof SettingsProblem)) throw error;
    return outcome(pod, NOT_POSTED, 'could not start', { cause: error.message });
  }
  await pod.pause(spreadOf(settings));
  const proof = await look(settings, pod.now);
  const { body, names } = bodyOf(proof, settings);
  const posted = await post(body, { ...settings, ...pod });
  const missing = [proof.version, proof.providers, proof.servers, proof.secrets].flatMap(gapsIn);
  const told = {
    cluster: settings.cluster,
    secrets: proof.secrets.seen ? proof.secrets.value.rows.length : null,
    names,
    servers: proof.servers.seen ? proof.servers.value.length : null,
    missing: settings.level === 'metrics' ? missing.filter((gap) => gap !== NOT_WANTED) : missing,
    bytes: body.length,
  };
  if (posted.cause !== null)
    return outcome(pod, NOT_POSTED, 'proof not posted', {
      ...told,
      status: posted.status,
      cause: posted.cause,
    });
  const code = told.missing.length === 0 ? PROVEN : INCOMPLETE;
  return outcome(pod, code, 'proof posted', { ...told, signedAt: posted.signedAt });
}

type Seeing = Pick<
  ClusterProof,
  'cluster' | 'at' | 'level' | 'version' | 'providers' | 'servers' | 'secrets'
>;

async function look({ login, cluster, level, names }: Settings, now: () => Date): Promise<Seeing> {
  const client = apiServerClient(login, { timeoutMs: TIMEOUT_MS, now });
  try {
    const at = now().toISOString();
    const seen = await lookAtApiServer(client, 'metrics', now); // before the list, which opens Secrets itself
    return { cluster, at, level, ...seen, secrets: await secretsOf(client, level, names, now) };
  } finally {
    client.close();
  }
}

const NOT_WANTED = 'the level is `metrics`';

async function secretsOf(
  client: ApiServerClient,
  level: Settings['level'],
  names: boolean,
  now: () => Date,
): Promise<ClusterProof['secrets']> {
  return level === 'cluster' ? listSecrets(client, { names }, now) : unseen('absent', NOT_WANTED);
}

function gapsIn(fact: Observation<unknown>): string[] {
  return fact.seen ? (fact.missing ?? []).map(({ detail }) => detail) : [fact.detail];
}

/** Names are left out where they would make it larger than what is taken: the counts come first. */
function bodyOf(proof: Seeing, { account, names }: Settings): { body: Buffer; names: boolean } {
  const whole = bytesOf(proof, account);
  if (!names || whole.length <= MOST_BYTES || !proof.secrets.seen) return { body: whole, names };
  const rows = proof.secrets.value.rows.map(({ resourceVersion, created }) => ({ resourceVersion, created }));
  const secrets = { ...proof.secrets, value: { ...proof.secrets.value, rows } };
  return { body: bytesOf({ ...proof, secrets }, account), names: false };
}

function bytesOf(proof: Seeing, account: string | null): Buffer {
  const body = { schema: 'sealwatch.proof/1', ...(account !== null && { account }), proof };
  return Buffer.from(
    JSON.stringify(body, (_name, value: unknown) => (typeof value === 'string' ? plain(value) : value)),
  );
}

/** Words of an API server without what the endpoint refuses in them. */
function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ').slice(0, LONGEST_WORDS);
}

/** ms; another part of the span for another cluster. */
function spreadOf({ cluster, spreadSeconds }: Settings): number {
  const part = createHash('sha256').update(cluster).digest().readUInt32BE() / 2 ** 32;
  return Math.floor(part * spreadSeconds * 1000);
}

function outcome(
  { now }: Pod,
  code: number,
  message: string,
  fields: Readonly<Record<string, unknown>>,
): Outcome {
  const level = code === PROVEN ? 'info' : code === INCOMPLETE ? 'warn' : 'error';
  return { code, line: { time: now().toISOString(), level, message, ...fields } };
}
