import type { KeyObject } from 'node:crypto';
import { spaced } from './json.ts';
import { change, type Step, type Timeline, valueAt } from './timeline.ts';

export type KeyState = 'Enabled' | 'Disabled' | 'PendingDeletion' | 'PendingImport';

/** What becomes of a key in the end. */
export type KeyLife = KeyState | 'Gone';

export interface KeyVersion {
  id: string;
  created: number;
}

export interface Key {
  id: string;
  /** name inside the scenario, for people; KMS keys have none */
  label: string;
  region: string;
  account: string;
  spec: string;
  usage: string;
  origin: 'Aliyun_KMS' | 'EXTERNAL';
  protectionLevel: 'SOFTWARE' | 'HSM';
  creator: string;
  created: number;
  description: string;
  instance: string;
  aliases: string[];
  tags: { key: string; value: string }[];
  state: Timeline<KeyLife>;
  deleteDate: number | null;
  material: { present: boolean; expires: number | null };
  deletionProtection: boolean | 'absent';
  deletionProtectionNote: string;
  rotation: { interval: number; next: number } | null;
  /** oldest first */
  versions: KeyVersion[];
  /** JSON text; keys in an instance only */
  policy: Timeline<string> | null;
  /** what GetParametersForImport gave last */
  importing?: { token: string; privateKey: KeyObject; expires: number };
  /** of the material that was imported: only the same may be imported again */
  materialDigest?: string;
}

export function keyArn(key: Key): string {
  return `acs:kms:${key.region}:${key.account}:key/${key.id}`;
}

export function isSymmetric(key: Key): boolean {
  return /^Aliyun_(AES|SM4)/.test(key.spec);
}

/** Service keys have a service code as creator. https://www.alibabacloud.com/help/en/kms/user-guide/manage-keys-2 */
export function isServiceKey(key: Key): boolean {
  return !/^\d+$/.test(key.creator);
}

/** Changes the state, with what follows from it: deletion on its date, imported material that expires. */
export function setKeyState(key: Key, at: number, state: KeyState): void {
  const planned: Step<KeyLife>[] = [];
  const { expires } = key.material;
  if (state === 'PendingDeletion' && key.deleteDate !== null) {
    planned.push({ from: key.deleteDate, value: 'Gone' });
  } else if (state !== 'PendingImport' && expires !== null && expires > at) {
    planned.push({ from: expires, value: 'PendingImport' });
  }
  change(key.state, at, state, planned);
}

export function hasMaterial(key: Key, at: number): boolean {
  return key.material.present && (key.material.expires === null || key.material.expires > at);
}

/**
 * Adds the versions that automatic rotation has made until `now`. Only keys in state Enabled rotate; a date missed
 * while the key was not Enabled is skipped (assumption: the page only says that rotation halts and resumes).
 */
export function settleRotation(key: Key, now: number, versionId: (index: number) => string): void {
  while (key.rotation && key.rotation.next <= now) {
    const due = key.rotation.next;
    if (valueAt(key.state, due) === 'Enabled') {
      key.versions.push({ id: versionId(key.versions.length), created: due });
    }
    key.rotation.next = due + key.rotation.interval;
  }
}

export function versionAt(key: Key, at: number): KeyVersion | undefined {
  return key.versions.findLast((version) => version.created <= at) ?? key.versions[0];
}

/** Every key in an instance begins with this policy (documented sample). */
export function defaultKeyPolicy(account: string): string {
  return spaced({
    Version: '1',
    Statement: [
      {
        Sid: 'kms default key policy',
        Effect: 'Allow',
        Principal: { RAM: [`acs:ram::${account}:*`] },
        Action: ['kms:*'],
        Resource: ['*'],
      },
    ],
  });
}
