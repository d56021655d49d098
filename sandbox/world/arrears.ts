import { type Ledger, suspendedAfter } from './billing.ts';
import { type Cluster, gone } from './cluster.ts';
import { valueAt } from './timeline.ts';

export type Arrears = 'none' | 'overdue' | 'suspended';

/** How the debt stands at a moment the ledger has reached. */
export function arrearsAt(ledger: Ledger, at: number): Arrears {
  const since = valueAt(ledger.debt, at);
  if (since === null) return 'none';
  return at < since + suspendedAfter ? 'overdue' : 'suspended';
}

function isPro(cluster: Cluster): boolean {
  return cluster.type === 'ManagedKubernetes' && cluster.spec.startsWith('ack.pro.');
}

/** When debt cost the account this cluster, or null. */
export function lostAt(ledger: Ledger, cluster: Cluster): number | null {
  if (ledger.deletions.length === 0 || !isPro(cluster)) return null;
  return ledger.deletions.find((at) => at > cluster.created) ?? null;
}

/**
 * The state of a cluster, debt included. That it turns `inactive` with the suspension of KMS is an assumption: the
 * page says within 15 days.
 */
export function stateInDebt(ledger: Ledger, cluster: Cluster, at: number): string {
  const state = valueAt(cluster.state, at);
  const lost = lostAt(ledger, cluster);
  if (state === gone || (lost !== null && lost <= at)) return gone;
  return isPro(cluster) && arrearsAt(ledger, at) === 'suspended' ? 'inactive' : state;
}
