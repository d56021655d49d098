import { PAGE_SIZE_FACT, SPELLING_FACT, SWITCH_FACT } from '../model/calibration.ts';
import type { Json } from '../model/finding.ts';
import { parseKeyArn } from '../model/key.ts';
import type { Text } from '../text/zh.ts';
import type { Shown } from './event-facts.ts';
import type { AccountAnswers, ProbedCluster, ProbedList } from './probe-account.ts';

/** A statement that no document makes, and that a look at an account may decide. */
export interface OpenFact {
  id: string;
  decided: Text;
  /** In its place when the answer is no. */
  denied?: Text;
  open: Text;
}

/** In the order in which they are told. The `{value}` is what the account showed. */
export const OPEN_FACTS: readonly OpenFact[] = [
  {
    id: PAGE_SIZE_FACT,
    decided: 'Cluster list page size: {value}.',
    open: 'Cluster list page size unknown; 50 is used.',
  },
  {
    id: 'cluster-list-scope',
    decided: 'One endpoint lists the clusters of all regions.',
    open: 'Unknown until clusters exist in several regions: whether one endpoint lists the clusters of all regions.',
  },
  {
    id: 'flag-form',
    decided: 'Encrypted clusters appear in the list as: {value}.',
    open: 'Unknown until an encrypted cluster exists: its form in the list.',
  },
  {
    id: 'key-after-disable',
    decided: 'A cluster keeps its key ID after encryption is turned off.',
    open: 'Unknown until such a cluster exists: whether the key ID stays after encryption is turned off.',
  },
  {
    id: 'other-profiles',
    decided: 'Encryption setting of Lingjun and ACS clusters: {value}.',
    open: 'Unknown until one exists: whether Lingjun and ACS clusters report the encryption setting.',
  },
  {
    id: 'cluster-not-found',
    decided: 'Response for a cluster that does not exist: {value}.',
    open: 'Unknown: the response of ACK for a cluster that does not exist.',
  },
  {
    id: SPELLING_FACT,
    decided: 'ActionTrail finds calls of the service role by {value}; the job activity uses it first.',
    open: 'Unknown until its first call: the name of the service role in ActionTrail; all variants are tried.',
  },
  {
    id: 'decrypt-names-key',
    decided: 'Encrypt/Decrypt events contain the key ID.',
    denied: 'Encrypt/Decrypt events do not contain the key ID.',
    open: 'Unknown until the first event: whether Encrypt/Decrypt events contain the key ID.',
  },
  {
    id: 'role-session',
    decided: 'Session name of the service role: {value}.',
    open: 'Unknown until its first call: the session name of the service role.',
  },
  {
    id: SWITCH_FACT,
    decided: 'Encryption changes appear in ActionTrail as: {value}.',
    open: 'Unknown until the first one in 90 days: the form of encryption changes in ActionTrail.',
  },
];

/** What the look at the clusters decides; the events decide the rest. */
export function clusterFacts({ list, home, nowhere }: AccountAnswers): Record<string, Shown> {
  const { answer } = nowhere;
  const isTold = !answer.seen && answer.because === 'absent' && answer.code !== undefined;
  return {
    ...(isTold ? { 'cluster-not-found': { value: answer.code ?? '', evidence: {} } } : {}),
    ...(list ? listFacts(list, home) : {}),
  };
}

function listFacts(list: ProbedList, home: string): Record<string, Shown> {
  const { asked, echoed, total, clusters } = list;
  const facts: Record<string, Shown> = {};
  const isWhole = clusters.length >= Math.min(echoed, total);
  const size = isWhole ? Math.min(asked, echoed) : clusters.length;
  if (size > 0) facts[PAGE_SIZE_FACT] = { value: size, evidence: { asked, echoed, total } };
  const elsewhere = clusters.find(({ region }) => region !== '' && region !== home);
  if (elsewhere)
    facts['cluster-list-scope'] = {
      value: 'account',
      evidence: { home, cluster: elsewhere.id, region: elsewhere.region },
    };
  const sealed = clusters.flatMap((cluster) => sealedForm(cluster) ?? []);
  const [first] = sealed;
  if (first) facts['flag-form'] = first;
  const kept = clusters.find(
    ({ flag }) => typeof flag === 'object' && 'on' in flag && !flag.on && flag.keptKeyId,
  );
  if (kept) facts['key-after-disable'] = { value: true, evidence: { cluster: kept.id } };
  const others = clusters.filter(({ profile }) => /^(lingjun|acs)$/i.test(profile));
  if (others.length > 0) facts['other-profiles'] = othersFact(others);
  return facts;
}

const FLAGS = ['DisableEncryption', 'EncryptionKMSKeyId'];

function sealedForm({ id, flag, capabilities }: ProbedCluster): Shown | null {
  if (typeof flag !== 'object' || !('on' in flag) || !flag.on) return null;
  const fields = FLAGS.filter((name) => capabilities?.includes(name));
  return { value: `${fields.join(' + ')}, ${keyForm(flag.keyId)}`, evidence: { cluster: id } };
}

function keyForm(keyId: string): string {
  if (parseKeyArn(keyId)) return 'ARN';
  if (keyId.startsWith('key-')) return 'key-…';
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(keyId) ? 'UUID' : 'other';
}

function othersFact(clusters: readonly ProbedCluster[]): Shown {
  const value: Record<string, Json> = {};
  for (const { profile, capabilities } of clusters)
    value[profile.toLowerCase()] = FLAGS.every((name) => capabilities?.includes(name));
  return { value, evidence: { cluster: clusters[0]?.id ?? '' } };
}
