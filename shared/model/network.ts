import type { Observation } from './observation.ts';

/** The addresses of Alibaba Cloud's own services inside a VPC, KMS among them. */
export const SERVICE_RANGE = '100.64.0.0/10';

/** What a list of rules does with traffic to or from the whole range. */
export type Passage =
  | { verdict: 'allowed' }
  /** The rule takes all that earlier rules left, as a person would find it. */
  | { verdict: 'refused'; rule: string }
  /** A rule refuses a part, or depends on what cannot be told from here. */
  | { verdict: 'partly'; rule: string }
  /** No rule says anything about the range, or about a part of it. */
  | { verdict: 'silent' };

export interface AclPassage {
  id: string;
  inbound: Passage;
  outbound: Passage;
}

/** The way from a cluster to KMS. */
export interface ClusterNetwork {
  cluster: string;
  region: string;
  name: string;
  securityGroup: { id: string; outbound: Observation<Passage> };
  /** By vSwitch; a vSwitch without a network ACL is null. */
  vSwitches: readonly { id: string; acl: Observation<AclPassage | null> }[];
}

/** A right that nobody granted makes no run incomplete: the reads need rights of their own. */
export interface Network {
  account: string;
  clusters: readonly ClusterNetwork[];
  /** Clusters in scope that were left out, because there are so many. */
  left: number;
}
