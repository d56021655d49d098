import type { Observation } from './observation.ts';

/** A KMS instance that holds at least one key in use. */
export interface Instance {
  id: string;
  region: string;
  clusters: readonly string[];
  detail: Observation<InstanceDetail | ReleasedInstance>;
}

/** KMS no longer knows the instance that a key names: it was released, and its keys with it. */
export interface ReleasedInstance {
  released: true;
}

export interface InstanceDetail {
  name: string;
  /** Uninitialized, Connecting, Connected, Disconnected, Error. */
  status: Observation<string>;
  /** PREPAY (subscription, it expires) or POSTPAY (pay as you go). */
  chargeType: Observation<string>;
  /** ISO 8601, UTC; null for an instance without an end. */
  endDate: Observation<string | null>;
  /** Whether a release is refused; left out by versions that did not read it. */
  deletionProtection?: Observation<boolean>;
}

/** Whether the account may use KMS in a region: Enabled, NotEnabled, InDebt, Suspended. */
export interface KmsStatus {
  region: string;
  /** Clusters in scope in this region, and those of them that are encrypted. */
  clusters: readonly string[];
  encrypted: readonly string[];
  status: Observation<string>;
}
