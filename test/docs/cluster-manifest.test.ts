import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { readSettings } from '../../functions/in-cluster/settings.ts';
import { root } from '../root.ts';

type Thing = Record<string, unknown>;

const FILE = 'docs/cluster/sealwatch-proof.yaml';
const guide = readFileSync(`${root}docs/proof-in-cluster.md`, 'utf8');
const things = parseAllDocuments(readFileSync(root + FILE, 'utf8')).map(
  (document) => document.toJS() as Thing,
);
const of = (kind: string): Thing => things.find((thing) => thing['kind'] === kind) ?? {};
const at = (thing: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((part, name) => (part as Thing | undefined)?.[name], thing);
const pod = at(of('CronJob'), 'spec.jobTemplate.spec.template.spec') as Thing;
const [container = {}, ...others] = pod['containers'] as Thing[];

/** Every value under a key of this name, anywhere. */
function every(name: string, within: unknown = things): unknown[] {
  if (typeof within !== 'object' || within === null) return [];
  return Object.entries(within).flatMap(([key, value]) => [
    ...(key === name ? [value as unknown] : []),
    ...every(name, value),
  ]);
}

test('it is what it says, and one apply is enough: the namespace comes first', () => {
  expect(things.map(({ kind }) => kind)).toEqual([
    'Namespace',
    'ConfigMap',
    'ServiceAccount',
    'ClusterRole',
    'ClusterRoleBinding',
    'CronJob',
  ]);
  expect(new Set(every('namespace'))).toEqual(new Set(['sealwatch']));
});

test('its rights: list Secrets, and read four paths; for this ServiceAccount only', () => {
  expect(of('ClusterRole')['rules']).toEqual([
    { apiGroups: [''], resources: ['secrets'], verbs: ['list'] },
    { nonResourceURLs: ['/metrics', '/readyz', '/readyz/*', '/version'], verbs: ['get'] },
  ]);
  expect(of('ClusterRoleBinding')).toMatchObject({
    roleRef: { kind: 'ClusterRole', name: at(of('ClusterRole'), 'metadata.name') },
    subjects: [{ kind: 'ServiceAccount', name: at(of('ServiceAccount'), 'metadata.name') }],
  });
  expect(of('ClusterRoleBinding')['subjects']).toHaveLength(1);
  expect(pod['serviceAccountName']).toBe(at(of('ServiceAccount'), 'metadata.name'));
  expect(of('ServiceAccount')['automountServiceAccountToken']).toBe(false);
});

test('the pod has no privileges and writes nowhere', () => {
  expect(at(of('Namespace'), 'metadata.labels')).toEqual({
    'pod-security.kubernetes.io/enforce': 'restricted',
  });
  expect(others).toEqual([]);
  expect(container['securityContext']).toEqual({
    allowPrivilegeEscalation: false,
    privileged: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  });
  expect(pod['securityContext']).toMatchObject({
    runAsNonRoot: true,
    runAsUser: 65532,
    seccompProfile: { type: 'RuntimeDefault' },
  });
  for (const name of [
    'hostPath',
    'hostNetwork',
    'hostPID',
    'hostIPC',
    'hostPort',
    'emptyDir',
    'initContainers',
    'add',
    'secretKeyRef',
  ])
    expect(every(name), name).toEqual([]);
  expect((container['volumeMounts'] as Thing[]).every(({ readOnly }) => readOnly === true)).toBe(true);
  expect(container['resources']).toMatchObject({
    limits: { memory: expect.any(String), cpu: expect.any(String) },
  });
});

test('it ends, does not pile up, and does not start again and again', () => {
  expect(at(of('CronJob'), 'spec')).toMatchObject({
    schedule: '17 * * * *',
    concurrencyPolicy: 'Forbid',
    jobTemplate: {
      spec: { backoffLimit: 0, activeDeadlineSeconds: 1200, template: { spec: { restartPolicy: 'Never' } } },
    },
  });
});

/** What the pod finds at a path, by the volumes of the manifest and the commands of the guide. */
function inPod(path: string): string {
  const mounts = container['volumeMounts'] as { name: string; mountPath: string }[];
  const mount = mounts.find(({ mountPath }) => mountPath === dirname(path));
  if (path.startsWith('/var/run/secrets/kubernetes.io/serviceaccount/'))
    return path.endsWith('ca.crt') ? '-----BEGIN CERTIFICATE-----' : 'token-of-the-service-account';
  const volume = (pod['volumes'] as Thing[]).find(({ name }) => name === mount?.name);
  const name = String(at(volume, 'configMap.name') ?? at(volume, 'secret.secretName'));
  const key = path.slice(dirname(path).length + 1);
  const made = new RegExp(
    `kubectl create (configmap|secret generic) ${name} -n sealwatch --from-file=${key}=`,
  );
  if (!made.test(guide)) throw new Error(`nothing brings ${path} into the pod`);
  return 'proof-token-0123456789';
}

test('the program finds there everything that it needs, and understands what is filled in', () => {
  const data = of('ConfigMap')['data'] as Record<string, string>;
  expect(container['envFrom']).toEqual([{ configMapRef: { name: at(of('ConfigMap'), 'metadata.name') } }]);
  const env = { ...data, KUBERNETES_SERVICE_HOST: '10.0.0.1', KUBERNETES_SERVICE_PORT: '443' };
  expect(readSettings(env, inPod)).toMatchObject({
    login: { server: 'https://10.0.0.1:443', ca: '-----BEGIN CERTIFICATE-----' },
    level: 'cluster',
    names: false,
    spreadSeconds: 300,
    cluster: data['SEALWATCH_CLUSTER'],
  });
  expect(readSettings(env, inPod).url.href).toBe('https://audit.example.com/proofs');
  const source = readFileSync(`${root}functions/in-cluster/settings.ts`, 'utf8');
  expect(Object.keys(data).filter((name) => !source.includes(`'${name}'`))).toEqual([]);
  const command = (container['command'] as string[]).at(-1) ?? '';
  expect(inPod(command)).not.toBe('');
});

test('the image is public, has a tag that is not latest, and is named as such', () => {
  expect(container['image']).toMatch(/^node:\d+-alpine$/);
  expect(readFileSync(root + FILE, 'utf8')).toMatch(/by tag, not by digest/);
});

test('no secret stands in it', () => {
  expect(every('stringData')).toEqual([]);
  expect(things.filter(({ kind }) => kind === 'Secret')).toEqual([]);
  expect(Object.keys(of('ConfigMap')['data'] as object).filter((name) => name.includes('TOKEN'))).toEqual([]);
});
