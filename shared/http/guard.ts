import { createHash, timingSafeEqual } from 'node:crypto';
import type { ReportConfig, Scope } from '../config/report.ts';
import { verifyLink } from '../deliver/report-link.ts';
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

/** Decides who may do what. Opens for nobody when no token is configured. */
export class Guard {
  readonly #tokens: readonly { digest: Buffer; scope: Scope }[];
  readonly #links: ReportConfig['linkSecrets'];
  readonly #now: () => Date;
  readonly #wrong: WrongTokens;

  /** `now` judges links, `realNow` counts minutes. */
  constructor(
    { tokens, linkSecrets }: Pick<ReportConfig, 'tokens' | 'linkSecrets'>,
    now: () => Date,
    realNow: () => Date,
  ) {
    this.#tokens = tokens.map(({ token, scope }) => ({ digest: digestOf(token.reveal()), scope }));
    this.#links = linkSecrets;
    this.#now = now;
    this.#wrong = new WrongTokens(realNow);
  }

  /** Somebody can be let in at all. */
  get isConfigured(): boolean {
    return this.#tokens.length > 0;
  }

  /** Answers what the caller may do. Throws `HttpProblem` 401 or 429. */
  scopeOf(asked: Asked): Scope {
    const { headers, query, client } = asked;
    const token = tokenIn(headers);
    const claim = token === null ? claimIn(query) : null;
    if (token === null && claim === null) throw unauthorised('A bearer token or a signed link is needed.');
    const waits = this.#wrong.waits(client);
    if (waits > 0) throw tooMany(waits);
    const scope =
      token === null ? claim && verifyLink(claim, this.#links, this.#now()) : this.#scopeOfToken(token);
    if (scope !== null) return scope;
    const next = this.#wrong.note(client);
    if (next > 0) throw tooMany(next);
    throw unauthorised(
      token === null ? 'The link is not valid, or not any more.' : 'The token is not valid.',
      ', error="invalid_token"',
    );
  }

  /** Looks at every token, so that the time tells nothing. */
  #scopeOfToken(token: string): Scope | null {
    const given = digestOf(token);
    let found: Scope | null = null;
    for (const { digest, scope } of this.#tokens) {
      const same = timingSafeEqual(digest, given);
      found = same && found !== 'run' ? scope : found;
    }
    return found;
  }
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** Null when there is none; `Authorization` of another kind belongs to the platform. */
function tokenIn(headers: Headers): string | null {
  const own = headers.get(TOKEN_HEADER);
  if (own !== null) return own;
  return /^bearer +(\S+) *$/i.exec(headers.get('authorization') ?? '')?.[1] ?? null;
}

function claimIn(query: URLSearchParams): { expires: string; scope: string; signature: string } | null {
  const signature = query.get('signature');
  if (signature === null) return null;
  return { signature, expires: query.get('expires') ?? '', scope: query.get('scope') ?? '' };
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
