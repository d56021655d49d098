import * as v from 'valibot';
import type { Cloud } from '../cloud/cloud.ts';
import { resourceManager } from '../cloud/resource-manager.ts';
import { type Observation, seen, type Thing, unseen } from '../model/observation.ts';
import { plain, read } from './read.ts';

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
  TotalCount: v.pipe(v.number(), v.integer(), v.minValue(0)),
  Accounts: v.object({
    Account: v.optional(v.array(v.looseObject({ AccountId: v.pipe(v.string(), v.minLength(1)) })), []),
  }),
});

export type MemberPage = v.InferOutput<typeof pageSchema>;

/**
 * The accounts of the Resource Directory of the caller, who must be its management account or a delegated
 * administrator. A list that does not add up is read once more; then it is `malformed`.
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
  return seen({ managementAccount, members: others }, members.at);
}

/** Reads pages one after the other until all members are there; each member once. */
export async function listMembers(
  pageAt: (number: number) => Promise<Observation<MemberPage>>,
): Promise<Observation<readonly Member[]>> {
  const first = await listOnce(pageAt);
  return first.seen || first.because !== 'malformed' ? first : listOnce(pageAt);
}

async function listOnce(
  pageAt: (number: number) => Promise<Observation<MemberPage>>,
): Promise<Observation<readonly Member[]>> {
  const members = new Map<string, Member>();
  for (let number = 1; ; number += 1) {
    const observed = await pageAt(number);
    if (!observed.seen) return observed;
    const { TotalCount, Accounts } = observed.value;
    const before = members.size;
    for (const { AccountId: id, DisplayName, Status } of Accounts.Account)
      members.set(id, { id, name: plain(DisplayName), status: plain(Status) });
    if (members.size === TotalCount) return seen([...members.values()], observed.at);
    if (members.size === before || members.size > TotalCount) {
      return unseen('malformed', `the list holds ${members.size} of ${TotalCount} accounts`, {
        thing: thing(resourceManager.listAccounts.permission),
      });
    }
  }
}

async function page(cloud: Cloud, number: number): Promise<Observation<MemberPage>> {
  const query = { PageNumber: number, PageSize: PAGE_SIZE };
  const answer = await cloud.call(resourceManager.listAccounts, { region: REGION, query });
  return read(answer, pageSchema, thing(resourceManager.listAccounts.permission));
}

function thing(facet: string): Thing {
  return { type: 'identity', id: 'caller', region: '', facet };
}
