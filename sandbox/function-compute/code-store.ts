import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc64 } from './crc64.ts';
import { unzip } from './unzip.ts';

/** A code package as it is deployed. */
export interface Code {
  /** where it is unpacked; a function finds itself there, and not at /code */
  dir: string;
  /** bytes of the zip file */
  size: number;
  /** CRC-64 of the zip file */
  checksum: string;
}

/** Code packages, each unpacked once, until the sandbox ends. */
export class CodeStore {
  readonly #packages = new Map<string, Code>();

  /** Throws a Refusal when it is no usable zip file. */
  unpacked(zip: Buffer): Code {
    const checksum = crc64(zip);
    const known = this.#packages.get(checksum);
    if (known) return known;
    const code = { dir: mkdtempSync(join(tmpdir(), 'sandbox-code-')), size: zip.length, checksum };
    try {
      unzip(zip, code.dir);
    } catch (error) {
      rmSync(code.dir, { recursive: true, force: true });
      throw error;
    }
    this.#packages.set(checksum, code);
    return code;
  }

  close(): void {
    for (const { dir } of this.#packages.values()) rmSync(dir, { recursive: true, force: true });
    this.#packages.clear();
  }
}
