import { decideFor } from '../api/authorise.ts';
import type { Call } from '../api/operation.ts';
import type { Reply } from '../gateway/answer.ts';
import { callFor } from '../gateway/call-for.ts';
import { skewOf } from '../gateway/conduct.ts';
import type { Desk } from '../gateway/desk.ts';
import type { FaultRule } from '../gateway/faults.ts';
import type { Turn } from '../gateway/turn.ts';
import type { Wire } from '../gateway/wire.ts';
import type { Bucket } from '../world/bucket.ts';
import { Refusal } from '../world/refusal.ts';
import { bucketNamed } from '../world/world-state.ts';
import { type Address, addressOf } from './address.ts';
import { authenticateOss } from './authenticate.ts';
import { listBuckets, putBucket } from './buckets.ts';
import type { OssAnswer } from './operation.ts';
import { type OssOperation, ossOperation } from './operations.ts';
import { xml } from './xml.ts';

function denied(): Refusal {
  return new Refusal(403, 'AccessDenied', 'You have no right to access this object.');
}

function ossReply(requestId: string, { status, headers, body }: OssAnswer): Reply {
  return {
    kind: 'reply',
    status,
    headers: { server: 'AliyunOSS', 'x-oss-request-id': requestId, ...headers },
    body,
    cutAt: null,
  };
}

/** Answers to HEAD have no body: the error is in a header. */
export function ossRefused(requestId: string, method: string, host: string, refusal: Refusal): Reply {
  const { status, code, message, extra } = refusal;
  const details = Object.entries(extra).map(([name, value]) => [name, String(value)]);
  const body = xml('Error', {
    Code: code,
    Message: message,
    RequestId: requestId,
    HostId: host,
    ...Object.fromEntries(details),
  });
  const headers: Record<string, string> = { 'content-type': 'application/xml' };
  if (method === 'HEAD') headers['x-oss-err'] = Buffer.from(body).toString('base64');
  return ossReply(requestId, { status, headers, body });
}

/** https://www.alibabacloud.com/help/en/oss/user-guide/ram-policy-overview */
function requireRight(call: Call, permission: string, resource: string): void {
  if (decideFor(call, permission, `acs:oss:*:${call.account.id}:${resource}`) !== 'allowed') throw denied();
  call.authorised(permission);
}

function requireRegion(bucket: Bucket, { region }: Address): void {
  if (region === '' || region === bucket.region) return;
  const text =
    'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.';
  throw new Refusal(403, 'AccessDenied', text, {
    Bucket: bucket.name,
    Endpoint: `oss-${bucket.region}.aliyuncs.com`,
  });
}

interface Request {
  desk: Desk;
  wire: Wire;
  address: Address;
  region: string;
  query: ReadonlyMap<string, string>;
  operation: OssOperation | null;
  requestId: string;
}

function answerListBuckets(call: Call): OssAnswer {
  requireRight(call, 'oss:ListBuckets', '*');
  return { status: 200, headers: { 'content-type': 'application/xml' }, body: listBuckets(call.account) };
}

function isPutBucket({ wire: { method }, address: { key }, query }: Request): boolean {
  return method === 'PUT' && key === '' && query.size === 0;
}

/** https://www.alibabacloud.com/help/en/oss/developer-reference/putbucket */
function answerPutBucket(call: Call, { desk: { world }, wire, address, region }: Request): OssAnswer {
  requireRight(call, 'oss:PutBucket', address.bucket);
  putBucket(world, call.account, { name: address.bucket, region, acl: wire.headers['x-oss-acl'] });
  return { status: 200, headers: {}, body: '' };
}

function answerOss(request: Request, fault: FaultRule | null): OssAnswer {
  const { desk, wire, address, region, query, operation, requestId } = request;
  const { world } = desk;
  const credential = authenticateOss(world, wire, address, region, desk.ambient.now() + skewOf(fault));
  const call = callFor(desk, wire, credential, { region, host: address.host, requestId });
  if (fault?.kind === 'deny') throw denied();
  if (address.bucket === '' && wire.method === 'GET') return answerListBuckets(call);
  if (isPutBucket(request)) return answerPutBucket(call, request);
  if (!operation) {
    const text = 'A header or query you provided implies functionality that is not implemented.';
    throw new Refusal(501, 'NotImplemented', text);
  }
  const bucket = bucketNamed(world, address.bucket);
  if (!bucket) {
    const text = 'The specified bucket does not exist.';
    throw new Refusal(404, 'NoSuchBucket', text, { BucketName: address.bucket });
  }
  requireRegion(bucket, address);
  // No bucket here has a policy that lets other accounts in.
  if (bucket.account !== call.account.id) throw denied();
  const { key } = address;
  const ask = { bucket, key, query, headers: wire.headers, body: wire.body, now: world.clock.now };
  const resources = operation.objects?.(ask) ?? [key];
  for (const name of resources)
    requireRight(call, operation.permission, name === '' ? bucket.name : `${bucket.name}/${name}`);
  return operation.run(ask);
}

function actionOf(request: Request): string {
  const { address, operation, wire } = request;
  if (address.bucket === '' && wire.method === 'GET') return 'ListBuckets';
  return isPutBucket(request) ? 'PutBucket' : (operation?.name ?? wire.method);
}

/** A request to OSS: buckets in hosts, errors in XML, signatures of its own. Data events are not recorded. */
export function ossTurn(desk: Desk, wire: Wire, uuid: string): Turn {
  const { method } = wire;
  const requestId = uuid.replaceAll('-', '').slice(0, 24);
  const address = addressOf(desk.world, wire);
  const query = new Map(wire.query);
  const operation = ossOperation(wire, address, query);
  const known = bucketNamed(desk.world, address.bucket);
  const region = address.region || known?.region || desk.world.defaultRegion;
  const request = { desk, wire, address, region, query, operation, requestId };
  return {
    product: 'Oss',
    action: actionOf(request),
    region,
    question: [address.bucket, address.key, ...[...query].map((pair) => pair.join('='))].join(' '),
    // https://www.alibabacloud.com/help/en/oss/support/http-status-code-503
    throttled: () => new Refusal(503, 'TotalQpsLimitExceeded', 'Max total qps limit is exceeded'),
    refused: (refusal) => ossRefused(requestId, method, address.host, refusal),
    answer: (fault) => ossReply(requestId, answerOss(request, fault)),
  };
}
