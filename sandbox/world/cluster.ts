import type { Inside } from './inside.ts';
import type { JsonObject } from './json.ts';
import type { Timeline } from './timeline.ts';

export interface Encryption {
  on: boolean;
  /** EncryptionKMSKeyId: key id or ARN; may stay when encryption is off */
  key: string;
}

/** Shapes of `meta_data` seen or feared on the wire; `normal` is the documented one. */
export const metaForms = [
  'normal',
  'missing',
  'null',
  'empty',
  'notJson',
  'object',
  'noCapabilities',
  'capabilitiesNull',
  'capabilitiesText',
  'noFlags',
  'flagOnly',
  'keyOnly',
  'stringBooleans',
  'onWithoutKey',
] as const;

export type MetaForm = (typeof metaForms)[number];

/** How often the control plane calls KMS with the service role, in milliseconds; null: never. */
export interface Traffic {
  encrypt: number | null;
  decrypt: number | null;
  from: number | null;
  until: number | null;
}

export interface Cluster {
  id: string;
  name: string;
  region: string;
  account: string;
  type: string;
  profile: string;
  spec: string;
  size: number;
  created: number;
  updated: number | null;
  initVersion: string;
  version: string;
  nextVersion: string;
  /** ids; empty: the open group of the region, and no network ACL */
  securityGroup: string;
  networkAcl: string;
  tags: readonly { key: string; value: string }[] | null;
  state: Timeline<string>;
  encryption: Timeline<Encryption>;
  /** when the last change of the encryption is or will be complete; the next must wait five minutes longer */
  changeDone: number | null;
  metaData: MetaForm;
  /** fields that replace those of the list entry and of the detail, so that the two can differ */
  listFields: JsonObject;
  detailFields: JsonObject;
  traffic: Traffic | null;
  /** while true its plugin calls nobody: it does not run, or nothing reaches KMS */
  quiet: Timeline<boolean>;
  /** further cryptographic calls, which only the bill shows */
  callsPerDay: Timeline<number>;
  inside: Inside;
}

export const gone = 'deleted';
