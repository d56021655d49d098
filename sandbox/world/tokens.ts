import type { Credential, Role } from './identity.ts';
import type { Account, WorldState } from './world-state.ts';

export type TokenCredential = Credential & { token: NonNullable<Credential['token']> };

export interface TokenRequest {
  session: string;
  seconds: number;
  /** narrows what the role may do */
  policy: string | null;
}

/** Credentials are checked against real time, as signatures are: the clock of the world does not end them. */
export function issueToken(
  world: WorldState,
  account: Account,
  role: Role,
  wanted: TokenRequest,
  from: { realNow: number; randomText(length: number): string },
): TokenCredential {
  const credential: TokenCredential = {
    id: `STS.N${from.randomText(24)}`,
    secret: from.randomText(44),
    account: account.id,
    principal: { kind: 'role', role: role.name, session: wanted.session },
    token: {
      text: `CAIS${from.randomText(400)}`,
      policy: wanted.policy,
      expires: from.realNow + wanted.seconds * 1000,
    },
  };
  world.credentials.set(credential.id, credential);
  return credential;
}
