import { createHash } from 'node:crypto';
import { apiServerClient } from '../../shared/api-server/client.ts';
import { type Looked, lookAtApiServer } from '../../shared/api-server/look.ts';
import { listSecrets } from '../../shared/api-server/secrets.ts';
import type { Observation } from '../../shared/model/observation.ts';
import type { ApiServerMetrics, SecretList } from '../../shared/model/proof.ts';
import { Secret } from '../../shared/model/secret.ts';
import type { Kube } from './kube.ts';

/** What the product says of the cluster, from outside: it never sees etcd. */
export interface ProductView extends Looked {
  secrets: Observation<SecretList>;
}

export async function productView(kube: Kube): Promise<ProductView> {
  const { cert, key } = kube.login;
  const now = () => new Date();
  const login = { server: kube.url, ca: kube.ca, cert, key: new Secret(key), expires: null };
  const client = apiServerClient(login, { timeoutMs: 20_000, now });
  try {
    const looked = await lookAtApiServer(client, 'metrics', now);
    return { ...looked, secrets: await listSecrets(client, { names: true }, now) };
  } finally {
    client.close();
  }
}

export function keyHash(key: string): string {
  return `sha256:${createHash('sha256').update(key).digest('hex')}`;
}

/** The one server there is. */
export function metricsIn({ servers }: ProductView): ApiServerMetrics | null {
  return servers.seen ? (servers.value[0] ?? null) : null;
}

function counts(transformed: ApiServerMetrics['read']): string {
  if (!transformed) return 'not counted';
  const { plain, v1, v2, other } = transformed;
  return `${plain} plain, ${v1} v1, ${v2} v2${other > 0 ? `, ${other} other` : ''}`;
}

/** What it says, in a line for people. */
export function inWords(view: ProductView): string {
  const { providers, secrets } = view;
  const told = providers.seen
    ? providers.value
        .map(({ name, ok, detail }) => `${name} ${ok ? 'ok' : `failing (${causeIn(detail)})`}`)
        .join(', ') || 'no provider'
    : `providers ${providers.because}`;
  const metrics = metricsIn(view);
  const list = secrets.seen ? `${secrets.value.rows.length} Secrets listed` : `list ${secrets.because}`;
  return `${told}; read ${counts(metrics?.read ?? null)}; written ${counts(metrics?.written ?? null)}; ${list}`;
}

export function causeIn(detail: string | null): string {
  return /ErrorCode: (\S+)/.exec(detail ?? '')?.[1] ?? 'cause withheld';
}
