import { createHash, X509Certificate } from 'node:crypto';
import { Agent } from 'node:https';
import parsePrometheus from 'parse-prometheus-text-format';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { secretValue } from '../../sandbox/api-server/secret-list.ts';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import {
  askApiServer,
  clusterIdOf,
  type Kubeconfig,
  kubeconfigOf,
  sample,
  transformed,
} from './cluster-visitor.ts';
import { advance, askCs, at, control, fieldsAt, listAt, scenarioFile, textAt } from './signed.ts';

const scenario = scenarioFile(`
caller: LTAItestinside
accounts:
  - id: "1000000000000001"
    users:
      - { name: admin, id: "200000000000000001", policies: [AdministratorAccess], grants: [{ cluster: all, role: admin }] }
      - { name: prover, id: "200000000000000002", policies: [AdministratorAccess] }
      - { name: stranger, policies: [no-kubeconfig] }
    policies: [{ name: no-kubeconfig, allow: ["cs:*"], deny: ["cs:DescribeClusterUserKubeconfig"] }]
    accessKeys:
      - { id: LTAItestinside, secret: secretInside, user: admin }
      - { id: LTAItestprover, secret: secretInside, user: prover }
      - { id: LTAIteststranger, secret: secretInside, user: stranger }
    keys: [{ name: k, id: key-inside, region: cn-hangzhou, deletionProtection: false }]
    clusters:
      - { name: sealed, region: cn-hangzhou, key: k, inside: { secrets: 30, apiServers: 1, bindings: [{ who: prover, may: [monitoring] }] } }
      - { name: late, region: cn-hangzhou, key: k, encryptedSince: -P100D, inside: { secrets: 30, apiServers: 1 } }
      - { name: old, region: cn-hangzhou, key: k, initVersion: 1.28.3-aliyun.1, version: 1.32.7-aliyun.1, updated: -P60D, inside: { secrets: 30, apiServers: 1 } }
      - { name: stale, region: cn-hangzhou, key: k, version: 1.30.7-aliyun.1, inside: { secrets: 30, apiServers: 1 } }
      - { name: modern, region: cn-hangzhou, key: k, version: 1.35.1-aliyun.1, inside: { secrets: 30, apiServers: 3 } }
      - { name: leaking, region: cn-hangzhou, key: k, inside: { secrets: 30, apiServers: 1, config: identityFirst, configSince: -P50D } }
      - { name: pretending, region: cn-hangzhou, key: k, inside: { secrets: 30, apiServers: 1, config: none } }
      - { name: never, region: cn-hangzhou, inside: { secrets: 30, apiServers: 1, anonymous: false, publicEndpoint: false } }
      - { name: registered, region: cn-hangzhou, type: ExternalKubernetes, spec: "" }
`);

const prover = { accessKeyId: 'LTAItestprover', accessKeySecret: 'secretInside' };
const stranger = { accessKeyId: 'LTAIteststranger', accessKeySecret: 'secretInside' };
const metadataOnly = { accept: 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1' };
const keyHash = `sha256:${createHash('sha256').update('key-inside').digest('hex')}`;

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ scenario, rates: 'off' });
});

afterEach(async () => {
  await control(sandbox, 'POST', 'reset');
});

afterAll(async () => {
  await sandbox.close();
});

async function loginTo(name: string, keys?: typeof prover): Promise<Kubeconfig> {
  const id = await clusterIdOf(sandbox, name);
  return await kubeconfigOf(sandbox, id, {
    params: { TemporaryDurationMinutes: '15', PrivateIpAddress: 'true' },
    ...(keys && { keys }),
  });
}

async function metricsOf(name: string): Promise<string> {
  const { status, text } = await askApiServer(await loginTo(name), '/metrics');
  expect(status).toBe(200);
  return text;
}

const kmsLines = (text: string): string[] => text.split('\n').filter((line) => line.includes('kms'));

