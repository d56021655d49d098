import { pathToFileURL } from 'node:url';
import { READ_TOKEN } from './served.ts';

/** What a new instance of the deployed report function needed; CPU is user and system, in ms. */
export interface InstanceTold {
  status: number;
  loadMs: number;
  firstMs: number;
  bytes: number;
  peakMiB: number;
}

interface Handlers {
  initializer(context: object): Promise<void>;
  handler(event: Uint8Array, context: object): Promise<{ statusCode: number; body: string }>;
}

const CONTEXT = {
  requestId: 'bench',
  region: 'cn-hangzhou',
  credentials: { accessKeyId: 'a', accessKeySecret: 'b', securityToken: 'c' },
  function: { name: 'sealwatch-report', timeout: 60 },
};

/** Loads the bundle in this process, which is new, and asks it once; the environment says where its configuration is. */
export async function askInstance(file: string, accept: string, encoding: string): Promise<InstanceTold> {
  const cpu = (): number => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  };
  const event = {
    ...{ version: 'v1', rawPath: accept === 'text/html' ? '/' : '/report.json' },
    headers: { authorization: `Bearer ${READ_TOKEN}`, accept, 'accept-encoding': encoding },
    requestContext: { domainName: 'bench', http: { method: 'GET', sourceIp: '127.0.0.1' } },
  };
  const begin = cpu();
  const { initializer, handler } = (await import(pathToFileURL(file).href)) as Handlers; // as functions/report.ts exports them
  await initializer(CONTEXT);
  const loaded = cpu();
  const { statusCode, body } = await handler(Buffer.from(JSON.stringify(event)), CONTEXT);
  return {
    status: statusCode,
    loadMs: loaded - begin,
    firstMs: cpu() - loaded,
    bytes: body.length,
    peakMiB: process.resourceUsage().maxRSS / 1024,
  };
}
