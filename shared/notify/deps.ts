import type { Json } from '../model/finding.ts';
import type { Language } from '../text/render.ts';

/** The outside world of a channel. */
export interface ChannelDeps {
  /** Name of the channel. */
  name: string;
  language: Language;
  fetch: typeof fetch;
  now: () => Date;
  /** The real time, which signatures follow; not the time to judge by. */
  realNow: () => Date;
  timeoutMs: number;
  /** Where all calls go instead of the internet: a sandbox, a proxy or a recorder. */
  detour: { host: string; protocol: 'http' | 'https' } | null;
  /** What the channel remembers from one run to the next; plain data, never a secret. */
  memory: { get(): Json; set(value: Json): void };
  /** Where the console channel writes. */
  write: (text: string) => void;
}
