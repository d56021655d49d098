import type { Config } from '../config/schema.ts';
import type { StartJobs } from '../jobs/runs.ts';
import type { Log } from '../model/log.ts';
import type { ObjectStore } from '../model/object-store.ts';
import type { Signer } from '../model/signature.ts';

/** What the endpoint works with for as long as its process lives. */
export interface HttpDeps {
  config: Config;
  /** Another one when the code is another: part of every ETag. */
  build: string;
  /** Of sealwatch, such as `0.1.0`. */
  version: string;
  /** The time to judge by. */
  now: () => Date;
  /** The real time, which caches and counters follow. */
  realNow: () => Date;
  /** A name that nothing else has. */
  uuid: () => string;
}

/** What one request brings along; on Function Compute credentials, and so the store, come with each of them. */
export interface RequestContext {
  store: ObjectStore;
  log: Log;
  /** Address of the client; empty when it is not known. */
  client: string;
  start: StartJobs;
  /** Signs the evidence; null when nothing does. */
  signer: Signer | null;
  /** The body, read no further than just beyond so many bytes. Rejects when the client breaks off. */
  read(mostBytes: number): Promise<Buffer>;
}

/** What does not depend on the request itself. */
export type Surroundings = Omit<RequestContext, 'client' | 'read'>;
