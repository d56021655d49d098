import { once } from 'node:events';
import { accessSync, constants, mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Sandbox, ScenarioError, startSandbox } from '../../sandbox/start.ts';
import { AppError } from '../../shared/model/error.ts';
import { jsonText } from '../../shared/model/json-text.ts';
import { programName } from './program.ts';
import type { CommonOptions, Runtime } from './runtime.ts';

export interface SandboxCommand extends CommonOptions {
  port: number;
  scenario: string;
  clusters?: number;
  accounts: number;
  regions: number;
  keys: number;
  seed: number;
  latency: number;
  rates: boolean;
  /** folder for what clients over TLS need */
  tls?: string;
  tlsPort: number;
}

/** What somebody wrote or chose wrongly is no bug. */
function explained(error: unknown): unknown {
  if (error instanceof ScenarioError)
    return new AppError(
      'ScenarioInvalid',
      error.message,
      'Correct the scenario; docs/sandbox.md describes its keys.',
      {
        cause: error,
      },
    );
  const { code, port = 0 } = error as NodeJS.ErrnoException & { port?: number };
  if (code !== 'EADDRINUSE' && code !== 'EACCES') return error;
  return new AppError(
    'PortTaken',
    `Port ${port} cannot be used (${code}).`,
    'Choose another --port or --tls-port, or 0 for any.',
    {
      cause: error,
    },
  );
}

interface TlsFiles {
  port: number;
  /** path of the authority to trust */
  ca: string;
  /** path of the lines for `hosts` */
  hosts: string;
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const next = 'Choose another folder for --tls.';
    throw new AppError('FolderUnusable', `Folder ${folder} cannot be written to (${code}).`, next, {
      cause: error,
    });
  }
}

function writeTls(folder: string, { port, ca, hosts }: NonNullable<Sandbox['tls']>): TlsFiles {
  const files = { port, ca: resolve(folder, 'ca.pem'), hosts: resolve(folder, 'hosts') };
  writeFileSync(files.ca, ca);
  writeFileSync(files.hosts, hosts.map((host) => `127.0.0.1 ${host}\n`).join(''));
  return files;
}

/** What makes functions that are deployed to the sandbox live in it. */
export function inSandbox({ url, now }: { url: string; now: Date }): Record<string, string> {
  return { SEALWATCH_ENDPOINT: url, SEALWATCH_NOW: now.toISOString() };
}

/** Which variables clients read: docs/sandbox.md. */
function overTls(url: string, { port, ca, hosts }: TlsFiles): string {
  return `
Over TLS, for clients of the vendor and others that go to its names:

  export HTTPS_PROXY=${url}
  export SSL_CERT_FILE=${ca} REQUESTS_CA_BUNDLE=${ca} CURL_CA_BUNDLE=${ca} ALIBABA_CLOUD_CA_BUNDLE=${ca} NODE_EXTRA_CA_CERTS=${ca}

Clients that know no proxy need the lines of ${hosts} in /etc/hosts and --tls-port 443 (now ${port}).
`;
}

/** `sealwatch sandbox`: runs the sandbox until it is stopped, and prints how to reach it. */
export async function sandbox(options: SandboxCommand, runtime: Runtime): Promise<number> {
  const { port, scenario, clusters, accounts, regions, keys, seed, latency, rates } = options;
  const world =
    clusters === undefined ? { scenario } : { generate: { clusters, accounts, regions, keys, seed } };
  const tlsPort = options.tls === undefined ? undefined : options.tlsPort;
  const given = {
    ...world,
    port,
    tlsPort,
    latencyMs: latency,
    rates: rates ? 'documented' : 'off',
    environment: inSandbox,
  } as const;
  if (options.tls !== undefined) makeFolder(options.tls);
  const running = await startSandbox(given).catch((error: unknown) => {
    throw explained(error);
  });
  const { url, accessKeyId, accessKeySecret } = running;
  const tls = running.tls && options.tls !== undefined ? writeTls(options.tls, running.tls) : null;
  const now = running.now().toISOString();
  if (options.json) {
    runtime.stdout.write(`${jsonText({ url, accessKeyId, accessKeySecret, now, ...(tls && { tls }) })}\n`);
  } else {
    runtime.stdout.write(`The sandbox listens on ${url}. In another terminal:

  export SEALWATCH_ENDPOINT=${url}
  export SEALWATCH_NOW=${now}
  export ALIBABA_CLOUD_ACCESS_KEY_ID=${accessKeyId}
  export ALIBABA_CLOUD_ACCESS_KEY_SECRET=${accessKeySecret}
  ${programName()} audit
${tls ? overTls(url, tls) : ''}
Ctrl-C ends it.
`);
  }
  await once(runtime.signal, 'abort');
  await running.close();
  return 0;
}
