import * as v from 'valibot';
import type { ObjectStore } from '../model/object-store.ts';
import { texts } from './formats/common.ts';
import {
  FINDINGS_OF,
  MANIFEST,
  type Manifest,
  PARTS_OBJECT,
  SNAPSHOT_HEAD,
  SNAPSHOT_MEMORY,
  SNAPSHOT_PART,
} from './formats/evidence.ts';
import { readPlain } from './formats/stored-format.ts';
import { putBack } from './lifted.ts';
import { digest } from './paths.ts';

/** The parts of what was observed, as they come. */
const headOrder = v.object({ order: texts });

/** The evidence of one run as two documents in JSON, whatever it was cut into. Null: some of it is not what was written. */
export interface EvidenceDocuments {
  snapshot: Buffer;
  findings: Buffer;
}

/** Puts together what a run saw and concluded, from wherever its parts lie. Throws what the store throws, StateTooNew and StateTooOld. */
export async function evidenceDocuments(
  store: ObjectStore,
  manifest: Manifest,
): Promise<EvidenceDocuments | null> {
  const objects = new Map<string, Buffer>();
  for (const [key, { sha256 }] of Object.entries(manifest.files)) {
    const bytes = await store.get(key);
    if (!bytes || digest(bytes) !== sha256) return null;
    objects.set(key, bytes);
  }
  const named = (name: string) => [...objects].find(([key]) => key.endsWith(`/${name}`))?.[1];
  const [snapshot, findings] = [named('snapshot.json'), named('findings.json')];
  if (snapshot && findings) return { snapshot, findings }; // of an earlier version
  const parts = partsIn(objects, manifest);
  return parts && joined(parts, manifest);
}

/** Those of the run whose manifest has the key. Null: it cannot be read, or some of it is not what was written. */
export async function documentsOf(store: ObjectStore, key: string): Promise<EvidenceDocuments | null> {
  const bytes = await store.get(key);
  const manifest = bytes && readPlain(MANIFEST, key, bytes);
  return manifest?.kind === 'ok' ? evidenceDocuments(store, manifest.value) : null;
}

function partsIn(
  objects: ReadonlyMap<string, Buffer>,
  { files, lifted = {}, startedAt }: Manifest,
): Map<string, string> | null {
  const parts = new Map<string, string>();
  for (const [key, bytes] of objects) {
    const stored = readPlain(PARTS_OBJECT, key, bytes);
    if (stored.kind === 'corrupt') return null;
    for (const name of Object.keys(files[key]?.parts ?? {})) {
      const text = JSON.stringify(stored.value[name]) ?? 'null';
      const own = lifted[name];
      parts.set(name, own ? putBack(text, own, startedAt) : text);
    }
  }
  return parts;
}

function joined(
  parts: ReadonlyMap<string, string>,
  { startedAt, finishedAt }: Manifest,
): EvidenceDocuments | null {
  const head = parts.get(SNAPSHOT_HEAD);
  if (head === undefined) return null;
  const ordered = v.safeParse(headOrder, JSON.parse(head));
  const order = ordered.success ? ordered.output.order : [];
  const observed = order.map(
    (part) => `${JSON.stringify(part)}:${parts.get(SNAPSHOT_PART + part) ?? 'null'}`,
  );
  const findings = [...parts].filter(([name, text]) => name.startsWith(FINDINGS_OF) && text !== '[]');
  const times = JSON.stringify({ startedAt, finishedAt }).slice(1, -1);
  const memory = parts.get(SNAPSHOT_MEMORY) ?? 'null';
  const snapshot = `${head.slice(0, -1)},${times},"memory":${memory},"parts":{${observed.join(',')}}}`;
  return {
    snapshot: Buffer.from(snapshot),
    findings: Buffer.from(`[${findings.map(([, text]) => text.slice(1, -1)).join(',')}]`),
  };
}
