import type { Timeline } from './timeline.ts';

/**
 * What the API servers of a cluster do about Secrets: as the flag of the cluster says, or, when something went wrong
 * there, write in plain although the providers are configured, or know of no provider at all.
 */
export const encryptionConfigs = ['asFlagged', 'identityFirst', 'none'] as const;
export type EncryptionConfig = (typeof encryptionConfigs)[number];

/** What is wrong with the certificate that an API server shows. */
export const serverCertificates = ['valid', 'foreign', 'expired', 'otherName'] as const;
export type ServerCertificate = (typeof serverCertificates)[number];

/** What RBAC of the cluster permits: `system:monitoring`, and listing Secrets. */
export const insideRights = ['monitoring', 'secrets'] as const;
export type InsideRight = (typeof insideRights)[number];

/** A ClusterRoleBinding to a RAM user or role, by its name; `*` to everyone who has a certificate. */
export interface InsideBinding {
  who: string;
  may: readonly InsideRight[];
}

/** Many Secrets written by one command, one after the other. */
export interface Batch {
  at: number;
  kind: 'add' | 'rewrite';
  count: number;
}

/** What goes on inside a cluster, which the cloud does not show. */
export interface Inside {
  /** Kubernetes versions, as the API servers ran them */
  versions: Timeline<string>;
  config: Timeline<EncryptionConfig>;
  /** Secrets that are there at the start of the clock; they go on being made at the same pace */
  secrets: { count: number; start: number };
  /** in their order */
  batches: Batch[];
  apiServers: number;
  /** restarts besides those that a change of the encryption or of the version brings */
  restarts: number[];
  anonymous: boolean;
  bindings: InsideBinding[];
  /** whether there is a public endpoint besides the private one */
  publicEndpoint: boolean;
  certificate: ServerCertificate;
  /** by the token of a ServiceAccount */
  serviceAccounts: Map<string, readonly InsideRight[]>;
}

/** KMS v2 is stable since 1.29; ACK serves it from 1.31 on. */
export function servesV2(version: string): boolean {
  const [, major = '0', minor = '0'] = /^v?(\d+)\.(\d+)/.exec(version) ?? [];
  return Number(major) > 1 || Number(minor) >= 31;
}