describe('kubeconfig', () => {
  test('names the address that the cluster shows, and holds for the time that was asked for', async () => {
    const id = await clusterIdOf(sandbox, 'sealed');
    const { body } = await askCs(sandbox, 'GET', `/clusters/${id}`);
    const shown: unknown = JSON.parse(textAt(body, 'master_url'));
    const inside = await kubeconfigOf(sandbox, id, {
      params: { PrivateIpAddress: 'true', TemporaryDurationMinutes: '15' },
    });
    const open = await kubeconfigOf(sandbox, id);
    expect(inside.server).toBe(at(shown, 'intranet_api_server_endpoint'));
    expect(open.server).toBe(at(shown, 'api_server_endpoint'));
    const certificate = new X509Certificate(inside.cert);
    expect(certificate.verify(new X509Certificate(inside.ca).publicKey)).toBe(true);
    expect(certificate.subject).toMatch(/O=system:users\nCN=200000000000000001-\d+/);
    expect(new Date(certificate.validTo)).toEqual(new Date(inside.expiration));
    expect(Date.parse(inside.expiration)).toBeLessThan(Date.parse(open.expiration));
  });

  test.each(['14', '4321', '1.5', 'x'])('refuses a duration of %s minutes', async (minutes) => {
    const id = await clusterIdOf(sandbox, 'sealed');
    const answer = await askCs(sandbox, 'GET', `/k8s/${id}/user_config`, {
      params: { TemporaryDurationMinutes: minutes },
    });
    expect([answer.status, answer.code]).toEqual([400, 'InvalidParameter']);
  });

  test('asks RAM, and knows the cluster', async () => {
    const id = await clusterIdOf(sandbox, 'sealed');
    const denied = await askCs(sandbox, 'GET', `/k8s/${id}/user_config`, { keys: stranger });
    expect([denied.status, at(denied.body, 'accessDeniedDetail.AuthAction')]).toEqual([
      403,
      'cs:DescribeClusterUserKubeconfig',
    ]);
    const unknown = await askCs(sandbox, 'GET', '/k8s/c0/user_config');
    expect([unknown.status, unknown.code]).toEqual([404, 'ErrorClusterNotFound']);
  });

  test('is of one cluster: another one neither shows nor takes its certificates', async () => {
    const [one, other] = [await loginTo('sealed'), await loginTo('late')];
    await expect(askApiServer({ ...one, server: other.server }, '/version')).rejects.toThrow(/certificate/);
    const mixed = await askApiServer({ ...other, cert: one.cert, key: one.key }, '/version');
    expect([mixed.status, at(JSON.parse(mixed.text), 'reason')]).toEqual([401, 'Unauthorized']);
  });

  test('a cluster without public endpoint gives its private one', async () => {
    const login = await kubeconfigOf(sandbox, await clusterIdOf(sandbox, 'never'));
    expect(login.server).toMatch(/^https:\/\/127\.0\.0\.1:/);
  });
});

describe('rights', () => {
  test.each([
    { who: 'nobody', path: '/readyz?verbose', status: 200 },
    { who: 'nobody', path: '/version', status: 200 },
    { who: 'nobody', path: '/readyz/kms-providers', status: 403 },
    { who: 'nobody', path: '/metrics', status: 403 },
    { who: 'nobody', path: '/api/v1/secrets', status: 403 },
    { who: 'prover', path: '/readyz/kms-providers', status: 200 },
    { who: 'prover', path: '/metrics', status: 200 },
    { who: 'prover', path: '/api/v1/secrets?limit=1', status: 403 },
    { who: 'admin', path: '/api/v1/secrets?limit=1', status: 200 },
    { who: 'admin', path: '/nothing', status: 404 },
  ])('$who gets $status from $path', async ({ who, path, status }) => {
    const login = await loginTo('sealed', who === 'prover' ? prover : undefined);
    const { status: got, text } = await askApiServer(login, path, { anonymous: who === 'nobody' });
    expect(got, text.slice(0, 300)).toBe(status);
    if (status === 403) expect(JSON.parse(text)).toMatchObject({ kind: 'Status', reason: 'Forbidden' });
  });

  test('a RAM identity without anything in the cluster is known but may do no more than nobody', async () => {
    const login = await loginTo('late', prover);
    const { status, text } = await askApiServer(login, '/metrics');
    expect(status).toBe(403);
    expect(text).toMatch(/User \\"200000000000000002-\d+\\" cannot get path/);
  });

  test('with anonymous access off nobody gets an answer, not even of health', async () => {
    const login = await loginTo('never');
    expect((await askApiServer(login, '/readyz', { anonymous: true })).status).toBe(401);
    expect((await askApiServer(login, '/readyz')).status).toBe(200);
  });

  test('the token of a ServiceAccount may what it was given', async () => {
    const login = await loginTo('sealed');
    const { token } = sandbox.world.addServiceAccount({ cluster: 'sealed', may: ['secrets'] });
    const asking = (text: unknown) => ({ anonymous: true, headers: { authorization: `Bearer ${text}` } });
    expect((await askApiServer(login, '/api/v1/secrets?limit=1', asking(token))).status).toBe(200);
    expect((await askApiServer(login, '/metrics', asking(token))).status).toBe(403);
    expect((await askApiServer(login, '/readyz', asking('wrong'))).status).toBe(401);
  });

  test.each([
    { certificate: 'foreign', error: /certificate/ },
    { certificate: 'expired', error: /expired/ },
    { certificate: 'otherName', error: /altnames|IP/ },
  ] as const)('a server certificate that is $certificate', async ({ certificate, error }) => {
    const login = await loginTo('sealed');
    sandbox.world.setInside({ cluster: 'sealed', certificate });
    await expect(askApiServer(login, '/readyz')).rejects.toThrow(error);
  });
});

