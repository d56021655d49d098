import * as v from 'valibot';
import type { Cloud } from '../cloud/cloud.ts';
import { resourceManager } from '../cloud/resource-manager.ts';
import { type Observation, seen, type Thing, type Unseen, unseen } from '../model/observation.ts';
import { readEntries } from './ask-pages.ts';
import { countOrNull, plain, read } from './read.ts';

export interface Member {
  id: string;
  name: string;
  /** As the cloud says it; values that are not known here are possible. */
  status: string;
}

export interface Directory {
  managementAccount: string;
  /** In the order of the list; whoever left is not among them, nor is the management account. */
  members: readonly Member[];
}

/** Resource Manager has one endpoint; the region only chooses among equals. */
const REGION = 'cn-hangzhou';

/** Largest page that is documented. */
const PAGE_SIZE = 100;

const directorySchema = v.object({
  ResourceDirectory: v.object({ MasterAccountId: v.pipe(v.string(), v.minLength(1)) }),
});

const pageSchema = v.object({
  TotalCount: countOrNull,
  Accounts: v.object({ Account: v.nullish(v.array(v.unknown()), []) }),
});

export type MemberPage = v.InferOutput<typeof pageSchema>;

const memberSchema = v.pipe(
  v.looseObject({ AccountId: v.pipe(v.string(), v.nonEmpty()) }),
  v.transform(
    ({ AccountId: id, DisplayName, Status }): Member => ({
      id,
      name: plain(DisplayName),
      status: plain(Status),
    }),
  ),
);

/**
 * The accounts of the Resource Directory of the caller, who must be its management account or a delegated
 * administrator. A list that does not add up is read once more; what is missing then is said in `missing`.
 */
export async function collectMembers(cloud: Cloud): Promise<Observation<Directory>> {
  const asking = cloud.call(resourceManager.getResourceDirectory, { region: REGION });
  const members = await listMembers((number) => page(cloud, number));
  const directory = read(
    await asking,
    directorySchema,
    thing(resourceManager.getResourceDirectory.permission),
  );
  if (!members.seen) return members;
  if (!directory.seen) return directory;
  const managementAccount = directory.value.ResourceDirectory.MasterAccountId;
  const others = members.value.filter(({ id, status }) => id !== managementAccount && status !== 'Removed');
  return seen({ managementAccount, members: others }, members.at, members.missing);
}

type PageAt = (number: number) => Promise<Observation<MemberPage>>;

/** Reads pages one after the other until all members are there; each member once. */
export async function listMembers(pageAt: PageAt): Promise<Observation<readonly Member[]>> {
  const first = await listOnce(pageAt);
  const gap = first.seen ? first.missing?.[0] : first;
  if (gap?.because !== 'malformed') return first;
  const second = await listOnce(pageAt);
  return sizeOf(second) >= sizeOf(first) ? second : first;
}

function sizeOf(list: Observation<readonly unknown[]>): number {
  return list.seen ? list.value.length : -1;
}

async function listOnce(pageAt: PageAt): Promise<Observation<readonly Member[]>> {
  const { raw, total, at, failure } = await rawMembers(pageAt);
  const { items, missing } = readEntries(raw, memberSchema, LIST);
  const members = new Map(items.map((member) => [member.id, member]));
  const isExplained = members.size === total || (raw.length === total && missing.length > 0);
  const told = failure ?? (isExplained ? missing[0] : wrongTotal(members.size, total));
  if (told && members.size === 0) return told;
  return seen([...members.values()], at, told ? [told] : []); // one thing, one finding
}

interface RawMembers {
  raw: readonly unknown[];
  /** As the last page tells it; null when it tells none. */
  total: number | null;
  at: string;
  /** Why the list ends before its end. */
  failure: Unseen | null;
}

async function rawMembers(pageAt: PageAt): Promise<RawMembers> {
  const raw: unknown[] = [];
  const known = new Set<string>();
  let total: number | null = null;
  let at = '';
  for (let number = 1; ; number += 1) {
    const observed = await pageAt(number);
    if (!observed.seen) {
      const detail = number === 1 ? observed.detail : `page ${number}: ${observed.detail}`;
      return { raw, total, at, failure: { ...observed, detail } };
    }
    const entries = observed.value.Accounts.Account;
    const before = known.size;
    for (const entry of entries) known.add(JSON.stringify(entry) ?? '');
    raw.push(...entries);
    total = observed.value.TotalCount;
    at = observed.at;
    const isAll = total === null ? entries.length < PAGE_SIZE : known.size >= total;
    if (isAll || known.size === before) return { raw, total, at, failure: null };
  }
}

async function page(cloud: Cloud, number: number): Promise<Observation<MemberPage>> {
  const query = { PageNumber: number, PageSize: PAGE_SIZE };
  const answer = await cloud.call(resourceManager.listAccounts, { region: REGION, query });
  return read(answer, pageSchema, thing(resourceManager.listAccounts.permission));
}

function wrongTotal(came: number, total: number | null): Unseen {
  const promised = total === null ? 'an unknown number of' : total;
  return unseen('malformed', `the list holds ${came} of ${promised} accounts`, LIST);
}

function thing(facet: string): Thing {
  return { type: 'identity', id: 'caller', region: '', facet };
}

const LIST = { thing: thing(resourceManager.listAccounts.permission) };
