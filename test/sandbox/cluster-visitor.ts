import { Agent, get } from 'node:https';
import { gunzipSync } from 'node:zlib';
import type { Sandbox } from '../../sandbox/start.ts';
import { askCs, at, type Keys, listAt, textAt } from './signed.ts';

/** What a kubeconfig of ACK holds, read by hand: independent of how the product reads it. */
export interface Kubeconfig {
  server: string;
  ca: Buffer;
  cert: Buffer;
  key: Buffer;
  text: string;
  expiration: string;
}

export interface Told {
  status: number;
  headers: Record<string, unknown>;
  text: string;
}

export async function clusterIdOf(sandbox: Sandbox, name: string, keys?: Keys): Promise<string> {
  const params = { page_size: '50', name };
  const { body } = await askCs(sandbox, 'GET', '/api/v1/clusters', { params, ...(keys && { keys }) });
  const found = listAt(body, 'clusters').find((cluster) => at(cluster, 'name') === name);
  return textAt(found, 'cluster_id');
}

export async function kubeconfigOf(
  sandbox: Sandbox,
  cluster: string,
  more: { params?: Record<string, string>; keys?: Keys } = {},
): Promise<Kubeconfig> {
  const answer = await askCs(sandbox, 'GET', `/k8s/${cluster}/user_config`, more);
  if (answer.status !== 200) throw new Error(answer.text);
  const text = textAt(answer.body, 'config');
  const field = (name: string): string => new RegExp(`${name}: (.*)`).exec(text)?.[1] ?? '';
  const data = (name: string): Buffer => Buffer.from(field(name), 'base64');
  return {
    server: field('server'),
    ca: data('certificate-authority-data'),
    cert: data('client-certificate-data'),
    key: data('client-key-data'),
    text,
    expiration: textAt(answer.body, 'expiration'),
  };
}

export interface Way {
  headers?: Record<string, string>;
  /** shows no certificate */
  anonymous?: boolean;
  agent?: Agent;
}

/** GET over a connection of its own, unless an agent keeps one. */
export async function askApiServer(login: Kubeconfig, path: string, way: Way = {}): Promise<Told> {
  const { server, ca, cert, key } = login;
  const { headers = {}, anonymous = false, agent = new Agent({ keepAlive: false }) } = way;
  const options = { agent, ca, headers, ...(!anonymous && { cert, key }) };
  return await new Promise((resolve, reject) => {
    const request = get(server + path, options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        const body = Buffer.concat(chunks);
        const text = response.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: text.toString('utf8'),
        });
      });
    });
    request.once('error', reject);
  });
}

/** One sample of an exposition, by its name and labels in any order; undefined: there is none. */
export function sample(text: string, name: string, labels: Record<string, string> = {}): number | undefined {
  for (const line of text.split('\n')) {
    if (line !== name && !line.startsWith(`${name}{`) && !line.startsWith(`${name} `)) continue;
    const wanted = Object.entries(labels).every(([label, value]) => line.includes(`${label}="${value}"`));
    if (wanted) return Number(line.slice(line.lastIndexOf(' ') + 1));
  }
  return undefined;
}

const operations = 'apiserver_storage_transformation_operations_total';

/** How values were read and written since the start of an API server; 0 where no series says so. */
export function transformed(text: string) {
  const count = (transformation_type: string, transformer_prefix: string): number =>
    sample(text, operations, { status: 'OK', transformation_type, transformer_prefix }) ?? 0;
  return {
    plainRead: count('from_storage', 'identity'),
    v2Read: count('from_storage', 'k8s:enc:kms:v2:ack:'),
    v1Read: count('from_storage', 'k8s:enc:kms:v1:ackv1:'),
    plainWritten: count('to_storage', ''),
    v2Written: count('to_storage', 'k8s:enc:kms:v2:ack:'),
    v1Written: count('to_storage', 'k8s:enc:kms:v1:ackv1:'),
  };
}
