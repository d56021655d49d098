import { linkOf } from '../../checks/catalogue.ts';
import type { ChainLink } from '../../model/chain.ts';
import { reaches } from '../../model/finding.ts';
import type { ReportCluster, ReportFinding } from '../../model/report.ts';
import { isAccepted } from '../is-accepted.ts';
import type { Page } from './page.ts';

/** `broken`: a finding of high severity or worse; `weak`: a lesser one; `none`: there is nothing to look at. */
export type LinkState = 'holds' | 'broken' | 'weak' | 'unknown' | 'pending' | 'none';

export interface Link {
  state: LinkState;
  /** The worst finding about this link. */
  finding: ReportFinding | null;
}

export type Chain = Readonly<Record<ChainLink, Link>>;

/** From the flag to the last use: where the chain of one cluster holds and where it breaks. */
export function chainOf(cluster: ReportCluster, page: Pick<Page, 'findingsOf' | 'report' | 'view'>): Chain {
  const worst = new Map<ChainLink, ReportFinding>();
  for (const finding of page.findingsOf(cluster)) {
    const link = linkOf(finding.check);
    if (link && finding.severity !== 'info' && !worst.has(link)) worst.set(link, finding);
  }
  const link = (name: ChainLink, plain: LinkState): Link => {
    const finding = worst.get(name) ?? null;
    return { state: finding ? stateOf(finding) : plain, finding };
  };
  const isOff = cluster.encryption === 'not-encrypted';
  const used = cluster.lastEncrypt !== '' || cluster.lastDecrypt !== '';
  const later = (state: LinkState): LinkState => (isOff ? 'none' : state);
  return {
    flag: link('flag', FLAG_STATES[cluster.encryption]),
    key: link('key', later(cluster.keyId === '' ? 'unknown' : 'holds')),
    keyState: link('keyState', later(keyStateOf(cluster.keyState))),
    role: link('role', later(roleOf(cluster, page))),
    use: link('use', later(used ? 'holds' : 'unknown')),
  };
}

/** The role is told about only when it fails: silence counts where it was judged, and no cluster passes without that. */
function roleOf(
  { account, verdict }: ReportCluster,
  { report, view }: Pick<Page, 'report' | 'view'>,
): LinkState {
  if (view.checks.some(({ id, isOff }) => linkOf(id) === 'role' && isOff)) return 'none';
  const jobs = report.accounts.find(({ id }) => id === account)?.jobs;
  return verdict === 'pass' || jobs?.['inventory']?.complete ? 'holds' : 'unknown';
}

const FLAG_STATES = {
  encrypted: 'holds',
  'not-encrypted': 'broken',
  pending: 'pending',
  unknown: 'unknown',
} as const satisfies Record<ReportCluster['encryption'], LinkState>;

function keyStateOf(state: string): LinkState {
  if (state === '') return 'unknown';
  return state === 'Enabled' ? 'holds' : 'broken';
}

function stateOf(finding: ReportFinding): LinkState {
  if (finding.status === 'unknown') return 'unknown';
  if (finding.status === 'pending') return 'pending';
  return reaches(finding.severity, 'high') && !isAccepted(finding) ? 'broken' : 'weak';
}
