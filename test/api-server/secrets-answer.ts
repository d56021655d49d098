import type { Answer } from './server.ts';

export interface Item {
  kind?: string;
  metadata?: unknown;
}

/** What must never be asked for, sent or printed. */
export const VALUE = 'c2VjcmV0LXZhbHVl';

/** One Secret as its metadata come from a real API server, with an annotation that repeats its value. */
export function item(nth: number, more: Readonly<Record<string, unknown>> = {}): Item {
  const metadata = {
    name: `s-${nth}`,
    namespace: 'shop',
    uid: `u-${nth}`,
    resourceVersion: String(100 + nth),
    creationTimestamp: '2026-01-01T00:00:00Z',
    annotations: { 'kubectl.kubernetes.io/last-applied-configuration': `{"data":{"password":"${VALUE}"}}` },
    managedFields: [{ manager: 'kubectl-create', operation: 'Update' }],
    ...more,
  };
  return { kind: 'PartialObjectMetadata', metadata };
}

export const items = (count: number): Item[] => Array.from({ length: count }, (_, nth) => item(nth));

/** As kube-apiserver lists: metadata only for who asks so, else the Secrets themselves. */
export function secretsAnswer(all: readonly Item[], resourceVersion = '5000'): Answer {
  return ({ url = '', headers }, response) => {
    const query = new URL(url, 'https://x').searchParams;
    const limit = Number(query.get('limit') ?? 0) || all.length;
    const from = Number(query.get('continue')?.replace('token ', '') ?? 0);
    const rest = all.length - from - limit;
    const isMetadata = headers.accept === 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';
    const page = all.slice(from, from + limit);
    const more = rest > 0 ? { continue: `token ${from + limit}`, remainingItemCount: rest } : {};
    const body = {
      kind: isMetadata ? 'PartialObjectMetadataList' : 'SecretList',
      apiVersion: isMetadata ? 'meta.k8s.io/v1' : 'v1',
      metadata: { resourceVersion, ...more },
      items: isMetadata ? page : page.map((one) => ({ ...one, data: { password: VALUE } })),
    };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
}
