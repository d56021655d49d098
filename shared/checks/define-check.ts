import type { Policy } from '../config/policy.ts';
import type { Json, Severity, Status } from '../model/finding.ts';
import type { Job } from '../model/job.ts';
import type { Unseen } from '../model/observation.ts';
import type { ResourceType } from '../model/resource.ts';
import type { Part, Parts } from '../model/snapshot.ts';
import type { Text } from '../text/zh.ts';

type Facts = Readonly<Record<string, Json>>;

/** What a verdict is about: a cluster, a key, ... as the snapshot holds it, or a bare id. */
type Target = string | { id: string; region?: string; name?: string; clusters?: readonly string[] };

interface More {
  /** Where the verdict weighs differently from its check. */
  severity?: Severity;
  /** Where the next action differs from that of the check. `command` may use `{id}`, `{region}` and facts. */
  remedy?: Text;
  command?: string;
  type?: ResourceType;
  /** The finding of this other check about the same resource says it already. */
  explainedBy?: string;
  /** Tells apart two findings of one check about one resource. */
  facet?: string;
  /** A step of something that goes on, such as the days left of a countdown; each is told once. */
  stage?: string;
}

export interface Verdict extends More {
  resource: string;
  region: string;
  name: string;
  /** Null: the cluster that it is about itself. */
  clusters: readonly string[] | null;
  status: Status;
  summary: Text;
  evidence: Facts;
  /** What could not be read, where that is why the answer is unknown. */
  cause?: Unseen;
}

/** Pages of the console that remedies link to. */
export type ConsolePage =
  | 'cluster'
  | 'key'
  | 'instance'
  | 'role'
  | 'trails'
  | 'events'
  | 'billing'
  | 'policies';

export interface Check<R extends Part = Part> {
  id: string;
  /** The good state, starting with the resource. */
  title: Text;
  severity: Severity;
  job: Job;
  resource: ResourceType;
  reads: readonly R[];
  /** Parts of which something missing could turn a pass into a failure: its passes need them whole. */
  needsWhole?: readonly NoInfer<R>[];
  /** The risk. */
  why: Text;
  /** What counts as pass, fail and unknown. */
  judged: Text;
  /** The next action. */
  remedy: Text;
  /** Command that does it; `{id}`, `{region}`, `{account}` and facts are filled in, `<...>` is left to the reader. */
  command?: string;
  page: ConsolePage;
  evaluate(parts: Pick<Parts, R>, policy: Policy, now: Date): Verdict[];
}

/** Keeps the compiler's knowledge of which parts the check reads; adds nothing. */
export function defineCheck<const R extends Part>(check: Check<R>): Check<R> {
  return check;
}

const NOTHING: Readonly<Record<string, never>> = Object.freeze({});

/** One shape for all verdicts, and nothing copied that is not there: large accounts have 200,000 of them. */
function verdict(status: Status, on: Target, summary: Text, evidence: Facts, more: More): Verdict {
  const plain: Verdict =
    typeof on === 'string'
      ? { resource: on, region: '', name: '', clusters: null, status, summary, evidence }
      : {
          resource: on.id,
          region: on.region ?? '',
          name: on.name ?? '',
          clusters: on.clusters ?? null,
          status,
          summary,
          evidence,
        };
  return more === NOTHING ? plain : Object.assign(plain, more);
}

export function pass(on: Target, summary: Text, evidence: Facts = NOTHING, more: More = NOTHING): Verdict {
  return verdict('pass', on, summary, evidence, more);
}

export function fail(on: Target, summary: Text, evidence: Facts = NOTHING, more: More = NOTHING): Verdict {
  return verdict('fail', on, summary, evidence, more);
}

export function pending(on: Target, summary: Text, evidence: Facts = NOTHING, more: More = NOTHING): Verdict {
  return verdict('pending', on, summary, evidence, more);
}

export function skipped(on: Target, summary: Text, evidence: Facts = NOTHING, more: More = NOTHING): Verdict {
  return verdict('skipped', on, summary, evidence, more);
}

/** `what`: the sentence to say, or the failed read itself when that is the whole story. */
export function unknown(
  on: Target,
  what: Text | Unseen,
  evidence: Facts = NOTHING,
  more: More = NOTHING,
): Verdict {
  if (typeof what === 'string') return verdict('unknown', on, what, evidence, more);
  const { because, detail } = what;
  return { ...verdict('unknown', on, UNSEEN[because], { ...evidence, detail }, more), cause: what };
}

/**
 * Something optional could not be read. No `resource-unreadable` tells of it and the run stays complete, so the check
 * names the missing right itself.
 */
export function notRead(on: Target, what: Unseen, evidence: Facts = NOTHING, more: More = NOTHING): Verdict {
  const { because, detail, permission } = what;
  const told = permission ? 'Access denied: grant {permission} to read it.' : UNSEEN[because];
  const facts = { ...evidence, because, detail, ...(permission ? { permission } : {}) };
  return unknown(on, told, facts, { severity: 'info', remedy: GRANT_OR_OFF, ...more });
}

const GRANT_OR_OFF = 'Grant the named action to the identity that audits, or set this check to off.';

export const UNSEEN = {
  denied: 'It could not be read: access denied ({detail}).',
  throttled: 'It could not be read: the cloud throttled the request ({detail}).',
  unreachable: 'It could not be read: no answer ({detail}).',
  malformed: 'It could not be read: the answer makes no sense ({detail}).',
  absent: 'It could not be read: the answer does not say ({detail}).',
  overdue: 'It could not be read: the account is overdue ({detail}).',
} as const;
