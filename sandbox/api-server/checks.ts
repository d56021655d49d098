import { checkError, type KmsView, kmsChecks } from './providers.ts';

export type Endpoint = 'readyz' | 'healthz' | 'livez';

/** The checks after those of etcd and KMS, in the order of a real API server; livez and healthz have no others. */
const hooks = [
  'poststarthook/start-apiserver-admission-initializer',
  'poststarthook/generic-apiserver-start-informers',
  'poststarthook/priority-and-fairness-config-consumer',
  'poststarthook/priority-and-fairness-filter',
  'poststarthook/storage-object-count-tracker-hook',
  'poststarthook/start-apiextensions-informers',
  'poststarthook/start-apiextensions-controllers',
  'poststarthook/crd-informer-synced',
  'poststarthook/start-system-namespaces-controller',
  'poststarthook/start-cluster-authentication-info-controller',
  'poststarthook/start-kube-apiserver-identity-lease-controller',
  'poststarthook/start-kube-apiserver-identity-lease-garbage-collector',
  'poststarthook/start-legacy-token-tracking-controller',
  'poststarthook/start-service-ip-repair-controllers',
  'poststarthook/rbac/bootstrap-roles',
  'poststarthook/scheduling/bootstrap-system-priority-classes',
  'poststarthook/priority-and-fairness-config-producer',
  'poststarthook/bootstrap-controller',
  'poststarthook/start-kube-aggregator-informers',
  'poststarthook/apiservice-status-local-available-controller',
  'poststarthook/apiservice-status-remote-available-controller',
  'poststarthook/apiservice-registration-controller',
  'poststarthook/apiservice-discovery-controller',
  'poststarthook/kube-apiserver-autoregistration',
  'autoregister-completion',
  'poststarthook/apiservice-openapi-controller',
  'poststarthook/apiservice-openapiv3-controller',
] as const;

interface Check {
  name: string;
  /** why it fails, told only to those who may read the check alone */
  error: string | null;
}

/** Which of the endpoints, and of what API server. */
export interface HealthScope {
  endpoint: Endpoint;
  view: KmsView;
  modern: boolean;
}

/** 1.35 has one more, before the informers of the aggregator. */
const modernHook = 'poststarthook/start-kubernetes-service-cidr-controller';

function hooksOf(modern: boolean): readonly string[] {
  return modern
    ? hooks.flatMap((name) =>
        name === 'poststarthook/start-kube-aggregator-informers' ? [modernHook, name] : [name],
      )
    : hooks;
}

function checksOf({ endpoint, view, modern }: HealthScope, requestId: string): Check[] {
  const fine = (name: string): Check => ({ name, error: null });
  const kms = kmsChecks(view.providers).map((check) => ({
    name: check.name,
    error: checkError(check, view.trouble, requestId),
  }));
  // Started while KMS refuses, it cannot list Secrets: its informers never come to an end (measured).
  const informers = { name: 'informer-sync', error: view.sealed ? '1 informers not started yet' : null };
  const begin = ['ping', 'log', 'etcd'].map(fine);
  const others = hooksOf(modern).map(fine);
  if (endpoint === 'livez') return [...begin, ...others];
  if (endpoint === 'healthz') return [...begin, ...kms, ...others];
  return [...begin, fine('etcd-readiness'), ...kms, informers, ...others, fine('shutdown')];
}

export interface Health {
  status: number;
  text: string;
}

/** /readyz and its like: always in full when something fails, and never why. */
export function health(scope: HealthScope, asked: { verbose: boolean; exclude: readonly string[] }): Health {
  const { endpoint } = scope;
  const lines: string[] = [];
  const left = new Set(asked.exclude);
  let failed = false;
  for (const { name, error } of checksOf(scope, '')) {
    const excluded = left.delete(name);
    failed ||= error !== null && !excluded;
    if (excluded) lines.push(`[+]${name} excluded: ok`);
    else lines.push(error === null ? `[+]${name} ok` : `[-]${name} failed: reason withheld`);
  }
  if (left.size > 0) {
    const names = [...left].map((name) => `"${name}"`).join(', ');
    lines.push(`warn: some health checks cannot be excluded: no matches for ${names}`);
  }
  if (failed) return { status: 500, text: `${lines.join('\n')}\n${endpoint} check failed\n` };
  const text = asked.verbose ? `${lines.join('\n')}\n${endpoint} check passed\n` : 'ok';
  return { status: 200, text };
}

/** One check alone, with its reason; null: there is none of this name. */
export function oneCheck(scope: HealthScope, name: string, requestId: string): Health | null {
  const check = checksOf(scope, requestId).find((candidate) => candidate.name === name);
  if (!check) return null;
  if (check.error === null) return { status: 200, text: 'ok' };
  return { status: 500, text: `internal server error: ${check.error}\n` };
}
