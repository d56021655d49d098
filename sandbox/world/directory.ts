import { fingerprint } from './ids.ts';

/** Further values exist; a scenario may use any text, because the SDK lists none (assumption). */
export const memberTypes = ['ResourceAccount', 'CloudAccount'] as const;

/** An account of the directory. It need not exist in the world: then no role of it can be assumed. */
export interface Member {
  account: string;
  name: string;
  status: string;
  type: (typeof memberTypes)[number];
  joined: number;
}

/** A Resource Directory: the accounts of one company. */
export interface Directory {
  id: string;
  rootFolder: string;
  /** Not one of the members (assumption). */
  management: string;
  /** Members that may list, too. */
  delegated: readonly string[];
  /** In the order in which they joined, by account. */
  members: Map<string, Member>;
  created: number;
}

export function newDirectory(
  worldName: string,
  management: string,
  delegated: readonly string[],
  created: number,
): Directory {
  const mark = fingerprint(worldName, 'directory', management).slice(0, 6);
  const ids = { id: `rd-${mark}`, rootFolder: `r-${mark}` };
  return { ...ids, management, delegated, members: new Map(), created };
}

/** Whether the account belongs to it at all. */
export function belongsTo(directory: Directory, account: string): boolean {
  return directory.management === account || directory.members.has(account);
}

/** https://www.alibabacloud.com/help/en/resource-management/developer-reference/api-resourcemanager-2020-03-31-listaccounts */
export function mayList(directory: Directory, account: string): boolean {
  return directory.management === account || directory.delegated.includes(account);
}
