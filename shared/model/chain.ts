/** What must hold, one after the other, for the Secrets of a cluster to be encrypted: from the flag to the last use. */
export const LINKS = ['flag', 'key', 'keyState', 'role', 'use'] as const;
export type ChainLink = (typeof LINKS)[number];
