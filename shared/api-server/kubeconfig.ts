import * as v from 'valibot';
import { httpsOrigin } from '../model/https-origin.ts';
import { type Observation, seen, unseen } from '../model/observation.ts';
import { Secret } from '../model/secret.ts';
import type { Login } from './client.ts';
import { certificatesOf, clientCertificate } from './credential-data.ts';
import { plainYaml } from './plain-yaml.ts';

/** Longer than any kubeconfig of one cluster. */
const MAX_CHARACTERS = 131_072;

/** `server`: the addresses that the cluster is known by, of which it must be one; `any` where nothing is known of it. */
export interface Expected {
  server: readonly string[] | 'any';
}

const text = v.pipe(v.string(), v.minLength(1));
const named = <T extends v.GenericSchema>(key: string, schema: T) =>
  v.pipe(v.array(v.strictObject({ name: text, [key]: schema })), v.minLength(1), v.maxLength(20));

/**
 * What is understood. Whatever else a kubeconfig may hold makes a program run, reads a file, sends what is asked through
 * somebody else or takes away a safeguard: it is refused, by name.
 */
const schema = v.strictObject({
  apiVersion: v.literal('v1'),
  kind: v.literal('Config'),
  clusters: named('cluster', v.strictObject({ server: text, 'certificate-authority-data': text })),
  contexts: named(
    'context',
    v.strictObject({ cluster: text, user: text, namespace: v.optional(v.string()) }),
  ),
  users: named(
    'user',
    v.strictObject({
      'client-certificate-data': v.optional(text),
      'client-key-data': v.optional(text),
      token: v.optional(text),
    }),
  ),
  'current-context': v.optional(text),
  preferences: v.optional(v.strictObject({})),
});

type User = v.InferOutput<typeof userSchema>;
type Place = v.InferOutput<typeof placeSchema>;
const userSchema = v.object({
  'client-certificate-data': v.optional(text),
  'client-key-data': v.optional(text),
  token: v.optional(text),
});
const placeSchema = v.object({ server: text, 'certificate-authority-data': text });
const contextSchema = v.object({ cluster: text, user: text });

/**
 * The login of a kubeconfig, when it holds nothing but one: one cluster, one identity, everything in the text itself.
 * What is refused is told without a word of what was found there.
 */
export function readKubeconfig(kubeconfig: string, expected: Expected, now: Date): Observation<Login> {
  if (kubeconfig.length > MAX_CHARACTERS) return refused(`it is longer than ${MAX_CHARACTERS} characters`);
  const document = plainYaml(kubeconfig);
  if ('problem' in document) return refused(document.problem);
  const parsed = v.safeParse(schema, document.value);
  if (!parsed.success) return refused(explain(parsed.issues[0]));
  const chosen = choose(parsed.output);
  if (typeof chosen === 'string') return refused(chosen);
  const server = httpsOrigin(chosen.place.server);
  if (server === null) return refused('the server is no plain https address');
  if (expected.server !== 'any' && !expected.server.some((known) => httpsOrigin(known) === server)) {
    return refused('the server is none of those that the cluster is known by');
  }
  const ca = certificatesOf(chosen.place['certificate-authority-data'], now);
  if ('problem' in ca) return refused(`certificate-authority-data ${ca.problem}`);
  const identity = identityOf(chosen.user, now);
  if (typeof identity === 'string') return refused(identity);
  return seen({ server, ca: ca.pem, ...identity }, now.toISOString());
}

function refused(why: string): Observation<never> {
  return unseen('malformed', `the kubeconfig is refused: ${why}`, { code: 'KubeconfigRefused' });
}

/** The cluster and user of the present context. Others may stand beside it as long as they say the same. */
function choose(config: v.InferOutput<typeof schema>): { place: Place; user: User } | string {
  const places = byName(config.clusters, 'cluster', placeSchema);
  const users = byName(config.users, 'user', userSchema);
  const contexts = byName(config.contexts, 'context', contextSchema);
  if (!places || !users || !contexts) return 'a name stands there twice';
  if (!agree(places) || !agree(users)) return 'it holds several clusters or users that disagree';
  const current = config['current-context'];
  const context = current === undefined ? [...contexts.values()][0] : contexts.get(current);
  const place = context && places.get(context.cluster);
  const user = context && users.get(context.user);
  if (!place || !user) return 'its context names a cluster or user that is not there';
  return { place, user };
}

function byName<T>(
  entries: readonly Readonly<Record<string, unknown>>[],
  key: string,
  inner: v.GenericSchema<unknown, T>,
): ReadonlyMap<string, T> | null {
  const found = new Map(entries.map((entry) => [String(entry['name']), v.parse(inner, entry[key])]));
  return found.size === entries.length ? found : null;
}

function agree(entries: ReadonlyMap<string, unknown>): boolean {
  return new Set([...entries.values()].map((entry) => JSON.stringify(entry))).size === 1;
}

type Identity = Pick<Login, 'cert' | 'key' | 'token' | 'expires'>;

function identityOf(user: User, now: Date): Identity | string {
  const { token, 'client-certificate-data': cert, 'client-key-data': key } = user;
  if (token !== undefined) {
    if (cert !== undefined || key !== undefined) return 'it holds both a token and a certificate';
    return /^[\x21-\x7e]{1,16384}$/.test(token)
      ? { token: new Secret(token), expires: null }
      : 'the token is no plain text';
  }
  if (cert === undefined || key === undefined)
    return 'it holds neither a token nor a certificate with its key';
  const pair = clientCertificate(cert, key, now);
  return 'problem' in pair ? pair.problem : pair;
}

/** Names the place; of what stands there only the name of a key that is not understood. */
function explain(issue: v.BaseIssue<unknown>): string {
  const path = (v.getDotPath(issue) ?? '')
    .replace(/\.\d+\./g, '.')
    .replace(/[^\w.-]/g, '?')
    .slice(0, 80);
  if (issue.expected === 'never') return `${path} is not accepted`;
  return `${path || 'it'} is missing or is not what belongs there`;
}
