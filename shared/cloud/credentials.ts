import { AppError } from '../model/error.ts';
import type { Unseen } from '../model/observation.ts';
import { Secret } from '../model/secret.ts';

export interface Credentials {
  accessKeyId: string;
  accessKeySecret: Secret;
  /** Present for temporary credentials. */
  securityToken: Secret | null;
}

/** Where credentials come from; asked before every call, because temporary ones are renewed. */
export interface CredentialSource {
  get(): Promise<Credentials>;
}

/** A role that cannot be taken, or not any more; calls made with it are answered with the reason. */
export class RoleNotAssumed extends AppError {
  readonly unseen: Unseen;

  constructor(roleArn: string, unseen: Unseen) {
    super(
      'RoleNotAssumed',
      `The role ${roleArn} cannot be assumed: ${unseen.detail}`,
      'Check that the role exists, trusts the caller (and its external id), and that the caller may call sts:AssumeRole on it.',
    );
    this.unseen = unseen;
  }
}

/**
 * The default chain of Alibaba Cloud: environment, OIDC, profile file, RAM role of the machine.
 * Loaded on first use. Throws `AppError` CredentialsMissing when none of them has any.
 */
export function defaultCredentials(): CredentialSource {
  let chain: Promise<{ getCredentials(): Promise<RawCredentials> }> | null = null;
  return {
    async get() {
      try {
        chain ??= import('./default-chain.ts').then(({ defaultChain }) => defaultChain());
        const { accessKeyId, accessKeySecret, securityToken } = await (await chain).getCredentials();
        if (accessKeyId && accessKeySecret) return credentials(accessKeyId, accessKeySecret, securityToken);
      } catch (cause) {
        throw signInEnded(cause) ?? missing({ cause });
      }
      throw missing();
    },
  };
}

interface RawCredentials {
  accessKeyId?: string | undefined;
  accessKeySecret?: string | undefined;
  securityToken?: string | undefined;
}

/** The access key of the environment, which the default chain would take too; null when there is none. */
export function credentialsFrom(env: Readonly<Record<string, string | undefined>>): CredentialSource | null {
  const { ALIBABA_CLOUD_ACCESS_KEY_ID: id, ALIBABA_CLOUD_ACCESS_KEY_SECRET: secret } = env;
  if (!id || !secret) return null;
  const value = credentials(id, secret, env['ALIBABA_CLOUD_SECURITY_TOKEN']);
  return { get: async () => value };
}

export function credentials(
  accessKeyId: string,
  accessKeySecret: string,
  securityToken?: string,
): Credentials {
  return {
    accessKeyId,
    accessKeySecret: new Secret(accessKeySecret),
    securityToken: securityToken ? new Secret(securityToken) : null,
  };
}

/** A profile with a login that the command line client has to make anew; the package says so among much else. */
function signInEnded(cause: unknown): AppError | null {
  const told = cause instanceof Error ? cause.message : '';
  const name = /(?:(?=CloudSSO access token)|(?<=failed to refresh ))(CloudSSO|OAuth)/.exec(told)?.[1];
  if (name === undefined) return null;
  return new AppError(
    'CredentialsExpired',
    `The login of the ${name} profile of the aliyun command line has expired, or was never made.`,
    `Log in again: \`aliyun configure --mode ${name} --profile NAME\`.`,
    { cause },
  );
}

function missing(options: { cause?: unknown } = {}): AppError {
  return new AppError(
    'CredentialsMissing',
    'No Alibaba Cloud credentials were found.',
    'Set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, or run `aliyun configure`; `sealwatch demo` needs none.',
    options,
  );
}
