import { createHash, createHmac } from 'node:crypto';
import type { Keys, SandboxPlace } from '../sandbox/signed.ts';

export interface LogTarget {
  sandbox: SandboxPlace;
  keys: Keys;
}

/** A project and a logstore with an index, as the component makes them for `auto`. */
export async function makeLogs(target: LogTarget, region: string): Promise<object> {
  const [project, logstore] = [`serverless-${region}-test`, 'default-logs'];
  const line = { token: [' ', ','], caseSensitive: false };
  const steps = [
    { host: project, path: '/', at: '', make: { projectName: project, description: 'made by a test' } },
    {
      host: project,
      path: `/logstores/${logstore}`,
      at: '/logstores',
      make: { logstoreName: logstore, ttl: 30, shardCount: 1 },
    },
    {
      host: project,
      path: `/logstores/${logstore}/index`,
      at: `/logstores/${logstore}/index`,
      make: { line },
    },
  ];
  for (const { host, path, at, make } of steps) {
    const { status } = await sls(target, 'GET', `${host}.${region}.log.aliyuncs.com`, path);
    if (status === 200) continue;
    const place = at === '' ? { host: region, path: '/' } : { host: `${host}.${region}`, path: at };
    const made = await sls(target, 'POST', `${place.host}.log.aliyuncs.com`, place.path, make);
    if (!made.ok) throw new Error(await made.text());
  }
  return {
    project,
    logstore,
    enableRequestMetrics: true,
    enableInstanceMetrics: true,
    logBeginRule: 'DefaultRegex',
  };
}

async function sls(
  { sandbox, keys }: LogTarget,
  method: string,
  host: string,
  path: string,
  json?: object,
): Promise<Response> {
  const body = json === undefined ? '' : JSON.stringify(json);
  const md5 = body && createHash('md5').update(body).digest('hex').toUpperCase();
  const type = body && 'application/json';
  const date = new Date().toUTCString();
  const own = {
    'x-log-apiversion': '0.6.0',
    'x-log-bodyrawsize': '0',
    'x-log-signaturemethod': 'hmac-sha1',
  };
  const lines = Object.entries(own).map(([name, value]) => `${name}:${value}\n`);
  const text = `${method}\n${md5}\n${type}\n${date}\n${lines.join('')}${path}`;
  const signature = createHmac('sha1', keys.accessKeySecret).update(text).digest('base64');
  const sent = body && { 'content-type': type, 'content-md5': md5 };
  const headers = {
    ...own,
    ...sent,
    date,
    'x-forwarded-host': host,
    authorization: `LOG ${keys.accessKeyId}:${signature}`,
  };
  return fetch(sandbox.url + path, { method, headers, ...(body && { body }) });
}