describe('what /metrics tells', () => {
  test('all sealed: every Secret is read through v2, the key is named by its hash', async () => {
    const text = await metricsOf('sealed');
    expect(transformed(text)).toMatchObject({ plainRead: 0, v1Read: 0, plainWritten: 0 });
    expect(transformed(text).v2Read).toBeGreaterThan(30);
    expect(sample(text, 'apiserver_storage_objects', { resource: 'secrets' })).toBe(30);
    const total = 'apiserver_envelope_encryption_key_id_hash_total';
    expect(sample(text, total, { key_id_hash: keyHash, transformation_type: 'to_storage' })).toBeGreaterThan(
      0,
    );
  });

  test('switched on late: what was there before lies in plain text, what came after is sealed', async () => {
    const { plainRead, v2Read, plainWritten, v2Written } = transformed(await metricsOf('late'));
    expect(plainRead).toBeGreaterThan(0);
    expect(v2Read).toBeGreaterThan(0);
    expect([plainWritten > 0, v2Written > 0]).toEqual([false, true]);
  });

  test('written again: after a restart nothing plain is read', async () => {
    sandbox.world.rewriteSecrets({ cluster: 'late' });
    await advance(sandbox, 'PT1M');
    expect(transformed(await metricsOf('late')).plainRead).toBeGreaterThan(0);
    sandbox.world.restartApiServers({ cluster: 'late' });
    await advance(sandbox, 'PT1M');
    expect(transformed(await metricsOf('late'))).toMatchObject({ plainRead: 0, v2Read: 30 });
  });

  test('upgraded: v1 remains beside v2, and there are two checks', async () => {
    expect(transformed(await metricsOf('old')).v1Read).toBeGreaterThan(0);
    const { text } = await askApiServer(await loginTo('old'), '/readyz?verbose');
    expect(kmsLines(text)).toEqual(['[+]kms-provider-0 ok', '[+]kms-provider-1 ok']);
  });

  test('flag on, but written in plain', async () => {
    expect(transformed(await metricsOf('leaking')).plainWritten).toBeGreaterThan(0);
    const { text } = await askApiServer(await loginTo('leaking'), '/readyz?verbose');
    expect(kmsLines(text)).toEqual(['[+]kms-providers ok']);
  });

  test.each(['pretending', 'never'])('%s: no provider, no line, no counter', async (name) => {
    const { text, status } = await askApiServer(await loginTo(name), '/readyz?verbose');
    expect([status, kmsLines(text)]).toEqual([200, []]);
    expect(await metricsOf(name)).not.toContain('transformer_prefix');
  });

  test('1.35 names the resource and the hash of the configuration', async () => {
    const text = await metricsOf('modern');
    const operations = 'apiserver_storage_transformation_operations_total';
    expect(
      sample(text, operations, { resource: 'secrets', transformation_type: 'from_storage' }),
    ).toBeGreaterThan(0);
    expect(sample(text, 'apiserver_encryption_config_controller_last_config_info')).toBe(1);
  });

  test('several API servers behind one address take connections in turn, each with its own counters', async () => {
    const login = await loginTo('modern');
    const idOf = (text: string): string => /apiserver_id_hash="([^"]+)"/.exec(text)?.[1] ?? '';
    const texts: string[] = [];
    for (let turn = 0; turn < 6; turn += 1) texts.push((await askApiServer(login, '/metrics')).text);
    const ids = texts.map(idOf);
    expect(new Set(ids).size).toBe(3);
    expect(ids.slice(3)).toEqual(ids.slice(0, 3));
    let written = 0;
    for (const text of texts.slice(0, 3)) written += transformed(text).v2Written;
    const secrets = listAt(JSON.parse((await askApiServer(login, '/api/v1/secrets')).text), 'items').length;
    expect(written).toBeGreaterThanOrEqual(secrets);
  });

  test('a kept connection stays with its API server', async () => {
    const login = await loginTo('modern');
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const idOf = (text: string): string => /apiserver_id_hash="([^"]+)"/.exec(text)?.[1] ?? '';
    const first = await askApiServer(login, '/metrics', { agent });
    const second = await askApiServer(login, '/metrics', { agent });
    agent.destroy();
    expect(idOf(second.text)).toBe(idOf(first.text));
  });

  test.each(['sealed', 'old', 'stale', 'modern'])(
    '%s: the text can be parsed, packed or not',
    async (name) => {
      const login = await loginTo(name);
      const plain = await askApiServer(login, '/metrics');
      const packed = await askApiServer(login, '/metrics', { headers: { 'accept-encoding': 'gzip' } });
      const families = parsePrometheus(plain.text);
      expect(families.length).toBeGreaterThan(200);
      expect(plain.text.length).toBeGreaterThan(1_000_000);
      const names = families.map((family: { name: string }) => family.name);
      expect(names).toEqual([...names].sort());
      expect(packed.headers['content-encoding']).toBe('gzip');
      if (name !== 'modern') expect(packed.text).toBe(plain.text);
    },
  );
});

