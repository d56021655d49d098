import type { JsonObject } from './json.ts';

/** A logstore of the log service; what is written to it is not kept. Times: epoch ms. */
export interface Logstore {
  name: string;
  ttl: number;
  shards: number;
  index: JsonObject | null;
  created: number;
}

export interface LogProject {
  name: string;
  region: string;
  description: string;
  created: number;
  /** by name */
  logstores: Map<string, Logstore>;
}
