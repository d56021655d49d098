import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { regionIds } from '../../sandbox/world/regions.ts';
import { endpoints, official } from '../wire/official.ts';
import { type Answered, ask, fieldsAt, scenarioFile, send, signAcs3, signRpcV1 } from './signed.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  const scenario = scenarioFile(`
caller: LTAIlocationnobody
accounts:
  - id: "1000000000000001"
    users: [{ name: nobody }]
    accessKeys: [{ id: LTAIlocationnobody, secret: secretNobody, user: nobody }]
`);
  sandbox = await startSandbox({ scenario, rates: 'off' });
});
afterAll(() => sandbox.close());

const CODES: Readonly<Record<string, string>> = { bss: 'bssopenapi' };
const codeOf = (product: string) => CODES[product] ?? product;

/** By region: every host that one of the vendor's maps has. */
function hostsOf(product: string): Map<string, Set<string>> {
  const hosts = new Map<string, Set<string>>();
  for (const map of Object.values(endpoints[product] ?? {}))
    for (const [region, host] of Object.entries(map))
      hosts.set(region, (hosts.get(region) ?? new Set()).add(host));
  return hosts;
}

async function located(
  ServiceCode: string,
  Id: string,
  more: Record<string, string> = {},
): Promise<Answered> {
  return await ask(sandbox, 'location-readonly', 'DescribeEndpoints', { ServiceCode, Id, ...more });
}

describe.each(Object.keys(endpoints))('%s', (product) => {
  test('is where the vendor says, in each region, and nowhere else', async () => {
    const known = hostsOf(product);
    const isCentral =
      product === 'ram' || product === 'sts' || product === 'resourcemanager' || product === 'bss';
    for (const region of regionIds) {
      const answer = await located(codeOf(product), region);
      const told = fieldsAt(answer.body, 'Endpoints.Endpoint', 'Endpoint');
      const hosts = known.get(region);
      if (hosts) expect([...hosts], `${product} in ${region}`).toEqual(expect.arrayContaining(told));
      if (hosts || isCentral) expect(told, `${product} in ${region}`).toHaveLength(1);
      // ACK is in more regions than the maps of the SDKs say, as its own pages tell.
      else if (product !== 'cs') expect(told, `${product} in ${region}`).toEqual([]);
    }
  });

  test('answers at each of its hosts', async () => {
    const version = official.products[codeOf(product)]?.version ?? '';
    const hosts = new Set([...hostsOf(product).values()].flatMap((some) => [...some]));
    for (const host of hosts) {
      const answer = await send(
        signAcs3(sandbox, { host, version, action: 'None', params: { RegionId: 'cn-hangzhou' } }),
      );
      expect(answer.code, host).toMatch(/^(InvalidAction|InvalidRegionId)\.NotFound$/);
    }
  });
});

/** https://github.com/aliyun/aliyun-openapi-meta, en-US/products.json: the names inside a VPC. */
test.each([
  ['kms-vpc.cn-hangzhou.aliyuncs.com', 'kms'],
  ['cs-anony-vpc.cn-hangzhou.aliyuncs.com', 'cs'],
  ['actiontrail-vpc.cn-hangzhou.aliyuncs.com', 'actiontrail'],
  ['ecs-vpc.cn-hangzhou.aliyuncs.com', 'ecs'],
  ['vpc-vpc.cn-hangzhou.aliyuncs.com', 'vpc'],
  ['sts-vpc.cn-hangzhou.aliyuncs.com', 'sts'],
  ['ram.vpc-proxy.aliyuncs.com', 'ram'],
  ['resourcemanager.vpc-proxy.aliyuncs.com', 'resourcemanager'],
  ['resourcemanager-vpc.me-east-1.aliyuncs.com', 'resourcemanager'],
  ['business.vpc-proxy.aliyuncs.com', 'bssopenapi'],
  ['business-intl.vpc-proxy.aliyuncs.com', 'bssopenapi'],
  ['business-vpc.cn-hongkong.aliyuncs.com', 'bssopenapi'],
])('%s is a host of %s', async (host, product) => {
  const version = official.products[product]?.version ?? '';
  const answer = await send(signAcs3(sandbox, { host, version, action: 'None' }));
  expect(answer.code).toBe('InvalidAction.NotFound');
});

test('an older client asks with its older signature, and needs no right', async () => {
  const question = {
    host: 'location-readonly.aliyuncs.com',
    version: '2015-06-12',
    action: 'DescribeEndpoints',
  };
  const params = { Id: 'cn-shanghai', ServiceCode: 'kms', Type: 'openAPI' };
  const answer = await send(signRpcV1(sandbox, { ...question, params }));
  expect(answer.body).toMatchObject({
    Success: true,
    Endpoints: {
      Endpoint: [
        { Id: 'cn-shanghai', SerivceCode: 'kms', Type: 'openAPI', Endpoint: 'kms.cn-shanghai.aliyuncs.com' },
      ],
    },
  });
});

test.each([
  ['none', 'cn-hangzhou', {}, 'Illegal Parameter'],
  ['kms', 'cn-atlantis', {}, 'InvalidRegionId'],
])('%s in %s is refused as the official core expects', async (code, region, more, wanted) => {
  const answer = await located(code, region, more);
  expect([answer.status, answer.code]).toEqual([400, wanted]);
});

test('of other kinds of endpoints it knows none', async () => {
  const answer = await located('kms', 'cn-hangzhou', { Type: 'innerAPI' });
  expect(fieldsAt(answer.body, 'Endpoints.Endpoint', 'Endpoint')).toEqual([]);
});
