import { accountOpener } from '../accounts/account-cloud.ts';
import { type Connection, connect } from '../accounts/connect.ts';
import { credentialTrouble } from '../accounts/credential-trouble.ts';
import { ACCOUNTS_AT_ONCE, eachAccount } from '../accounts/each-account.ts';
import type { AuditedAccount } from '../accounts/plan-accounts.ts';
import { refusesCredentials } from '../cloud/answer.ts';
import type { Cloud } from '../cloud/cloud.ts';
import { collectIdentity, type Identity } from '../collect/identity.ts';
import { AppError } from '../model/error.ts';
import { type Examination, GROUPS, type Group, RESULTS } from '../model/examination.ts';
import { compareText } from '../model/finding.ts';
import type { Observation } from '../model/observation.ts';
import { type AccountProbes, entryItem, lookInto } from './account-items.ts';
import { calibrate } from './calibrate.ts';
import { channelItems } from './channel-items.ts';
import { type Deployment, type DeploymentPlace, lookAtDeployment } from './deployment.ts';
import { examination } from './examination.ts';
import { identityItems } from './identity-items.ts';
import { clockItem, reachItems } from './network-items.ts';
import { type Caller, permissionItems } from './permissions.ts';
import { invokeTried, planOf } from './plan-items.ts';
import { settingsItems } from './settings-items.ts';
import { signingItems } from './signing-items.ts';
import { type StoreToExamine, storeItems } from './store-items.ts';
import { storedItems } from './stored-items.ts';

export interface DoctorWorld extends StoreToExamine {
  /** Its signal is the deadline. */
  connection: Connection;
  /** For what is asked without a signature. */
  fetch: typeof fetch;
  /** The real time, which signatures and tokens follow. */
  realNow: () => Date;
  /** Where the functions of s.yaml are looked for. */
  deployed: DeploymentPlace;
  /** Ids of all checks. */
  checks: readonly string[];
  onGroup?: (group: Group, state: 'started' | 'finished') => void;
}

export interface Examined {
  items: Examination[];
  /** Why it cannot work here at all; the items say it, too. */
  fatal: AppError | null;
}

/** What the rest is looked at with, once the accounts are known. */
interface ExaminedCloud {
  items: Examination[];
  accounts: readonly AuditedAccount[];
  deployment: Deployment | null;
  fatal: AppError | null;
}

/** Looks at everything that the tool needs. What does not work is an item, never an exception. */
export async function examine(world: DoctorWorld): Promise<Examined> {
  const { connection, fetch, realNow } = world;
  const { config, detour, now } = connection;
  const timeoutMs = config.limits.callTimeoutSeconds * 1000;
  const network = { fetch, detour, realNow, timeoutMs, stop: connection.signal };
  const [cloud, ...apart] = await Promise.all([
    examineCloud(world),
    during(world, 'network', async () => [await clockItem(network)]),
    during(world, 'store', () => storeItems(config, world)),
    during(world, 'channels', () => channelItems(config, network)),
  ]);
  const { accounts, deployment, fatal } = cloud;
  const stored = await storedItems(world.store, config, accounts, deployment?.timed ?? new Set(), now());
  const settings = settingsItems(config, {
    checks: world.checks,
    stored: stored.states,
    accounts,
    timeoutSeconds: deployment?.timeoutSeconds ?? null,
    now: now(),
  });
  const items = [...cloud.items, ...apart.flat(), ...stored.items, ...settings];
  return { items: items.sort(inOrder), fatal };
}

async function during<T>({ onGroup }: DoctorWorld, group: Group, look: () => Promise<T>): Promise<T> {
  onGroup?.(group, 'started');
  const found = await look();
  onGroup?.(group, 'finished');
  return found;
}

