import { type Call, operation, type Service } from '../api/operation.ts';
import { boolean, integer, optional, orElse, text } from '../api/params.ts';
import { belongsTo, type Directory, type Member, mayList } from '../world/directory.ts';
import type { JsonObject } from '../world/json.ts';
import { Refusal } from '../world/refusal.ts';
import { hour, utc } from '../world/time.ts';
import { at } from './hosts.ts';
import { linkedRoles } from './linked-roles.ts';

/** The directory of the caller. That it is asked for and not there: status, code and text are assumptions. */
function directoryOf({ world, account }: Call): Directory {
  const { directory } = world;
  if (directory && belongsTo(directory, account.id)) return directory;
  throw new Refusal(404, 'EntityNotExists.ResourceDirectory', 'The resource directory is not exists.');
}

/** The rule is documented for ListAccounts, its code is an assumption; that it holds for both calls, too. */
function listableDirectory(call: Call): Directory {
  const directory = directoryOf(call);
  if (mayList(directory, call.account.id)) return directory;
  throw new Refusal(
    403,
    'NoPermission.ResourceDirectory',
    'You are not authorized to operate the resource directory.',
  );
}

/** `2025-03-01 10:00:00 (GMT+8)` (assumption). */
function localTime(at: number): string {
  const [date = '', time = ''] = utc(at + 8 * hour).split(/[TZ]/);
  return `${date} ${time} (GMT+8)`;
}

function memberBody(
  { id, rootFolder }: Directory,
  { account, name, status, type, joined }: Member,
): JsonObject {
  return {
    AccountId: account,
    DisplayName: name,
    Status: status,
    Type: type,
    JoinMethod: type === 'ResourceAccount' ? 'created' : 'invited',
    FolderId: rootFolder,
    ResourceDirectoryId: id,
    ResourceDirectoryPath: `${id}/${rootFolder}/${account}`,
    JoinTime: localTime(joined),
    ModifyTime: localTime(joined),
    Tags: { Tag: [] },
  };
}

const accountsOf = ({ account }: Call): string => `acs:resourcemanager:*:${account.id}:account/*`;

/** https://www.alibabacloud.com/help/en/resource-management/developer-reference/api-resourcemanager-2020-03-31-listaccounts */
const listAccounts = operation({
  name: 'ListAccounts',
  actions: ['resourcemanager:ListAccounts'],
  rate: 'resourcemanager',
  params: {
    PageNumber: orElse(integer(1, 2_147_483_647), 1),
    PageSize: orElse(integer(1, 100), 10),
    IncludeTags: optional(boolean()),
  },
  resource: accountsOf,
  emptied: (_, body) => ({ ...body, Accounts: { Account: [] } }),
  run: (call, { PageNumber, PageSize }) => {
    const directory = listableDirectory(call);
    const members = [...directory.members.values()];
    const page = members.slice((PageNumber - 1) * PageSize, PageNumber * PageSize);
    return {
      TotalCount: members.length,
      PageNumber,
      PageSize,
      Accounts: { Account: page.map((member) => memberBody(directory, member)) },
    };
  },
});

/** https://www.alibabacloud.com/help/en/resource-management/developer-reference/api-resourcemanager-2020-03-31-getresourcedirectory */
const getResourceDirectory = operation({
  name: 'GetResourceDirectory',
  actions: ['resourcemanager:GetResourceDirectory'],
  rate: 'resourcemanager',
  params: {},
  run: (call) => {
    const { id, rootFolder, management, created } = listableDirectory(call);
    return {
      ResourceDirectory: {
        ResourceDirectoryId: id,
        MasterAccountId: management,
        MasterAccountName: `master-${management.slice(-4)}`,
        RootFolderId: rootFolder,
        CreateTime: new Date(created).toISOString(),
        ControlPolicyStatus: 'Enabled',
        MemberDeletionStatus: 'Disabled',
        IdentityInformation: '***',
      },
    };
  },
});

/** https://www.alibabacloud.com/help/en/resource-management/developer-reference/api-resourcemanager-2020-03-31-getpayerforaccount */
const getPayerForAccount = operation({
  name: 'GetPayerForAccount',
  actions: ['resourcemanager:GetPayerForAccount'],
  rate: 'resourcemanager',
  params: { AccountId: text({ pattern: /^\d{1,20}$/ }) },
  run: (call, { AccountId }) => {
    const directory = listableDirectory(call);
    // Code: assumption.
    if (!belongsTo(directory, AccountId))
      throw new Refusal(
        404,
        'EntityNotExists.Account',
        'The account is not a member of the resource directory.',
      );
    const payer = call.world.accounts.get(AccountId)?.billing.payer || AccountId;
    return { PayerAccountId: payer, PayerAccountName: `payer-${payer.slice(-4)}` };
  },
});

export const resourceManager: Service = {
  code: 'ResourceManager',
  version: '2020-03-31',
  style: 'RPC',
  ...at({
    regional: ['resourcemanager', 'resourcemanager-vpc'],
    central: ['resourcemanager.aliyuncs.com', 'resourcemanager.vpc-proxy.aliyuncs.com'],
    atCenter: 'all',
  }),
  global: true,
  showsStatus: false,
  echoesHost: false,
  // Status, codes and texts of both: assumption.
  throttled: () => new Refusal(400, 'Throttling.User', 'Request was denied due to user flow control.'),
  denied: () => new Refusal(403, 'NoPermission', 'You are not authorized to do this action.'),
  deniedInDetail: true,
  operations: [listAccounts, getResourceDirectory, getPayerForAccount, ...linkedRoles],
};
