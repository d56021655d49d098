import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';

export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('There is no free port.');
  return address.port;
}

export async function until(what: string, seconds: number, done: () => Promise<boolean>): Promise<number> {
  const began = Date.now();
  while (Date.now() - began < seconds * 1000) {
    if (await done()) return (Date.now() - began) / 1000;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`${what} did not come within ${seconds} s.`);
}

export async function ended(process: ChildProcess): Promise<void> {
  if (process.exitCode !== null || process.signalCode !== null) return;
  const exit = once(process, 'exit');
  process.kill('SIGTERM');
  const patience = setTimeout(() => process.kill('SIGKILL'), 20_000);
  await exit;
  clearTimeout(patience);
}

/** How one Secret really lies in etcd. */
export interface Stored {
  name: string;
  form: 'plain' | 'v1' | 'v2' | 'other';
  /** etcd's revision of its last write */
  revision: string;
  /** version of the KMS key that its seed was sealed with, as the annotation says in clear; empty for others than v2 */
  keyVersion: string;
}

export interface Etcd {
  url: string;
  secrets(): Promise<Stored[]>;
  close(): Promise<void>;
}

function formOf(value: Buffer): Stored['form'] {
  const text = value.subarray(0, 24).toString('latin1');
  if (text.startsWith('k8s:enc:kms:v2:')) return 'v2';
  if (text.startsWith('k8s:enc:kms:v1:')) return 'v1';
  return text.startsWith('k8s\0') ? 'plain' : 'other';
}

function keyVersionOf(value: Buffer): string {
  const text = value.toString('latin1');
  const [, version = ''] = /key-version-id\.ack\.alibabacloud\.com..([0-9a-f-]{36})/s.exec(text) ?? [];
  return version;
}

const prefix = '/kreg/secrets/';

/** Reads etcd itself, past the API server, through its own JSON gateway. */
async function storedSecrets(url: string): Promise<Stored[]> {
  const end = `${prefix.slice(0, -1)}0`;
  const body = {
    key: Buffer.from(prefix).toString('base64'),
    range_end: Buffer.from(end).toString('base64'),
  };
  const response = await fetch(`${url}/v3/kv/range`, { method: 'POST', body: JSON.stringify(body) });
  const { kvs = [] } = (await response.json()) as {
    kvs?: { key: string; value: string; mod_revision: string }[];
  };
  return kvs.map(({ key, value, mod_revision }) => {
    const bytes = Buffer.from(value, 'base64');
    return {
      name: Buffer.from(key, 'base64').toString('utf8').slice(prefix.length),
      form: formOf(bytes),
      revision: mod_revision,
      keyVersion: keyVersionOf(bytes),
    };
  });
}

export async function startEtcd(program: string, folder: string): Promise<Etcd> {
  const [client, peer] = [await freePort(), await freePort()];
  const [url, peerUrl] = [`http://127.0.0.1:${client}`, `http://127.0.0.1:${peer}`];
  const args = [
    '--unsafe-no-fsync',
    `--data-dir=${join(folder, 'etcd')}`,
    `--listen-client-urls=${url}`,
    `--advertise-client-urls=${url}`,
    `--listen-peer-urls=${peerUrl}`,
    `--initial-advertise-peer-urls=${peerUrl}`,
    `--initial-cluster=default=${peerUrl}`,
  ];
  const child = spawn(program, args, { stdio: 'ignore' });
  const isHealthy = async (): Promise<boolean> => {
    const answer = await fetch(`${url}/health`).catch(() => null);
    return answer?.ok ?? false;
  };
  await until('etcd', 30, isHealthy);
  return { url, secrets: () => storedSecrets(url), close: () => ended(child) };
}
