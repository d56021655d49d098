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
  open: Text;
}

/** In the order in which they are told. The `{value}` is what the account showed. */
export const OPEN_FACTS: readonly OpenFact[] = [
  {
    id: PAGE_SIZE_FACT,
    decided: 'The cluster list takes pages of {value}; the inventory asks for so many.',
    open: 'How large a page of the cluster list may be could not be seen; 50 is asked for.',
  },
  {
    id: 'cluster-list-scope',
    decided: 'One endpoint lists the clusters of all regions.',
    open: 'Whether one endpoint lists the clusters of all regions shows with clusters in several.',
  },
  {
    id: 'flag-form',
    decided: 'The list tells an encrypted cluster so: {value}.',
    open: 'In which form the list tells an encrypted cluster shows with the first one.',
  },
  {
    id: 'key-after-disable',
    decided: 'A cluster keeps its key id after encryption was switched off.',
    open: 'Whether the key id stays after encryption is switched off shows with the first such cluster.',
  },
  {
    id: 'other-profiles',
    decided: 'Lingjun and ACS clusters tell the flag: {value}.',
    open: 'Whether Lingjun and ACS clusters tell the flag shows with the first one.',
  },
  {
    id: 'cluster-not-found',
    decided: 'A cluster that is not there is answered with {value}.',
    open: 'How ACK answers for a cluster that is not there could not be seen.',
  },
  {
    id: SPELLING_FACT,
    decided: 'ActionTrail finds the calls of the service role by {value}; the activity asks so first.',
    open: 'How ActionTrail spells the service role shows with its first call; every spelling is tried.',
  },
  {
    id: 'decrypt-names-key',
    decided: 'Whether Encrypt and Decrypt events name the key: {value}.',
    open: 'Whether Encrypt and Decrypt events name the key shows with the first one.',
  },
  {
    id: 'role-session',
    decided: 'The session of the service role is called {value}.',
    open: 'How the session of the service role is called shows with its first call.',
  },
  {
    id: SWITCH_FACT,
    decided: 'A switch of encryption shows in ActionTrail so: {value}.',
    open: 'How a switch of encryption shows in ActionTrail shows with the first one in 90 days.',
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
