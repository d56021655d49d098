import * as v from 'valibot';
import { about, type Observation, type Seen, seen, type Thing, unseen } from '../model/observation.ts';
import type { Cloud } from './cloud.ts';
import { type CredentialSource, type Credentials, credentials, RoleNotAssumed } from './credentials.ts';
import { sts } from './sts.ts';

/** A token this close to its end is not used for new calls as long as another can be had. */
const MARGIN_MS = 5 * 60_000;
/** What is asked for: a role taken from within a role may not last longer than an hour. */
const DURATION_SECONDS = 3600;
/** The shortest that can be asked for; believed of a token whose end cannot be read. */
const SHORTEST_MS = 900_000;

export interface RoleToAssume {
  /** `acs:ram::<account id>:role/<name>` */
  roleArn: string;
  /** Shown by ActionTrail as who did it; see `sessionNameOf`. */
  sessionName: string;
  externalId: string | null;
  /** JSON of a policy that narrows what the role may do; at most 2,048 characters. */
  policy: string;
}

/** Credentials of a role in another account. */
export interface AssumedRole extends CredentialSource {
  /** Takes the role before anything else is asked; tells why when that fails. */
  enter(): Promise<Observation<CredentialSource>>;
}

/**
 * Credentials that `caller` gets by taking a role, renewed five minutes before they expire. `get`
 * throws `RoleNotAssumed`. `now` is the real time, because tokens follow it; not the time to judge by.
 */
export function assumeRole(caller: Cloud, role: RoleToAssume, now: () => Date): AssumedRole {
  let held: Seen<Token> | null = null;
  let renewal: Promise<Observation<Token>> | null = null;
  const left = (): number => (held ? held.value.expires - now().getTime() : 0);

  const renew = async (): Promise<Observation<Token>> => {
    const fresh = await askForToken(caller, role, now);
    if (fresh.seen) held = fresh;
    return held && left() > 0 ? held : fresh;
  };
  const current = (): Promise<Observation<Token>> => {
    if (held && left() > MARGIN_MS) return Promise.resolve(held);
    renewal ??= renew().finally(() => {
      renewal = null;
    });
    return renewal;
  };
  const source: AssumedRole = {
    async get() {
      const token = await current();
      if (!token.seen) throw new RoleNotAssumed(role.roleArn, token);
      return token.value.credentials;
    },
    async enter() {
      const token = await current();
      return token.seen ? seen(source, token.at) : token;
    },
  };
  return source;
}

interface Token {
  credentials: Credentials;
  /** Milliseconds since 1970. */
  expires: number;
}

const tokenSchema = v.object({
  Credentials: v.object({
    AccessKeyId: v.pipe(v.string(), v.minLength(1)),
    AccessKeySecret: v.pipe(v.string(), v.minLength(1)),
    SecurityToken: v.pipe(v.string(), v.minLength(1)),
    Expiration: v.optional(v.unknown()),
  }),
});

async function askForToken(caller: Cloud, role: RoleToAssume, now: () => Date): Promise<Observation<Token>> {
  const { roleArn, sessionName, externalId, policy } = role;
  const asked = now().getTime();
  const query = {
    RoleArn: roleArn,
    RoleSessionName: sessionName,
    DurationSeconds: DURATION_SECONDS,
    Policy: policy,
    ...(externalId === null ? {} : { ExternalId: externalId }),
  };
  const answer = await caller.call(sts.assumeRole, { region: 'cn-hangzhou', query });
  const thing: Thing = {
    type: 'account',
    id: accountOfRole(roleArn),
    region: '',
    facet: sts.assumeRole.permission,
  };
  if (!answer.seen) return about(answer, thing);
  const { success, output } = v.safeParse(tokenSchema, answer.value);
  if (!success) return unseen('malformed', 'the answer holds no credentials', { thing }); // never its words: they may be secret
  const { AccessKeyId, AccessKeySecret, SecurityToken, Expiration } = output.Credentials;
  const end = typeof Expiration === 'string' ? Date.parse(Expiration) : Number.NaN;
  return seen(
    {
      credentials: credentials(AccessKeyId, AccessKeySecret, SecurityToken),
      expires: Number.isNaN(end) ? asked + SHORTEST_MS : end,
    },
    answer.at,
  );
}

/** The account of a role; empty for what is no ARN of a role. */
export function accountOfRole(roleArn: string): string {
  return /^acs:ram::(\d+):role\//.exec(roleArn)?.[1] ?? '';
}

/** A name of 2 to 64 of `[A-Za-z0-9.@_-]`, as STS wants it, for what the session is about. */
export function sessionNameOf(purpose: string): string {
  return `sealwatch-${purpose}`.replace(/[^A-Za-z0-9.@_-]+/g, '-').slice(0, 64);
}
