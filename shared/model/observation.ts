import type { ResourceType } from './resource.ts';

/**
 * Why a fact could not be read. `overdue`: the account does not pay, so the cloud refuses to answer. `not-offered`: the
 * cloud does not have it there, for this region, site or kind of account.
 */
export const REASONS = [
  'denied',
  'throttled',
  'unreachable',
  'malformed',
  'absent',
  'overdue',
  'not-offered',
] as const;
export type Reason = (typeof REASONS)[number];

/** Something went wrong, other than with rights or with what there is: it may be there the next time. */
export function isFault(because: unknown): boolean {
  return because === 'throttled' || because === 'unreachable' || because === 'malformed';
}

/** The one to tell of several: a fault, which a right that nobody granted must not hide. Null when there is none. */
export function firstFault(unread: readonly Unseen[]): Unseen | null {
  return unread.find(({ because }) => isFault(because)) ?? unread[0] ?? null;
}

/** The thing a refused or failed read was about: one thing, one `resource-unreadable` finding. */
export interface Thing {
  type: ResourceType;
  id: string;
  region: string;
  name?: string;
  /** Clusters that cannot be judged without it, where they are known. */
  clusters?: readonly string[];
  /** The operation or part that failed, so that two failing reads of one region stay two findings. */
  facet: string;
}

export interface Unseen {
  seen: false;
  because: Reason;
  /** In the words of whoever refused; technical, not translated, never holds a secret. */
  detail: string;
  /** Error code of the cloud, when it gave one. */
  code?: string;
  requestId?: string;
  /** RAM action that would allow the read, when it was denied. */
  permission?: string;
  thing?: Thing;
}

export interface Seen<T> {
  seen: true;
  value: T;
  /** ISO 8601, UTC: when it was read. */
  at: string;
  /**
   * What of it could not be read: an odd entry, a page that failed, entries that the total promised. Left out when nothing
   * is missing. What was read is judged; only what needs the whole is not concluded from it.
   */
  missing?: readonly Unseen[];
}

/** One fact with its time, or the reason why it could not be read. */
export type Observation<T> = Seen<T> | Unseen;

export function seen<T>(value: T, at: string, missing: readonly Unseen[] = []): Seen<T> {
  return missing.length === 0 ? { seen: true, value, at } : { seen: true, value, at, missing };
}

export function unseen(because: Reason, detail: string, more: Partial<Omit<Unseen, 'seen'>> = {}): Unseen {
  return { seen: false, because, detail, ...more };
}

/** The same reason, told about a thing. */
export function about(fault: Unseen, thing: Thing): Unseen {
  return { ...fault, thing };
}

/** How the facet of a host begins whose certificate is not the vendor's. */
export const CERTIFICATE_OF = 'certificate of ';