describe('KMS stops serving', () => {
  async function readyz(name: string): Promise<string> {
    const { status, text } = await askApiServer(await loginTo(name), '/readyz?verbose');
    return `${status} ${kmsLines(text).join(' ')}`;
  }

  test('v2: told within 15 s, reads go on, writes for 176 s, and all is well 3 s after', async () => {
    sandbox.world.disableKey({ key: 'k' });
    await advance(sandbox, 'PT14S');
    expect(await readyz('sealed')).toBe('200 [+]kms-providers ok');
    await advance(sandbox, 'PT4S');
    expect(await readyz('sealed')).toBe('500 [-]kms-providers failed: reason withheld');
    const { status, text } = await askApiServer(await loginTo('sealed'), '/readyz/kms-providers');
    expect(status).toBe(500);
    expect(text).toMatch(
      /^internal server error: kms-provider-0: rpc error: code = Unknown desc = .*Rejected\.Disabled/,
    );
    expect((await askApiServer(await loginTo('sealed'), '/livez')).text).toBe('ok');
    expect((await askApiServer(await loginTo('sealed'), '/readyz?exclude=kms-providers')).status).toBe(200);
    sandbox.world.addSecrets({ cluster: 'sealed', count: 1 });
    await advance(sandbox, 'PT2M38S');
    expect(() => sandbox.world.addSecrets({ cluster: 'sealed', count: 1 })).toThrow(/cannot seal/);
    expect((await askApiServer(await loginTo('sealed'), '/api/v1/secrets?limit=1')).status).toBe(200);
    const metrics = await metricsOf('sealed');
    const calls = 'apiserver_envelope_encryption_kms_operations_latency_seconds_count';
    expect(sample(metrics, calls, { grpc_status_code: 'Unknown' })).toBeGreaterThan(50);
    sandbox.world.enableKey({ key: 'k' });
    await advance(sandbox, 'PT3S');
    expect(await readyz('sealed')).toBe('200 [+]kms-providers ok');
    sandbox.world.addSecrets({ cluster: 'sealed', count: 1 });
  });

  test('v1: writes fail at once', async () => {
    sandbox.world.disableKey({ key: 'k' });
    await advance(sandbox, 'PT18S');
    expect(await readyz('stale')).toBe('500 [-]kms-provider-0 failed: reason withheld');
    expect(() => sandbox.world.addSecrets({ cluster: 'stale', count: 1 })).toThrow(/cannot seal/);
  });

  test('a restart meanwhile never becomes ready and opens nothing sealed, until half a minute after the key is back', async () => {
    sandbox.world.disableKey({ key: 'k' });
    await advance(sandbox, 'PT1M');
    sandbox.world.restartApiServers({ cluster: 'late' });
    await advance(sandbox, 'PT10M');
    const login = await loginTo('late');
    const { text } = await askApiServer(login, '/readyz?exclude=kms-providers');
    expect(text).toContain('[-]informer-sync failed: reason withheld');
    const list = await askApiServer(login, '/api/v1/secrets', { headers: metadataOnly });
    expect([list.status, at(JSON.parse(list.text), 'message')]).toEqual([
      500,
      'Internal error occurred: got unexpected nil transformer',
    ]);
    expect(transformed(await metricsOf('late'))).toMatchObject({ v2Read: 0 });
    expect(transformed(await metricsOf('late')).plainRead).toBeGreaterThan(0);
    sandbox.world.enableKey({ key: 'k' });
    await advance(sandbox, 'PT40S');
    expect(await readyz('late')).toBe('200 [+]kms-providers ok');
    expect(transformed(await metricsOf('late')).v2Read).toBeGreaterThan(0);
  });

  test.each([
    {
      how: 'the role lost its policy',
      act: () => sandbox.world.detachPolicy({}),
      code: 'Forbidden.NoPermission',
    },
    { how: 'the role is gone', act: () => sandbox.world.deleteRole({}), code: 'EntityNotExist.Role' },
    {
      how: 'KMS is suspended',
      act: () => sandbox.world.setKmsStatus({ region: 'cn-hangzhou', status: 'Suspended' }),
      code: 'Forbidden.InDebtOverdue',
    },
    {
      how: 'the key is to be deleted',
      act: () => sandbox.world.scheduleKeyDeletion({ key: 'k', days: 7 }),
      code: 'Rejected.PendingDeletion',
    },
  ])('the cause is told apart when $how', async ({ act, code }) => {
    act();
    await advance(sandbox, 'PT20S');
    const { text } = await askApiServer(await loginTo('sealed'), '/readyz/kms-providers');
    expect(text).toContain(`ErrorCode: ${code} `);
  });
});

