import { join } from 'node:path';
import type { Sandbox } from '../../sandbox/start.ts';
import { type Answered, ask, at, type Keys, textAt } from '../sandbox/signed.ts';
import { type Method, serveGrpc } from './grpc.ts';
import { entry, fieldOf, message } from './wire.ts';

/**
 * A KMS plugin that behaves like the public one of ACK (github.com/AliyunContainerService/ack-kms-plugin): `Status` does an
 * Encrypt and a Decrypt, the key id has no version. Each call goes, signed by the service role, to the KMS of the sandbox.
 */
export interface Plugin {
  /** folder of kms.sock */
  calls(): Readonly<Record<string, number>>;
  close(): Promise<void>;
}

export const serviceRole = 'AliyunCSManagedSecurityRole';

async function roleKeys(sandbox: Sandbox, account: string): Promise<Keys> {
  const { body } = await ask(sandbox, 'sts', 'AssumeRole', {
    RoleArn: `acs:ram::${account}:role/${serviceRole}`,
    RoleSessionName: 'kms-plugin',
  });
  return {
    accessKeyId: textAt(body, 'Credentials.AccessKeyId'),
    accessKeySecret: textAt(body, 'Credentials.AccessKeySecret'),
    securityToken: textAt(body, 'Credentials.SecurityToken'),
  };
}

/** The text of the SDK that the public plugin is written with. */
function failure(method: string, { body, code }: Answered): Error {
  const [id, text] = [at(body, 'RequestId'), at(body, 'Message')];
  return new Error(
    `failed to ${method}, error: SDK.ServerError ErrorCode: ${code} RequestId: ${id} Message: ${text}`,
  );
}

export async function startPlugin(
  sandbox: Sandbox,
  where: { account: string; key: string; folder: string },
): Promise<Plugin> {
  const keys = await roleKeys(sandbox, where.account);
  const counts: Record<string, number> = {};
  const call = async (action: string, method: string, params: Record<string, string>): Promise<unknown> => {
    const told = await ask(sandbox, 'kms.cn-hangzhou', action, params, { keys });
    if (told.status !== 200) throw failure(method, told);
    return told.body;
  };
  const encrypt = async (plain: Buffer, method: string): Promise<{ blob: Buffer; version: string }> => {
    const body = await call('Encrypt', method, { KeyId: where.key, Plaintext: plain.toString('base64') });
    return { blob: Buffer.from(textAt(body, 'CiphertextBlob')), version: textAt(body, 'KeyVersionId') };
  };
  const decrypt = async (blob: Buffer, method: string): Promise<Buffer> => {
    const body = await call('Decrypt', method, { CiphertextBlob: blob.toString('utf8') });
    return Buffer.from(textAt(body, 'Plaintext'), 'base64');
  };
  const bytes = (number: number, text: string | Buffer) => ({ number, bytes: Buffer.from(text) });
  const v2 = '/v2.KeyManagementService/';
  const v1 = '/v1beta1.KeyManagementService/';
  const methods: Record<string, Method> = {
    [`${v2}Status`]: async () => {
      const { blob } = await encrypt(Buffer.from('healthcheck'), 'v2.Status');
      await decrypt(blob, 'v2.Status');
      return message([bytes(1, 'v2'), bytes(2, 'ok'), bytes(3, where.key)]);
    },
    [`${v2}Encrypt`]: async (request) => {
      const { blob, version } = await encrypt(fieldOf(request, 1), 'v2.Encrypt');
      return message([
        bytes(1, blob),
        bytes(2, where.key),
        entry(3, 'x-acs-kms-key-version-id.ack.alibabacloud.com', version),
      ]);
    },
    [`${v2}Decrypt`]: async (request) =>
      message([bytes(1, await decrypt(fieldOf(request, 1), 'v2.Decrypt'))]),
    [`${v1}Version`]: async () => message([bytes(1, 'v1beta1'), bytes(2, 'ack'), bytes(3, '1')]),
    [`${v1}Encrypt`]: async (request) =>
      message([bytes(1, (await encrypt(fieldOf(request, 2), 'v1.Encrypt')).blob)]),
    [`${v1}Decrypt`]: async (request) =>
      message([bytes(1, await decrypt(fieldOf(request, 2), 'v1.Decrypt'))]),
  };
  const counted = Object.entries(methods).map(([name, method]): [string, Method] => [
    name,
    (request) => {
      counts[name] = (counts[name] ?? 0) + 1;
      return method(request);
    },
  ]);
  const server = await serveGrpc(join(where.folder, 'kms.sock'), Object.fromEntries(counted));
  return {
    calls: () => counts,
    close: async () => {
      await new Promise((resolve) => {
        server.close(resolve);
        server.removeAllListeners('stream');
        setTimeout(resolve, 500).unref();
      });
    },
  };
}
