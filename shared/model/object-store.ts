/**
 * Where states, changes and evidence are kept. Keys are relative paths of `[A-Za-z0-9._=-]` segments joined
 * with `/`; no segment starts with a dot, so nothing can leave the store. Every method throws `AppError`: StoreKeyInvalid,
 * StoreUnreachable, StoreDenied, StoreNotWritable, StoreMissing, StoreVersioned.
 */
export interface ObjectStore {
  /** The bytes of an object; null when there is none. */
  get(key: string): Promise<Buffer | null>;
  /** Writes the whole object or nothing: a reader, or a run after a crash, never sees half of it. */
  put(key: string, body: Uint8Array): Promise<void>;
  /** Writes the object only if there is none yet; false when there was one. One of several racing writers wins. */
  putIfAbsent(key: string, body: Uint8Array): Promise<boolean>;
  /** Keys that start with `prefix` and sort after `after`, in ascending order. */
  list(prefix: string, after?: string): Promise<string[]>;
  /** One object or many, in as few calls as the store can. One that is not there is no error; of many some may be gone when it throws. */
  delete(keys: string | readonly string[]): Promise<void>;
}