describe('the list of Secrets', () => {
  test('page by page as it was at first; no value unless somebody asks for it', async () => {
    const login = await loginTo('sealed');
    const names: unknown[] = [];
    let next = '';
    do {
      const path = `/api/v1/secrets?limit=7${next && `&continue=${encodeURIComponent(next)}`}`;
      const { text } = await askApiServer(login, path, { headers: metadataOnly });
      expect(text).not.toContain(Buffer.from(secretValue).toString('base64'));
      const body: unknown = JSON.parse(text);
      expect(at(body, 'kind')).toBe('PartialObjectMetadataList');
      names.push(
        ...listAt(body, 'items').map(
          (item) => `${at(item, 'metadata.namespace')}/${at(item, 'metadata.name')}`,
        ),
      );
      next = String(at(body, 'metadata.continue') ?? '');
      if (names.length === 7) sandbox.world.addSecrets({ cluster: 'sealed', count: 5 });
    } while (next !== '');
    expect(names).toHaveLength(30);
    expect(new Set(names).size).toBe(30);
    expect(names).toEqual([...names].sort());
    const whole = await askApiServer(login, '/api/v1/secrets');
    expect(listAt(JSON.parse(whole.text), 'items')).toHaveLength(35);
    expect(whole.text).toContain(Buffer.from(secretValue).toString('base64'));
  });

  test('a list that was begun too long ago is gone', async () => {
    const login = await loginTo('sealed');
    const first = await askApiServer(login, '/api/v1/secrets?limit=7', { headers: metadataOnly });
    const token = encodeURIComponent(textAt(JSON.parse(first.text), 'metadata.continue'));
    await advance(sandbox, 'PT6M');
    const second = await askApiServer(login, `/api/v1/secrets?limit=7&continue=${token}`);
    expect([second.status, at(JSON.parse(second.text), 'reason')]).toEqual([410, 'Expired']);
    const inconsistent = encodeURIComponent(textAt(JSON.parse(second.text), 'metadata.continue'));
    const third = await askApiServer(login, `/api/v1/secrets?limit=7&continue=${inconsistent}`);
    expect(third.status).toBe(200);
    expect((await askApiServer(login, '/api/v1/secrets?limit=7&continue=abc')).status).toBe(400);
    expect((await askApiServer(login, '/api/v1/secrets?limit=x')).status).toBe(400);
  });

  test('each write moves the resourceVersion, which grows with time and is of one Secret only', async () => {
    const login = await loginTo('late');
    const look = async () => {
      const { text } = await askApiServer(login, '/api/v1/secrets', { headers: metadataOnly });
      const body: unknown = JSON.parse(text);
      const versions = fieldsAt(body, 'items', 'metadata.resourceVersion').map(Number);
      expect(new Set(versions).size).toBe(versions.length);
      return { of: Number(at(body, 'metadata.resourceVersion')), versions };
    };
    const before = await look();
    sandbox.world.rewriteSecrets({ cluster: 'late', count: 10 });
    await advance(sandbox, 'PT1M');
    const after = await look();
    expect(Math.max(...before.versions)).toBeLessThanOrEqual(before.of);
    expect(after.versions.filter((version) => version > before.of)).toHaveLength(10);
    expect(Math.max(...after.versions)).toBeLessThan(after.of);
  });
});

