import type { Result } from '../model/examination.ts';
import type { Json } from '../model/finding.ts';
import type { Language } from '../text/render.ts';
import type { Text } from '../text/zh.ts';

export interface AccessToken {
  text: string;
  /** Unix milliseconds. */
  ends: number;
}

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
  /** Where calls to DingTalk go instead: a sandbox, a proxy or a recorder. A webhook's receiver is the user's own. */
  detour: { host: string; protocol: 'http' | 'https' } | null;
  /** What the channel remembers from one run to the next; plain data, never a secret. */
  memory: { get(): Json; set(value: Json): void };
  /** Access tokens by the name of their channel, for as long as the process lives. They are secrets. */
  tokens: Map<string, AccessToken>;
  /** Where the console channel writes. */
  write: (text: string) => void;
}

/** The outside world of a probe. */
export type ProbeDeps = Pick<ChannelDeps, 'name' | 'fetch' | 'detour' | 'realNow' | 'timeoutMs'>;

/** What a probe found. The places of the texts are filled from `facts` and `channel`, the name of the channel. */
export interface Probe {
  result: Result;
  summary: Text;
  facts?: Readonly<Record<string, Json>>;
  advice?: { text: Text; command?: string };
}
