import type { Cluster } from './cluster.ts';

/** What a kubeconfig carries of an identity, as PEM. */
export interface ClientLogin {
  ca: string;
  certificate: string;
  key: string;
}

/** The ways into the clusters, as far as the services of the cloud show them. */
export interface Doors {
  /** makes the addresses of these clusters known, if this world has any */
  open(clusters: Iterable<Cluster>): Promise<void>;
  /** null: nobody listens there */
  portOf(cluster: Cluster): number | null;
  login(
    cluster: Cluster,
    subject: { name: string; groups: readonly string[] },
    term: { from: number; until: number },
  ): ClientLogin;
}
