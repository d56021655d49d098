import * as v from 'valibot';
import { Secret } from '../model/secret.ts';
import { secretMark } from '../model/setting.ts';

const SHORTEST = 16;

/** An empty one is left out, so that a variable may be unset. */
const tokenText = v.pipe(
  v.string(),
  v.check(
    (text) => text === '' || /^[\x21-\x7e]{16,512}$/.test(text),
    `${SHORTEST} to 512 characters without spaces, such as \`openssl rand -base64 32\` prints`,
  ),
  secretMark(),
);

/** What a token or a link allows: to read everything, or to start runs, too. */
export type Scope = 'read' | 'run';

/** A token of scope `proof` signs what a cluster posts about itself, and opens nothing. */
export interface ReportToken {
  token: Secret;
  scope: Scope | 'proof';
  /** Ids of the clusters that it may post for; null: all. */
  clusters: readonly string[] | null;
}

const clusterIds = v.pipe(
  v.array(v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/, 'an id of a cluster'))),
  v.minLength(1),
);

const tokenSchema = v.union([
  tokenText,
  v.strictObject({ token: tokenText, scope: v.picklist(['read', 'run']) }),
  v.strictObject({ token: tokenText, scope: v.literal('proof'), clusters: v.optional(clusterIds) }),
]);

function reportToken(entry: v.InferOutput<typeof tokenSchema>): ReportToken[] {
  const whole = typeof entry === 'string' ? { token: entry, scope: 'read' as const } : entry;
  if (whole.token === '') return [];
  const clusters = 'clusters' in whole ? (whole.clusters ?? null) : null;
  return [{ token: new Secret(whole.token), scope: whole.scope, clusters }];
}

export const reportSchema = v.strictObject({
  /** Where people open the report; messages link to it. */
  url: v.optional(
    v.pipe(v.string(), v.regex(/^https?:\/\/\S+$/, 'an address such as https://audit.example.com')),
  ),
  /**
   * Who may read the report over HTTP; without one it is not served. A text may read, `scope: run` may start runs too,
   * `scope: proof` signs the proofs that clusters post and may do nothing else.
   */
  tokens: v.optional(
    v.pipe(
      v.array(tokenSchema),
      v.transform((entries) => entries.flatMap(reportToken)),
    ),
    [],
  ),
  /** Keys of the links in messages: the first signs, all are accepted. */
  linkSecrets: v.optional(
    v.pipe(
      v.array(tokenText),
      v.transform((texts) => texts.filter((text) => text !== '').map((text) => new Secret(text))),
    ),
    [],
  ),
});

export type ReportConfig = Readonly<v.InferOutput<typeof reportSchema>>;