describe('the sandbox around it', () => {
  test('calls are counted and faults befall them as those of the cloud', async () => {
    const login = await loginTo('sealed');
    await control(sandbox, 'POST', 'faults', [{ kind: 'htmlBody', action: 'ApiServer:Metrics', times: 1 }]);
    const struck = await askApiServer(login, '/metrics');
    expect([struck.status, struck.headers['content-type']]).toEqual([502, 'text/html']);
    expect((await askApiServer(login, '/metrics')).status).toBe(200);
    const { body } = await control(sandbox, 'GET', 'calls');
    expect(at(body, 'actions')).toMatchObject({ Metrics: { total: 2 } });
  });

  test('a cluster that was removed takes no connections', async () => {
    const login = await loginTo('sealed');
    sandbox.world.removeCluster({ cluster: 'sealed' });
    await advance(sandbox, 'PT10M');
    await expect(askApiServer(login, '/readyz')).rejects.toThrow();
  });

  test('a generated world has nobody at its addresses unless it is asked for', async () => {
    const size = { clusters: 12, regions: 1, keys: 3, seed: 7 };
    const shown = async (generate: Parameters<typeof startSandbox>[0]) => {
      const own = await startSandbox(generate);
      try {
        const { body } = await askCs(own, 'GET', '/api/v1/clusters', { params: { page_size: '50' } });
        return new Set(fieldsAt(body, 'clusters', 'master_url'));
      } finally {
        await own.close();
      }
    };
    expect(await shown({ generate: size })).toEqual(
      new Set(['{"api_server_endpoint":"","intranet_api_server_endpoint":"https://10.0.0.10:6443"}']),
    );
    expect((await shown({ generate: { ...size, apiServers: true } })).size).toBe(12);
  });

  test('a generated world has a few clusters that write in plain or know no provider, always the same', async () => {
    const look = async () => {
      const own = await startSandbox({
        generate: { clusters: 12, regions: 1, keys: 3, seed: 7, apiServers: true },
        rates: 'off',
      });
      try {
        const { body } = await askCs(own, 'GET', '/api/v1/clusters', { params: { page_size: '50' } });
        const told: string[] = [];
        for (const id of fieldsAt(body, 'clusters', 'cluster_id')) {
          const login = await kubeconfigOf(own, String(id));
          const { text: readyz } = await askApiServer(login, '/readyz?verbose');
          let plainWritten = 0;
          for (let turn = 0; turn < 3; turn += 1) {
            plainWritten += transformed((await askApiServer(login, '/metrics')).text).plainWritten;
          }
          told.push(`${kmsLines(readyz).length > 0 ? 'provider' : 'none'}, ${plainWritten} in plain`);
        }
        return told;
      } finally {
        await own.close();
      }
    };
    const first = await look();
    expect(await look()).toEqual(first);
    expect(first.filter((told) => told === 'none, 0 in plain').length).toBeGreaterThan(0);
    expect(first.filter((told) => !told.endsWith(' 0 in plain')).length).toBeGreaterThan(0);
  });
});
