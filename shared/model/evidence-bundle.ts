import type { Actor, ChangeKind } from './change.ts';
import type { ReportRequirement, StandingCounts } from './compliance.ts';
import type { Resource } from './resource.ts';
import type { Signature, SignatureAlgorithm } from './signature.ts';

/** Days one after the other with the same result; `yyyy-mm-dd`, Asia/Shanghai, both inclusive. */
export interface Span {
  from: string;
  to: string;
  /** Null: nobody looked on these days, so nothing is known of them. */
  counts: StandingCounts | null;
  /** Jobs that did not look, or not at everything, as `<account> <job>`; what they would have seen is not counted, or unknown. */
  missing: readonly string[];
}

/** Somebody who was picked to be checked by hand. */
export interface Sample {
  account: string;
  id: string;
  name: string;
  /** What was seen to pass. */
  seen: readonly { check: string; text: string }[];
}

export interface BundleRequirement extends Omit<ReportRequirement, 'leftOut'> {
  /** The last day in the period on which somebody looked; counts, exceptions, samples and `leftOut` are of it. */
  day: string;
  spans: readonly Span[];
  samples: readonly Sample[];
  leftOut: readonly { account: string; id: string; name: string; why: string }[];
}

/**
 * What is known of a signature. `valid`: the key of the bundle made it of these very bytes; `invalid`: it names that key and is
 * not of it; `other-key`: it names a key that is not here to check it, such as an earlier one; `unchecked`: no key is here; `damaged`:
 * what is stored is no signature; `missing`: there is none.
 */
export const SIGNATURE_STATES = ['valid', 'invalid', 'other-key', 'unchecked', 'damaged', 'missing'] as const;
export type SignatureState = (typeof SIGNATURE_STATES)[number];

/** Checks the signatures of a bundle. An assessor compares its fingerprint with one that came another way. */
export interface BundleKey {
  algorithm: SignatureAlgorithm | null;
  /** SHA-256 of the key (SubjectPublicKeyInfo, DER), in hexadecimal. */
  fingerprint: string;
  /** PEM. */
  publicKey: string;
}

/** A run whose verdicts were used: the newest of its job on its day. */
export interface BundleRun {
  day: string;
  account: string;
  job: string;
  run: string;
  /** Key of the manifest in the store, and its SHA-256. */
  manifest: string;
  sha256: string;
  /** The very bytes of the manifest, base64, of which the signature is; empty when they are gone. */
  bytes: string;
  signature: { state: SignatureState; stored: Signature | null };
  complete: boolean;
  /** False: the verdicts are not what the manifest says was written, and were not used. */
  intact: boolean;
}

export interface BundleAcceptance {
  /** `waiver`: it counts as accepted; `acknowledged`: it is only not repeated to anybody. */
  kind: 'waiver' | 'acknowledged';
  check: string;
  /** Id of the resource, or the fingerprint of the finding. */
  what: string;
  owner: string;
  /** When it was said, ISO 8601, UTC; null where it stands in the configuration. */
  at: string | null;
  /** Last day; of what was said by a link or a command, the moment when it ends, ISO 8601, UTC; null where it has no end. */
  until: string | null;
  reason: string;
  expired: boolean;
}

export interface BundleChange {
  at: string;
  kind: ChangeKind;
  resource: Resource;
  clusters: readonly string[];
  from: string;
  to: string;
  actor: Actor | null;
  /** A call that was refused changed nothing. */
  outcome: 'done' | 'refused';
}

/** The evidence of one framework over a period, for an assessor. Times: ISO 8601, UTC; days: Asia/Shanghai. */
export interface EvidenceBundle {
  schema: 'sealwatch.evidence/1';
  /** Of sealwatch. */
  version: string;
  generatedAt: string;
  framework: { id: string; name: string; standard: string };
  period: { from: string; to: string; days: number; looked: number };
  accounts: readonly { id: string; name: string }[];
  requirements: readonly BundleRequirement[];
  acceptances: readonly BundleAcceptance[];
  changes: readonly BundleChange[];
  runs: readonly BundleRun[];
  /** Null: none is configured, or it is not known, for the reason in `withoutKey`. */
  key: BundleKey | null;
  withoutKey: string | null;
  /** Newest run of each chain now. */
  heads: readonly { account: string; job: string; run: string; sha256: string }[];
  /** Commands that check it. */
  verify: readonly string[];
}
