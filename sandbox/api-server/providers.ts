import type { Cluster } from '../world/cluster.ts';
import { servesV2 } from '../world/inside.ts';
import { type KmsTrouble, kmsTrouble, providerTrouble } from '../world/kms-access.ts';
import { valueAt } from '../world/timeline.ts';
import type { Account, WorldState } from '../world/world-state.ts';

export type Provider = 'v1' | 'v2';

/** Names of the providers in the encryption configuration, and what their values begin with in etcd. */
export const providerNames: Record<Provider, string> = { v2: 'ack', v1: 'ackv1' };

export function prefixOf(provider: Provider): string {
  return `k8s:enc:kms:${provider}:${providerNames[provider]}:`;
}

/**
 * The providers in their order. Assumption: a cluster that began below 1.31 keeps v1 behind v2, so that what was
 * written before the upgrade stays readable; one that had a key once keeps the provider for the same reason.
 */
function providersAt({ encryption, inside }: Cluster, at: number): Provider[] {
  if (valueAt(inside.config, at) === 'none') return [];
  const hadKey = encryption.steps.some(({ from, value }) => from <= at && value.on && value.key !== '');
  if (!hadKey) return [];
  if (!servesV2(valueAt(inside.versions, at))) return ['v1'];
  return servesV2(inside.versions.steps[0].value) ? ['v2'] : ['v2', 'v1'];
}

/** One check of /readyz and /healthz for v2 alone; one for each provider as soon as v1 is among them (measured). */
export function kmsChecks(providers: readonly Provider[]): { name: string; providers: Provider[] }[] {
  if (providers.length === 0) return [];
  if (!providers.includes('v1')) return [{ name: 'kms-providers', providers: [...providers] }];
  return providers.map((provider, index) => ({ name: `kms-provider-${index}`, providers: [provider] }));
}

function sdkText({ code, message }: KmsTrouble, requestId: string): string {
  return `SDK.ServerError ErrorCode: ${code} RequestId: ${requestId} Message: ${message}`;
}

/** What a check says to those who may read it alone; null: ok. Recorded from a real API server and plugin. */
export function checkError(
  check: { providers: readonly Provider[] },
  trouble: KmsTrouble | null,
  requestId: string,
): string | null {
  if (!trouble) return null;
  const [provider] = check.providers;
  const text = sdkText(trouble, requestId);
  if (provider === 'v1') {
    const failed = `rpc error: code = Unknown desc = failed to v1.Encrypt, error: ${text}`;
    return `failed to perform encrypt section of the healthz check for KMS Provider ${providerNames.v1}, error: ${failed}`;
  }
  const inside = `rpc error: code = Unknown desc = failed to v2.Status, error: ${text}`;
  return check.providers.length === 1 && provider === 'v2' ? `kms-provider-0: ${inside}` : inside;
}

/** Everything about KMS that an API server knows at this moment. */
export interface KmsView {
  providers: Provider[];
  trouble: KmsTrouble | null;
  /** it was started while KMS refused; `sealed`: and still is without what seals and opens */
  startedInTrouble: boolean;
  sealed: boolean;
}

/** Measured: after EnableKey an API server that was started in trouble needs half a minute. */
const recovery = 32_000;

export function kmsView(
  world: WorldState,
  account: Account,
  cluster: Cluster,
  { started }: { started: number },
  at: number,
): KmsView {
  const providers = providersAt(cluster, at);
  if (providers.length === 0) return { providers, trouble: null, startedInTrouble: false, sealed: false };
  const startedInTrouble = kmsTrouble(world, account, cluster, started) !== null;
  const stillIn =
    kmsTrouble(world, account, cluster, at) !== null ||
    kmsTrouble(world, account, cluster, at - recovery) !== null;
  const sealed = startedInTrouble && stillIn;
  const trouble = sealed
    ? kmsTrouble(world, account, cluster, at)
    : providerTrouble(world, account, cluster, at);
  return { providers, trouble, startedInTrouble, sealed };
}