async function examineCloud(world: DoctorWorld): Promise<ExaminedCloud> {
  const { connection } = world;
  const nothing = { accounts: [], deployment: null };
  try {
    const credentials = await connection.credentials.get();
    const cloud = connect(connection);
    const identity = await collectIdentity(cloud);
    const known = identityItems(identity, credentials);
    if (!identity.seen && refusesCredentials(identity))
      return { ...nothing, items: known, fatal: credentialTrouble(identity) };
    const rest = await during(world, 'permissions', () =>
      identity.seen ? examineAccounts(world, cloud, identity.value) : examineUnnamed(world, cloud, identity),
    );
    return { ...rest, items: [...known, ...rest.items] };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { code, message, hint } = error;
    const place = { id: 'credentials', group: 'identity' } as const;
    const item = examination('failed', place, '{message}', { code, message, hint }, { text: '{hint}' });
    return { ...nothing, items: [item], fatal: error };
  }
}

/** STS may be out of reach while other APIs answer. */
async function examineUnnamed(
  { connection: { config, now } }: DoctorWorld,
  cloud: Cloud,
  identity: Extract<Observation<Identity>, { seen: false }>,
): Promise<ExaminedCloud> {
  const { tried } = await lookInto(cloud, config, now());
  const isReached = tried.some(({ answer }) => answer.seen || answer.because !== 'unreachable');
  const items = [...reachItems(tried), ...permissionItems(tried, { account: '', arn: '' }, config)];
  return { items, accounts: [], deployment: null, fatal: isReached ? null : credentialTrouble(identity) };
}

async function examineAccounts(world: DoctorWorld, cloud: Cloud, identity: Identity): Promise<ExaminedCloud> {
  const { connection, deployed, realNow } = world;
  const { config, signal } = connection;
  const caller = { account: identity.AccountId, arn: identity.Arn };
  const plan = await planOf(cloud, config, caller.account);
  const open = accountOpener(connection, { purpose: 'doctor', realNow });
  const [outcomes, deployment] = await Promise.all([
    eachAccount(plan.accounts, (account) => examineAccount(world, account, open, caller), { signal }),
    during(world, 'deployment', () => lookAtDeployment(cloud, deployed, config)),
  ]);
  const isSpread = deployment.isSeen && plan.accounts.length > ACCOUNTS_AT_ONCE;
  const sights = outcomes.map((outcome) => {
    if (outcome.done) return outcome.value;
    throw outcome.error;
  });
  const tried = [...plan.tried, ...(isSpread ? [await invokeTried(cloud, deployed)] : [])];
  const items = [
    ...plan.items,
    ...permissionItems(tried, caller, config),
    ...reachItems(sights.flatMap((sight) => sight.tried)),
    ...sights.flatMap((sight) => sight.items),
    ...deployment.items,
    ...(await signingItems(config, cloud)),
  ];
  return { items, accounts: plan.accounts, deployment, fatal: null };
}

async function examineAccount(
  { connection: { config, now }, store }: DoctorWorld,
  account: AuditedAccount,
  open: ReturnType<typeof accountOpener>,
  caller: Caller,
): Promise<AccountProbes & { items: Examination[] }> {
  const entered = await open(account);
  const isOwn = account.access.kind === 'own';
  const entry = isOwn ? [] : [entryItem(account, entered, caller)];
  if (!entered.seen) return { tried: [], shown: {}, items: entry };
  const sight = await lookInto(entered.value, config, now());
  const arn = account.access.kind === 'role' ? account.access.roleArn : caller.arn;
  const rights = permissionItems(sight.tried, { account: account.id, arn }, config);
  const facts = await calibrate(store, account.id, sight.shown, now());
  return { ...sight, items: [...entry, ...rights, ...facts] };
}

/** By group, then the worst first; otherwise as it was looked at. */
function inOrder(a: Examination, b: Examination): number {
  return (
    GROUPS.indexOf(a.group) - GROUPS.indexOf(b.group) ||
    RESULTS.indexOf(a.result) - RESULTS.indexOf(b.result) ||
    compareText(a.account, b.account)
  );
}
