import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { JobState } from '../../shared/model/job-state.ts';
import { encode } from '../../shared/state/codec.ts';
import { STATE } from '../../shared/state/formats/job-state.ts';
import { readStored, type StoredFormat } from '../../shared/state/formats/stored-format.ts';
import { digest } from '../../shared/state/paths.ts';

/** A copy of a store, as somebody who may write to it finds it: they know the formats and the checksums. */
export class Copy {
  readonly folder = mkdtempSync(join(tmpdir(), 'tampered-'));
  readonly account: string;

  constructor(original: string, account: string) {
    this.account = account;
    cpSync(original, this.path(''), { recursive: true });
  }

  path(key: string): string {
    return join(this.folder, 'store', key);
  }

  /** Keys that fit, oldest first; folders are among them. */
  files(pattern: RegExp): string[] {
    const all = readdirSync(this.path(''), { recursive: true, encoding: 'utf8' });
    return all.filter((file) => pattern.test(file)).sort();
  }

  first(pattern: RegExp): string {
    const [found] = this.files(pattern);
    if (found === undefined) throw new Error(`nothing fits ${pattern}`);
    return found;
  }

  last(pattern: RegExp): string {
    return this.files(pattern).at(-1) ?? this.first(pattern);
  }

  read(key: string): string {
    return readFileSync(this.path(key), 'utf8');
  }

  write(key: string, body: string | Uint8Array): void {
    if (existsSync(this.path(key))) chmodSync(this.path(key), 0o600);
    writeFileSync(this.path(key), body);
  }

  edit(key: string, change: (text: string) => string): void {
    const before = this.read(key);
    const after = change(before);
    if (after === before) throw new Error(`${key} holds nothing to change`);
    this.write(key, after);
  }

  remove(key: string): void {
    rmSync(this.path(key), { recursive: true });
  }

  copy(from: string, to: string): void {
    cpSync(this.path(from), this.path(to), { recursive: true, force: true });
  }

  /** Writes a document anew, with the checksum that belongs to it. */
  document<T>(format: StoredFormat<T>, key: string, change: (value: T) => T): void {
    const stored = readStored(format, key, readFileSync(this.path(key)));
    if (stored.kind !== 'ok') throw new Error(stored.kind);
    this.write(key, encode(format, change(stored.value)));
  }

  state(job: string, change: (state: JobState) => JobState): void {
    this.document(STATE, `state/${this.account}/${job}.json`, change);
  }

  /** Rewrites the whole chain of a job, every hash in its place; what was signed is not signed any more. */
  rewriteChain(job: string, change: (findings: string) => string): void {
    let previous: JobState['evidence']['head'] = null;
    for (const key of this.files(new RegExp(`-${job}-\\w+/manifest\\.json$`))) {
      const findings = `${dirname(key)}/findings.json`;
      this.write(findings, change(this.read(findings)));
      const manifest = JSON.parse(this.read(key));
      const bytes = readFileSync(this.path(findings));
      manifest.files['findings.json'] = { sha256: digest(bytes), bytes: bytes.length, gzip: false };
      const text: string = `${JSON.stringify({ ...manifest, previous }, null, 1)}\n`;
      this.write(key, text);
      previous = { run: manifest.run, key, sha256: digest(text) };
    }
    this.state(job, (state) => ({ ...state, evidence: { ...state.evidence, head: previous } }));
  }
}
