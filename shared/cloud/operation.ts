import type { Product } from './endpoints.ts';

/** One API operation: what the wire needs, what RAM calls it, and how often it may be asked. */
export interface Operation {
  product: Product;
  action: string;
  version: string;
  style: 'RPC' | 'ROA';
  method: 'GET' | 'POST';
  /** ROA only; `{name}` places are filled from the request. */
  path: string;
  /** RAM action that allows it. */
  permission: string;
  /** Its other official names: an Allow of either is enough, a Deny of either refuses. */
  alsoPermissions?: readonly string[];
  budget: Budget;
  /** For answers that name what they are about: one about something else answers nothing. */
  binding?: Binding;
}

/** All names of the RAM action; which one an account goes by is known when an answer names it. */
export function permissionsOf({ permission, alsoPermissions = [] }: Operation): readonly string[] {
  return [permission, ...alsoPermissions];
}

/** Why the body does not answer this request; null when it does. */
export type Binding = (request: Request, body: unknown) => string | null;

/** At most `calls` starts in any `perMs`, for each `scope`. */
export interface Budget {
  name: string;
  scope: 'region' | 'account';
  calls: number;
  perMs: number;
  /** What an older page documents: it holds once the cloud has throttled. */
  fallback?: number;
  /** Where no limit is documented: `calls` is what is begun with, and it grows so far while nothing is throttled. */
  most?: number;
}

/** An asynchronous call of a function. */
export interface Invocation {
  functionName: string;
  /** The event, at most 128 KB. */
  payload: string;
  taskId: string;
}

export interface Request {
  region: string;
  /** Query parameters; nested values are flattened as the RPC style asks. */
  query?: Readonly<Record<string, unknown>>;
  path?: Readonly<Record<string, string>>;
  body?: Readonly<Record<string, unknown>>;
  /** What a function is started with. */
  invocation?: Invocation;
}
