import type { JsonObject } from './json.ts';

/** A custom robot of a group, reached through its webhook. */
export interface Robot {
  token: string;
  name: string;
  /** '': the security setting Sign is off */
  secret: string;
  keywords: readonly string[];
  /** addresses that may call; empty: all */
  ips: readonly string[];
  stopped: boolean;
  dismissed: boolean;
  overQuota: boolean;
  /** words that are not let through in markup */
  rejects: readonly string[];
  /** words that are not let through at all */
  forbids: readonly string[];
  /** when messages came in the last minute, epoch ms of the world's clock */
  recent: number[];
  blockedUntil: number;
}

/** An enterprise app with a robot. */
export interface App {
  appKey: string;
  appSecret: string;
  robotCode: string;
  published: boolean;
  conversations: readonly string[];
  users: readonly string[];
  filtered: readonly string[];
  /** text of tokens and when they end, epoch ms of the world's clock */
  tokens: Map<string, number>;
}

export interface DingTalk {
  /** by token */
  robots: Map<string, Robot>;
  /** by app key */
  apps: Map<string, App>;
  /** messages that were accepted, in their order */
  outbox: JsonObject[];
  /** the gateway bans this machine until then */
  bannedUntil: number;
}

export function newDingTalk(): DingTalk {
  return { robots: new Map(), apps: new Map(), outbox: [], bannedUntil: 0 };
}
