import { type Cluster, sealingKey } from '../model/cluster.ts';
import { keyIdOf } from '../model/key.ts';
import type { ProvenCluster } from '../model/proof.ts';
import type { Text } from '../text/zh.ts';
import { defineCheck, fail, pass, type Verdict } from './define-check.ts';
import { eachProof, notSeen } from './each-proof.ts';

export const apiServerProvider = defineCheck({
  id: 'api-server-provider',
  order: 300,
  title: 'API server reaches KMS with its encryption provider',
  headline: 'API server does not encrypt with KMS',
  severity: 'critical',
  job: 'proof',
  resource: 'cluster',
  reads: ['clusters', 'proofs'],
  optional: true,
  supports: ['cis-kubernetes:1.2.27', 'cis-ack-1.0:6.2.1', 'mlps-level-3:8.1.4.8', 'nist-800-53:SC-28'],
  why: 'An API server that cannot reach KMS keeps reading Secrets from memory, stops writing them within minutes, and does not become ready again after a restart.',
  judged:
    'Reads /readyz of the API server. Passes when a KMS provider is listed and every listed provider answers. No provider while encryption is on, or a failing provider, fails as critical; /readyz/kms-providers gives the reason where access is allowed. An unreachable API server or missing access is unknown.',
  remedy:
    'Do not restart the API server: it would not become ready. Reads continue from memory, writes stop within about three minutes. Restore its access to the key first.',
  page: 'cluster',
  evaluate: ({ clusters, proofs }) => eachProof(clusters, proofs, judge),
});

function judge(cluster: Cluster, { providers, level, source }: ProvenCluster): Verdict {
  if (!providers.seen) return notSeen(cluster, providers);
  const facts = { level, source, at: providers.at, providers: providers.value.map(({ name }) => name) };
  if (providers.value.length === 0) {
    return fail(cluster, 'Encryption is on, but the API server has no KMS provider.', facts, {
      remedy: 'Turn encryption off and on again; if the API server still has no KMS provider, open a ticket.',
    });
  }
  const failing = providers.value.filter(({ ok }) => !ok);
  const [first] = failing;
  if (!first) return pass(cluster, 'The KMS provider of the API server answers.', facts);
  const detail = withoutRequest(failing.flatMap((provider) => provider.detail ?? [])[0] ?? '');
  const cause = causeOf(detail);
  const { summary, remedy } = CAUSES[cause];
  const key = keyIdOf(sealingKey(cluster) ?? '');
  const command = /Rejected\.Disabled/i.test(detail) && !key.startsWith('alias/') ? ENABLE : '';
  return fail(
    cluster,
    summary,
    { ...facts, provider: first.name, cause, detail: inShort(detail), key },
    { remedy, command },
  );
}

const ENABLE = 'aliyun kms EnableKey --region {region} --KeyId {key}';

/** The id of a call is another one at each look. */
function withoutRequest(detail: string): string {
  return detail.replace(/ ?RequestId: [\w-]+/g, '');
}

/** What the cloud answered to the plugin, without the way that it took. */
function inShort(detail: string): string {
  const [, code, message = ''] = /ErrorCode: ?([\w.]+) Message: ?(.+)/s.exec(detail) ?? [];
  return code === undefined ? detail : `${code}: ${message.trim()}`;
}

type Cause = 'key' | 'role' | 'network' | 'other' | 'withheld';

/** What the KMS plugin says holds the code of the cloud, or why there was no answer from it. */
const SIGNS: readonly (readonly [Cause, RegExp])[] = [
  [
    'key',
    /Rejected\.(Disabled|PendingDeletion|PendingImport|Unavailable)|Forbidden\.KeyNotFound|key state is/i,
  ],
  [
    'role',
    /NoPermission|Forbidden\.(RAM|NoPermission)|EntityNotExist\.Role|AssumeRole|not authorized|AccessDenied/i,
  ],
  [
    'network',
    /dial tcp|no such host|i\/o timeout|connection (refused|reset)|DeadlineExceeded|deadline exceeded|Unavailable/i,
  ],
];

function causeOf(detail: string): Cause {
  if (detail === '') return 'withheld';
  return SIGNS.find(([, sign]) => sign.test(detail))?.[0] ?? 'other';
}

const CAUSES: Readonly<Record<Cause, { summary: Text; remedy: Text }>> = {
  key: {
    summary: 'The API server cannot use key {key}: {detail}',
    remedy:
      'Do not restart the API server; enable the key first. Reads continue from memory, writes stop within about three minutes, and a restarted API server does not become ready.',
  },
  role: {
    summary: 'The API server is not allowed to use key {key}: {detail}',
    remedy:
      'Do not restart the API server; restore the policy of the service role first. Reads continue from memory, writes stop within about three minutes, and a restarted API server does not become ready.',
  },
  network: {
    summary: 'The API server cannot reach KMS: {detail}',
    remedy:
      'Do not restart the API server; restore its network path to KMS first. Reads continue from memory, writes stop within about three minutes, and a restarted API server does not become ready.',
  },
  other: {
    summary: 'KMS provider of the API server fails: {detail}',
    remedy:
      'Do not restart the API server: it would not become ready. Reads continue from memory, writes stop within about three minutes. Restore its access to the key first.',
  },
  withheld: {
    summary: 'KMS provider {provider} of the API server fails and gives no reason.',
    remedy:
      'Do not restart the API server: it would not become ready. Check the key, the service role and the network path first. Reads continue from memory, writes stop within about three minutes.',
  },
};
