import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

interface Named {
  name: string;
  region: string;
}

interface Described {
  accounts: {
    id: string;
    users: { name: string; policies?: string[]; console?: boolean }[];
    groups: { name: string; policies: string[]; users: string[] }[];
    accessKeys: { id: string; secret: string; user: string }[];
    roles: { name: string }[];
    keys: (Named & { id: string; aliases?: string[] })[];
    clusters: (Named & { key?: string; keyAs?: string; metaData?: string })[];
    trails: { name: string; home: string; covers: string }[];
    buckets: (Named & { acl?: string })[];
    billing: { balance: string };
  }[];
  history: { do: string; by: string; key?: string; cluster?: string; name?: string; region?: string }[];
}

/** What each command of a history makes of a key. */
const STATES: Readonly<Record<string, string>> = {
  disableKey: 'Disabled',
  scheduleKeyDeletion: 'PendingDeletion',
};

/** A fact is a text, a list whose order does not matter, or a table: of it each line that stands here must be told. */
export type Fact = string | readonly string[] | Readonly<Record<string, string>>;

export interface Truth {
  /** the administrator */
  pair: { id: string; secret: string };
  facts: Readonly<Record<string, Fact>>;
  users: Described['accounts'][number]['users'];
  trails: Described['accounts'][number]['trails'];
  buckets: Described['accounts'][number]['buckets'];
}

/** The world of a scenario as its file tells it, seen from cn-hangzhou; nothing of the product or the sandbox reads it here. */
export function truthOf(scenario: string): Truth {
  const { accounts, history }: Described = parse(readFileSync(scenario, 'utf8'));
  const [account] = accounts;
  const pair = account?.accessKeys.find(({ user }) => user === 'alice');
  if (!account || !pair) throw new Error(`${scenario} has no access key of alice.`);
  const keys = account.keys.filter(({ region }) => region === 'cn-hangzhou');
  const added = history.filter((one) => one.do === 'addCluster');
  const table = (rows: (readonly [string, string])[]): Fact => Object.fromEntries(rows);
  const stateOf = (name: string) =>
    STATES[history.find((one) => one.key === name && STATES[one.do])?.do ?? ''];
  const changed = new Set(history.map(({ cluster }) => cluster));
  const encrypted = account.clusters.filter(
    ({ name, key, keyAs, metaData }) => key && !keyAs && !metaData && !changed.has(name),
  );
  const idOf = (key: string | undefined) => account.keys.find(({ name }) => name === key)?.id ?? '';
  return {
    pair,
    users: account.users,
    trails: account.trails,
    buckets: account.buckets,
    facts: {
      'sts.account': account.id,
      'cs.clusters': table(
        [...account.clusters, ...added].map(({ name = '', region = '' }) => [name, region] as const),
      ),
      'cs.encryption': table(encrypted.map(({ name, key }) => [name, idOf(key)] as const)),
      'kms.keys': table(keys.map(({ id, name }) => [id, stateOf(name) ?? 'Enabled'] as const)),
      'kms.aliases': table(
        keys.flatMap(({ id, aliases = [] }) => aliases.map((alias) => [alias, id] as const)),
      ),
      'actiontrail.trails': table(
        account.trails
          .filter(({ home }) => home === 'cn-hangzhou')
          .map(({ name }) => [name, 'Enable'] as const),
      ),
      'actiontrail.disabledBy': history.filter((one) => one.do === 'disableKey').map(({ by }) => by),
      'ram.users': account.users.map(({ name }) => name),
      'ram.roles': [...account.roles.map(({ name }) => name), 'AliyunCSManagedSecurityRole'],
      'ram.policiesOfRole': ['AliyunCSManagedSecurityRolePolicy'],
      'bss.balance': Number(account.billing.balance).toLocaleString('en-US', { minimumFractionDigits: 2 }),
      'oss.buckets': account.buckets.map(({ name }) => name),
      'oss.acl': account.buckets[0]?.acl ?? 'private',
      'oss.stored': 'from afar',
    },
  };
}

/** What a client read otherwise than it is; empty: nothing. */
export function disagreement(told: unknown, fact: Fact | undefined): string {
  const said = JSON.stringify(told);
  if (fact === undefined) return `nobody knows what to expect of ${said}`;
  if (typeof fact === 'string') return told === fact ? '' : `${said} instead of ${fact}`;
  if (isList(fact)) {
    const sorted = JSON.stringify([...fact].sort());
    return Array.isArray(told) && JSON.stringify([...told].sort()) === sorted
      ? ''
      : `${said} instead of ${sorted}`;
  }
  const table = new Map(Object.entries(typeof told === 'object' && told !== null ? told : {}));
  const wrong = Object.entries(fact).filter(([name, value]) => table.get(name) !== value);
  if (table.size === 0) return `${said} instead of ${Object.keys(fact).length} lines`;
  return wrong.map(([name, value]) => `${name}: ${table.get(name)} instead of ${value}`).join(', ');
}

function isList(fact: Fact): fact is readonly string[] {
  return Array.isArray(fact);
}
