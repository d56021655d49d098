import { createHash, timingSafeEqual } from 'node:crypto';
import type { ReportConfig, ReportToken, Scope } from '../config/report.ts';
import { verifyLink } from '../deliver/report-link.ts';
import { digestOf, PROOF_HEADERS, proofSignature, signedText } from '../model/proof-signature.ts';
import { HttpProblem } from './problem.ts';
import { WrongTokens } from './wrong-tokens.ts';

/** For a token where the platform in front takes `Authorization` for itself. */
export const TOKEN_HEADER = 'x-sealwatch-token';

export interface Asked {
  headers: Headers;
  query: URLSearchParams;
  /** Address of the client. */
  client: string;
}

/** So far the time of a signature may be from ours, both ways. */
const SIGNED_WITHIN_MS = 5 * 60_000;

/** Who signed a post of proof. */
export interface Signer {
  /** ISO 8601, UTC. */
  signedAt: string;
  /** SHA-256 of the body that was signed, in hexadecimal. */
  digest: string;
  /** Ids of the clusters that may be posted for; null: all. */
  clusters: readonly string[] | null;
}

type KnownToken = ReportToken & { digest: Buffer };

/** Decides who may do what. Opens for nobody when no token is configured. */
export class Guard {
  readonly #tokens: readonly KnownToken[];
  readonly #links: ReportConfig['linkSecrets'];
  readonly #now: () => Date;
  readonly #wrong: WrongTokens;

  /** `now` judges links, `realNow` counts minutes. */
  constructor(
    { tokens, linkSecrets }: Pick<ReportConfig, 'tokens' | 'linkSecrets'>,
    now: () => Date,
    realNow: () => Date,
  ) {
    this.#tokens = tokens.map((known) => ({ ...known, digest: hashOf(known.token.reveal()) }));
    this.#links = linkSecrets;
    this.#now = now;
    this.#wrong = new WrongTokens(realNow);
  }

  /** Somebody can be let in at all. */
  get isConfigured(): boolean {
    return this.#tokens.length > 0;
  }

  /** Answers what the caller may do. Throws `HttpProblem` 401, 403 or 429. */
  scopeOf(asked: Asked): Scope {
    const { headers, query, client } = asked;
    const tokens = tokensIn(headers);
    const claim = tokens.length === 0 ? claimIn(query) : null;
    if (tokens.length === 0 && claim === null)
      throw unauthorised('A bearer token or a signed link is needed.');
    const scope = claim ? verifyLink(claim, this.#links, this.#now()) : this.#scopeOf(tokens);
    if (scope === 'proof')
      throw scopeNeeded('A token of scope proof signs proofs and opens nothing.', 'read');
    if (scope !== null) return scope;
    throw this.#refused(
      client,
      claim ? 'The link is not valid, or not any more.' : 'The token is not valid.',
    );
  }

  /**
   * Who signed a post, just now, with a token of scope `proof`; no body has been read yet. Looks at every token, as above. Throws
   * `HttpProblem` 401, 403 or 429.
   */
  signerOf({ headers, client }: Omit<Asked, 'query'>): Signer {
    const signedAt = headers.get(PROOF_HEADERS.timestamp) ?? '';
    const digest = headers.get(PROOF_HEADERS.digest) ?? '';
    const given = headers.get(PROOF_HEADERS.signature) ?? '';
    if (!TIMESTAMP.test(signedAt) || !HASH.test(digest) || !HASH.test(given)) throw unauthorised(UNSIGNED);
    const signature = Buffer.from(given, 'hex');
    const text = signedText(signedAt, digest);
    const signers = this.#tokens.filter(({ token }) =>
      timingSafeEqual(Buffer.from(proofSignature(token, text), 'hex'), signature),
    );
    if (signers.length === 0)
      throw this.#refused(client, 'No known token has signed this digest at this time.');
    const proving = signers.find(({ scope }) => scope === 'proof');
    if (!proving) throw scopeNeeded('Posting proofs needs a token of scope proof.', 'proof');
    requireRecent(signedAt, this.#now());
    return { signedAt, digest, clusters: proving.clusters };
  }

  /** Throws `HttpProblem` 401 or 429 for a body that nobody signed. */
  requireSigned(body: Uint8Array, { digest }: Signer, client: string): void {
    if (digestOf(body) !== digest) throw this.#refused(client, 'The body is not the one that was signed.');
  }

  /** Notes a wrong token, or what was made with one: only those are slowed down, so that nobody shuts out who has the right one. */
  #refused(client: string, detail: string): HttpProblem {
    const next = this.#wrong.note(client);
    return next > 0 ? tooMany(next) : unauthorised(detail, ', error="invalid_token"');
  }

  /** Of whichever of these is right. Looks at every token, so that the time tells nothing. */
  #scopeOf(tokens: readonly string[]): ReportToken['scope'] | null {
    const scopes = tokens
      .map(hashOf)
      .flatMap((given) =>
        this.#tokens.filter(({ digest }) => timingSafeEqual(digest, given)).map(({ scope }) => scope),
      );
    return SCOPES.find((scope) => scopes.includes(scope)) ?? null;
  }
}

/** The one that allows most first. */
const SCOPES = ['run', 'read', 'proof'] as const;
const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const HASH = /^[0-9a-f]{64}$/;
const UNSIGNED = `A post is signed: ${Object.values(PROOF_HEADERS).join(', ')} are needed.`;

/** A clock that is wrong would otherwise look like a wrong token. */
function requireRecent(signedAt: string, now: Date): void {
  const away = Math.abs(Date.parse(signedAt) - now.getTime());
  if (away <= SIGNED_WITHIN_MS) return;
  throw new HttpProblem({
    status: 401,
    code: 'clock-skew',
    title: 'Not authorised',
    detail: `It was signed at ${signedAt}, and here it is ${now.toISOString()}; at most 5 minutes may lie between.`,
  });
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** `Authorization` of another kind, or with another token, belongs to the platform. */
function tokensIn(headers: Headers): string[] {
  const bearer = /^bearer +(\S+) *$/i.exec(headers.get('authorization') ?? '')?.[1];
  return [headers.get(TOKEN_HEADER), bearer].flatMap((token) => token ?? []);
}

function claimIn(query: URLSearchParams): { expires: string; scope: string; signature: string } | null {
  const signature = query.get('signature');
  if (signature === null) return null;
  return { signature, expires: query.get('expires') ?? '', scope: query.get('scope') ?? '' };
}

/** A known token, of a scope that does not allow this. */
export function scopeNeeded(detail: string, scope: ReportToken['scope']): HttpProblem {
  return new HttpProblem(
    { status: 403, code: 'scope-needed', title: 'Forbidden', detail },
    { 'www-authenticate': `Bearer realm="sealwatch", error="insufficient_scope", scope="${scope}"` },
  );
}

function unauthorised(detail: string, error = ''): HttpProblem {
  return new HttpProblem(
    { status: 401, code: 'unauthorised', title: 'Not authorised', detail },
    { 'www-authenticate': `Bearer realm="sealwatch"${error}` },
  );
}

function tooMany(seconds: number): HttpProblem {
  return new HttpProblem(
    {
      status: 429,
      code: 'too-many-wrong-tokens',
      title: 'Too many requests',
      detail: 'Too many wrong tokens.',
    },
    { 'retry-after': String(seconds) },
  );
}
