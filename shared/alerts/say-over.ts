import type { Finding } from '../model/finding.ts';
import type { Text } from '../text/zh.ts';
import type { AccountView } from './account-view.ts';
import type { Said } from './ledger.ts';
import type { Listener } from './say-finding.ts';
import { type Saying, sayingOf } from './saying.ts';
import { isFlapping, isRestless, type OpenFinding, type World } from './world.ts';

/** What there is to say about a finding that was told and is not open any more; null when there is nothing, or not yet. */
export function sayOver(fingerprint: string, said: Said, { world }: Listener): Saying | null {
  if (said.state === 'waived') return null;
  const end = endOfLife(fingerprint, said, world);
  if (!end) return null;
  if (said.state === 'flapping' && isRestless(world, fingerprint)) return null;
  const title = world.titles[said.check] ?? said.check;
  const { severity } = said;
  if (isFlapping(world, fingerprint)) {
    const next: Said = { ...said, state: 'flapping', lastSaid: world.now.toISOString() };
    const marks = [{ kind: 'said', fingerprint, said: next }] as const;
    return sayingOf(end.entry, { state: 'flapping', severity, title, until: end.at, marks });
  }
  const marks = [{ kind: 'over', fingerprint }] as const;
  return sayingOf(end.entry, { state: 'resolved', severity, title, until: end.at, marks });
}

/** When it ended, and what it was; null while nobody has looked, so that an account that cannot be read resolves nothing. */
function endOfLife(
  fingerprint: string,
  said: Said,
  { ended, views }: World,
): { at: string; entry: OpenFinding } | null {
  const view = views.get(said.resource.account);
  const account = { id: said.resource.account, name: view?.name ?? '' };
  const life = ended.get(fingerprint);
  if (life && life.resolvedAt > said.since) {
    const since = said.state === 'flapping' ? life.firstSeen : said.since;
    return { at: life.resolvedAt, entry: asEntry(account, said, life.finding, since) };
  }
  const at = view && finishedSince(view, said);
  if (!at) return null;
  return { at, entry: asEntry(account, said, vanished(fingerprint, said), said.since) };
}

/** The job that told of it has looked again, and knows nothing of it: its state was begun anew, or is full. */
function finishedSince({ jobs }: AccountView, { job, lastSaid }: Said): string | null {
  const finishedAt = jobs.find((entry) => entry.job === job)?.finishedAt;
  return finishedAt && finishedAt > lastSaid ? finishedAt : null;
}

function asEntry(account: OpenFinding['account'], said: Said, finding: Finding, since: string): OpenFinding {
  return {
    ...{ account, finding, job: said.job, life: { firstSeen: since, lastSeen: said.lastSaid }, speaks: true },
    ...{ author: null, cause: null, waiver: null, mutedBy: null, acknowledged: false },
  };
}

const OVER: Text = 'It does not fail any more.';

function vanished(fingerprint: string, { check, resource, severity }: Said): Finding {
  return {
    ...{ fingerprint, check, status: 'pass', severity, resource, clusters: [], summary: OVER, evidence: {} },
    ...{ remedy: { text: '', command: '', url: '' }, mutedBy: null, missingPermission: null },
  };
}
