import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { issue } from '../../sandbox/pki/certificate.ts';
import { ended, freePort, until } from './etcd.ts';

export type Provider = 'v1' | 'v2' | 'identity';

export interface Told {
  status: number;
  text: string;
}

/** A real kube-apiserver in front of a real etcd, with an authority of its own. */
export interface Kube {
  url: string;
  ca: string;
  /** the product's certificate: a monitor that may list Secrets, and nothing else */
  login: { cert: string; key: string };
  /** PEM of an administrator; only the test uses it */
  ask(method: string, path: string, body?: unknown): Promise<Told>;
  /** Starts it anew with these providers in this order; empty: without any encryption configuration. Answers the seconds. */
  restart(providers: readonly Provider[], more?: { exclude?: string; ready?: boolean }): Promise<number>;
  close(): Promise<void>;
}

const day = 86_400_000;

function configText(providers: readonly Provider[], folder: string): string {
  const list = providers.map((provider) => {
    if (provider === 'identity') return { identity: {} };
    const name = provider === 'v2' ? 'ack' : 'ackv1';
    const endpoint = `unix://${join(folder, 'kms.sock')}`;
    return { kms: { apiVersion: provider, name, endpoint, timeout: '3s' } };
  });
  return JSON.stringify({
    kind: 'EncryptionConfiguration',
    apiVersion: 'apiserver.config.k8s.io/v1',
    resources: [{ resources: ['secrets'], providers: list }],
  });
}

function writeIdentities(folder: string) {
  const term = { from: Date.now() - day, until: Date.now() + 30 * day };
  const ca = issue(null, { name: 'kubernetes' }, { kind: 'authority' }, term);
  const server = issue(
    ca,
    { name: 'kube-apiserver' },
    { kind: 'server', names: ['localhost'], addresses: ['127.0.0.1'] },
    term,
  );
  const client = (name: string, groups: string[]) => issue(ca, { name, groups }, { kind: 'client' }, term);
  const accounts = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const files = {
    'ca.crt': ca.certificate,
    'server.crt': server.certificate,
    'server.key': server.key,
    'accounts.key': accounts.export({ type: 'sec1', format: 'pem' }),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return { ca: ca.certificate, admin: client('admin', ['system:masters']), prover: client('prover', []) };
}

function argsFor(folder: string, etcd: string, port: number, providers: readonly Provider[]): string[] {
  const file = (name: string): string => join(folder, name);
  const encrypted = providers.length > 0;
  if (encrypted) writeFileSync(file('encryption.json'), configText(providers, folder));
  return [
    `--etcd-servers=${etcd}`,
    '--etcd-prefix=/kreg',
    `--secure-port=${port}`,
    '--bind-address=127.0.0.1',
    `--tls-cert-file=${file('server.crt')}`,
    `--tls-private-key-file=${file('server.key')}`,
    `--client-ca-file=${file('ca.crt')}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${file('accounts.key')}`,
    `--service-account-signing-key-file=${file('accounts.key')}`,
    '--service-cluster-ip-range=10.0.0.0/24',
    '--authorization-mode=RBAC',
    '--disable-admission-plugins=ServiceAccount',
    ...(encrypted ? [`--encryption-provider-config=${file('encryption.json')}`] : []),
    ...(providers.includes('v1') ? ['--feature-gates=KMSv1=true'] : []),
  ];
}

function asker(url: string, ca: string, { certificate, key }: { certificate: string; key: string }) {
  return async (method: string, path: string, body?: unknown): Promise<Told> =>
    await new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json' };
      const sent = request(
        `${url}${path}`,
        { method, headers, ca, cert: certificate, key, agent: false },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.once('error', reject);
          answer.once('end', () => {
            resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') });
          });
        },
      );
      sent.once('error', reject);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
}

/** What the product needs at level `cluster`: the built-in role for metrics, and the list of Secrets. */
export async function grantReads(kube: Kube): Promise<void> {
  const rbac = '/apis/rbac.authorization.k8s.io/v1';
  const subjects = [{ kind: 'User', name: 'prover', apiGroup: 'rbac.authorization.k8s.io' }];
  const roleRef = (name: string) => ({ kind: 'ClusterRole', name, apiGroup: 'rbac.authorization.k8s.io' });
  const rules = [{ apiGroups: [''], resources: ['secrets'], verbs: ['list'] }];
  const metadata = (name: string) => ({ name });
  const made = [
    await kube.ask('POST', `${rbac}/clusterroles`, { metadata: metadata('prover'), rules }),
    await kube.ask('POST', `${rbac}/clusterrolebindings`, {
      metadata: metadata('prover'),
      subjects,
      roleRef: roleRef('prover'),
    }),
    await kube.ask('POST', `${rbac}/clusterrolebindings`, {
      metadata: metadata('prover-monitoring'),
      subjects,
      roleRef: roleRef('system:monitoring'),
    }),
  ];
  for (const { status, text } of made) if (status !== 201) throw new Error(text);
}

export async function newKube(program: string, folder: string, etcd: string): Promise<Kube> {
  const { ca, admin, prover } = writeIdentities(folder);
  const port = await freePort();
  const url = `https://127.0.0.1:${port}`;
  const ask = asker(url, ca, admin);
  const log = openSync(join(folder, 'kube-apiserver.log'), 'a');
  let child: ChildProcess | null = null;
  const stop = async (): Promise<void> => {
    if (child) await ended(child);
    child = null;
  };
  const answers = async (path: string, ready: boolean): Promise<boolean> => {
    const told = await ask('GET', path).catch(() => null);
    return told !== null && (told.status === 200 || (!ready && told.status === 500));
  };
  return {
    url,
    ca,
    login: { cert: prover.certificate, key: prover.key },
    ask,
    restart: async (providers, { exclude = '', ready = true } = {}) => {
      await stop();
      const running = spawn(program, argsFor(folder, etcd, port, providers), {
        stdio: ['ignore', log, log],
      });
      child = running;
      const path = `/readyz${exclude && `?exclude=${exclude}`}`;
      return await until('The API server', 120, async () => {
        if (running.exitCode !== null) throw new Error(`kube-apiserver ended with ${running.exitCode}.`);
        return await answers(path, ready);
      });
    },
    close: async () => {
      await stop();
      closeSync(log);
    },
  };
}

export const secrets = '/api/v1/namespaces/default/secrets';

export async function makeSecrets(kube: Kube, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const { status, text } = await kube.ask('POST', secrets, {
      metadata: { name },
      stringData: { password: `not-to-be-seen-${name}` },
    });
    if (status !== 201) throw new Error(text);
  }
}

/** Writes each as it is, as `kubectl get secrets -o json | kubectl replace -f -` does. */
export async function rewriteSecrets(kube: Kube, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const { text } = await kube.ask('GET', `${secrets}/${name}`);
    const replaced = await kube.ask('PUT', `${secrets}/${name}`, JSON.parse(text));
    if (replaced.status !== 200) throw new Error(replaced.text);
  }
}
