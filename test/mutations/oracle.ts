import type { Report, ReportCluster } from '../../shared/model/report.ts';
import type { RecordedCall } from '../../shared/record/recording.ts';
import { at, isObject, type Mutated, parsed } from './mutate.ts';

/*
 * A second, naive reading of what every passing cluster needs, made from the recorded answers alone. Each fact is good, or it
 * is not; a cluster that passes while one of its facts is not good passes without having earned it.
 */

const GOOD_SPECS = ['Aliyun_AES_256', 'Aliyun_SM4'];

/** Ids of clusters that pass although a fact was changed to something that is not good, each with the fact. */
export function falsePasses({ calls, mutation }: Mutated, report: Report): string[] {
  return report.clusters.flatMap((row) => {
    if (row.verdict !== 'pass') return [];
    return unearned(row, calls).map((fact) => `${row.name}: ${fact}; ${describe(mutation)}`);
  });
}

function describe({ kind, call, path, before, after }: Mutated['mutation']): string {
  const short = (value: unknown) => JSON.stringify(value)?.slice(0, 60) ?? 'nothing';
  return `${kind} ${call.action} ${path.join('.')}: ${short(before)} -> ${short(after)}`;
}

function unearned(row: ReportCluster, calls: readonly RecordedCall[]): string[] {
  const of = (action: string) =>
    calls.filter((call) => call.action === action && call.account === accountOf(row, calls));
  return [
    ...flagFacts(row, of),
    ...keyFacts(row, of('DescribeKey')),
    ...instanceFacts(row, of),
    ...kmsFacts(row, of('DescribeAccountKmsStatus')),
    ...roleFacts(of),
    ...moneyFacts(calls),
  ];
}

type Of = (action: string) => readonly RecordedCall[];

/** Calls in the account of the caller name none. */
function accountOf({ account }: ReportCluster, calls: readonly RecordedCall[]): string {
  return calls.some((call) => call.account === account) ? account : '';
}

function valuesOf(calls: readonly RecordedCall[]): unknown[] {
  return calls.map(({ answer }) => (answer.seen ? answer.value : null));
}

/** Some answer about this very cluster tells that it runs, and some that it is encrypted with this key. */
function flagFacts({ id, keyId }: ReportCluster, of: Of): string[] {
  const entries = valuesOf(of('DescribeClustersV1')).flatMap((page) => listAt(page, ['clusters']));
  const details = valuesOf(of('DescribeClusterDetail'));
  const own = [...entries, ...details].filter((entry) => at(entry, ['cluster_id']) === id);
  const runs = own.some((entry) => at(entry, ['state']) === 'running');
  const isOn = own.some((entry) => {
    const capabilities = at(parsed(at(entry, ['meta_data'])), ['Capabilities']);
    const [off, key] = [at(capabilities, ['DisableEncryption']), at(capabilities, ['EncryptionKMSKeyId'])];
    const isNamed = typeof key === 'string' && (key === keyId || key.endsWith(`/${keyId}`));
    return (off === false || off === 'false') && isNamed;
  });
  return [...(runs ? [] : ['state']), ...(isOn ? [] : ['flag'])];
}

/** KMS tells of this very key that it is enabled and symmetric. */
function keyFacts({ keyId, region }: ReportCluster, calls: readonly RecordedCall[]): string[] {
  const [key] = keysOf(keyId, region, calls);
  if (!key) return ['no key'];
  const good: Readonly<Record<string, boolean>> = {
    KeyState: key['KeyState'] === 'Enabled',
    KeySpec: GOOD_SPECS.includes(`${key['KeySpec']}`),
    KeyUsage: key['KeyUsage'] === 'ENCRYPT/DECRYPT',
    KeyId: key['KeyId'] === undefined || key['KeyId'] === keyId,
    Arn: !key['Arn'] || `${key['Arn']}`.endsWith(`/${keyId}`),
  };
  return Object.keys(good).filter((name) => !good[name]);
}

function keysOf(keyId: string, region: string, calls: readonly RecordedCall[]): Record<string, unknown>[] {
  return calls
    .filter((call) => call.region === region && JSON.stringify(call.query).includes(keyId))
    .map(({ answer }) => (answer.seen ? at(answer.value, ['KeyMetadata']) : null))
    .filter(isObject);
}

function instanceFacts({ keyId, region }: ReportCluster, of: Of): string[] {
  const [key] = keysOf(keyId, region, of('DescribeKey'));
  const id = key?.['DKMSInstanceId'];
  if (typeof id !== 'string' || id === '') return [];
  const asked = of('GetKmsInstance').filter((call) => JSON.stringify(call.query).includes(`"${id}"`));
  const instances = valuesOf(asked).map((value) => at(value, ['KmsInstance']));
  const isGood = instances.some(
    (instance) =>
      at(instance, ['Status']) === 'Connected' && [id, undefined].includes(textAt(instance, 'InstanceId')),
  );
  return isGood ? [] : ['instance'];
}

function textAt(value: unknown, name: string): string | undefined {
  const text = at(value, [name]);
  return text === undefined ? undefined : `${text}`;
}

function kmsFacts({ region }: ReportCluster, calls: readonly RecordedCall[]): string[] {
  const values = valuesOf(calls.filter((call) => call.region === region));
  return values.some((value) => at(value, ['AccountStatus']) === 'Enabled') ? [] : ['AccountStatus'];
}

/** What a document leaves open, a good call may decide; that there is no policy decides by itself. */
function roleFacts(of: Of): string[] {
  const roles = valuesOf(of('GetRole')).map((value) => at(value, ['Role']));
  const isNamed = roles.some(
    (role) =>
      `${at(role, ['RoleName'])}`.toLowerCase().includes('securityrole') ||
      at(role, ['RoleName']) === undefined,
  );
  const policies = valuesOf(of('ListPoliciesForRole')).flatMap((value) =>
    listAt(value, ['Policies', 'Policy']),
  );
  return [
    ...(roles.some(isObject) && isNamed ? [] : ['role']),
    ...(policies.length > 0 ? [] : ['policies of the role']),
  ];
}

/** A decimal that is not below zero. Overdue begins below it: with exactly nothing left everything is paid. */
const NOT_OVERDUE = /^(\d+(\.\d+)?|-0(\.0+)?)$/;

/** An account that pays for itself shows what is left. */
function moneyFacts(calls: readonly RecordedCall[]): string[] {
  const balances = valuesOf(calls.filter(({ action }) => action === 'QueryAccountBalance'));
  const amounts = balances.map((value) => `${at(value, ['Data', 'AvailableAmount'])}`.replaceAll(',', ''));
  return amounts.length === 0 || amounts.some((amount) => NOT_OVERDUE.test(amount)) ? [] : ['balance'];
}

function listAt(value: unknown, path: readonly string[]): unknown[] {
  const found = at(value, path);
  return Array.isArray(found) ? found : [];
}
