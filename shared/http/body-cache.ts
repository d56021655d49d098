const ENTRIES = 32;
const BYTES = 16 * 1024 * 1024;
/** Bytes of the largest body that is kept. */
export const LARGEST_BODY = BYTES / 2;

/** Rendered bodies, those used last kept. Bounded in number and size. */
export class BodyCache {
  readonly #bodies = new Map<string, Buffer>();
  #bytes = 0;

  get(key: string): Buffer | null {
    const body = this.#bodies.get(key);
    if (!body) return null;
    this.#bodies.delete(key);
    this.#bodies.set(key, body);
    return body;
  }

  set(key: string, body: Buffer): void {
    if (body.length > LARGEST_BODY) return;
    this.#remove(key);
    this.#bodies.set(key, body);
    this.#bytes += body.length;
    for (const old of this.#bodies.keys()) {
      if (this.#bodies.size <= ENTRIES && this.#bytes <= BYTES) break;
      this.#remove(old);
    }
  }

  #remove(key: string): void {
    this.#bytes -= this.#bodies.get(key)?.length ?? 0;
    this.#bodies.delete(key);
  }
}
