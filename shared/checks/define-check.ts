import type { Policy } from '../config/policy.ts';
import type { ChainLink } from '../model/chain.ts';
import type { ChangeKind } from '../model/change.ts';
import type { Finding, Json, Severity, Status } from '../model/finding.ts';
import type { Job } from '../model/job.ts';
import { isFault, type Unseen } from '../model/observation.ts';
import type { ResourceType } from '../model/resource.ts';
import type { Part, Parts } from '../model/snapshot.ts';
import type { Source } from '../model/source.ts';
import type { Text } from '../text/zh.ts';
import type { CheckId } from './check-id.ts';
import type { TellLeft } from './left-population.ts';
import type { RequirementId } from './requirements.ts';

type Facts = Readonly<Record<string, Json>>;

/** What a verdict is about: a cluster, a key, ... as the snapshot holds it, or a bare id. */
type Target = string | { id: string; region?: string; name?: string; clusters?: readonly string[] };

interface VerdictDetails {
  /** Where the verdict weighs differently from its check. */
  severity?: Severity;
  /** Where the next action differs from that of the check. */
  remedy?: Text;
  command?: string;
  type?: ResourceType;
  /** The finding of this other check about the same resource says it already. */
  explainedBy?: CheckId;
  /** Tells apart two findings of one check about one resource. */
  facet?: string;
  /** A step of something that goes on, such as the days left of a countdown; each is told once. */
  stage?: string;
}

export interface Verdict extends VerdictDetails {
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

/** What may have made a check fail. */
export interface Causes {
  kinds: readonly ChangeKind[];
  /** What happened later has not; ISO 8601, UTC. Null: not known. */
  until: string | null;
}

/** The same trouble, told by another check where it comes from: then this finding is shown and counted, but alerts nobody. */
export interface Explanation {
  /** Any of these that fails. */
  checks: readonly CheckId[];
  /**
   * `clusters`: it fails for every cluster of this finding; `region`: for its region, or for the whole account; `resource`: for the
   * very same thing.
   */
  shares: 'clusters' | 'region' | 'resource';
  /** Only findings with such evidence; default: all. */
  when?(evidence: Finding['evidence']): boolean;
  /** Only where the other finding has such evidence; default: any. */
  because?(evidence: Finding['evidence']): boolean;
}

/** A setting of the policy that keeps a check from warning in time. */
export interface PolicyWarning {
  id: string;
  summary: Text;
  evidence: Facts;
  remedy: Text;
}

/** Everything that is known of a check. All lists and tables of checks are made from it. */
export interface Check<R extends Part = Part> {
  /** The name of its file. */
  id: CheckId;
  /** Place in every list of checks, which go along the chain: flag, key, role, network path, people, use, trails, money. */
  order: number;
  /** The good state, starting with the resource. */
  title: Text;
  /** What is wrong when it fails, in a few words. */
  headline: Text;
  /** What that does to the clusters, where its sentences do not say so or take many words; it stands where the evidence fills it. */
  effect?: Text;
  severity: Severity;
  job: Job;
  resource: ResourceType;
  reads: readonly R[];
  /** Parts of which something missing could turn a pass into a failure: its passes need them whole. */
  needsWhole?: readonly NoInfer<R>[];
  /** Parts that its failures need whole, because they conclude from what is not there. */
  failsFromAbsence?: readonly NoInfer<R>[];
  /** What it means when it has nothing to say of a thing that it failed before and that is still there; default: nothing. */
  silence?: Text;
  /** How a thing leaves what it judges, where that is not as for other checks. */
  left?: TellLeft;
  /** What is collected for it, besides what always is. */
  sources?: readonly Source[];
  /** Where the chain of a cluster breaks when it fails. */
  link?: ChainLink;
  /** Stands for the state of the key while it fails; places are filled from the evidence. */
  linkText?: Text;
  /** A cluster is healthy only when this was seen to hold for it. */
  mustHold?: true;
  /** Needs rights that not everybody grants: what was denied, or is not offered, leaves the verdict of a cluster alone. */
  optional?: true;
  /** Changes that may be why it fails. */
  causes?: readonly ChangeKind[];
  /** Those of them that can be why it fails with this evidence; default: all, whenever they happened. */
  causesWith?(evidence: Finding['evidence']): Causes;
  /** Those of them whose author ActionTrail is asked for by name, when it fails with this evidence; default: all. */
  soughtCauses?(evidence: Finding['evidence']): readonly ChangeKind[];
  explainedBy?: readonly Explanation[];
  /** Requirements that are not met while it fails. */
  decides?: readonly RequirementId[];
  /** Requirements that it gives evidence for besides. */
  supports?: readonly RequirementId[];
  /** The risk. */
  why: Text;
  /** What counts as pass, fail and unknown. */
  judged: Text;
  /** The next action. */
  remedy: Text;
  /**
   * Command that does it, or that shows what to do it with (`isLook`). `{id}`, `{region}`, `{account}`, `{clusterId}` and
   * facts are filled in; words in capitals are left to the reader.
   */
  command?: string;
  /** Terraform that does it; empty where no resource of the provider holds the setting. */
  terraform?(finding: Pick<Finding, 'resource' | 'evidence'>): string;
  page: ConsolePage;
  /** What `sealwatch doctor` says of the policy. */
  policyWarning?(policy: Policy): PolicyWarning | null;
  /** What API servers say is there for every check, where it was seen. */
  evaluate(parts: Pick<Parts, R> & Partial<Pick<Parts, 'proofs'>>, policy: Policy, now: Date): Verdict[];
}

/** Keeps the compiler's knowledge of which parts the check reads; adds nothing. */
export function defineCheck<const R extends Part>(check: Check<R>): Check<R> {
  return check;
}

const NOTHING: Readonly<Record<string, never>> = Object.freeze({});

/** One shape for all verdicts, and nothing copied that is not there: large accounts have 200,000 of them. */
function verdict(status: Status, on: Target, summary: Text, evidence: Facts, more: VerdictDetails): Verdict {
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

export function pass(
  on: Target,
  summary: Text,
  evidence: Facts = NOTHING,
  more: VerdictDetails = NOTHING,
): Verdict {
  return verdict('pass', on, summary, evidence, more);
}

export function fail(
  on: Target,
  summary: Text,
  evidence: Facts = NOTHING,
  more: VerdictDetails = NOTHING,
): Verdict {
  return verdict('fail', on, summary, evidence, more);
}

export function pending(
  on: Target,
  summary: Text,
  evidence: Facts = NOTHING,
  more: VerdictDetails = NOTHING,
): Verdict {
  return verdict('pending', on, summary, evidence, more);
}

export function skipped(
  on: Target,
  summary: Text,
  evidence: Facts = NOTHING,
  more: VerdictDetails = NOTHING,
): Verdict {
  return verdict('skipped', on, summary, evidence, more);
}

/** `what`: the sentence to say, or the failed read itself when that is the whole story. */
export function unknown(
  on: Target,
  what: Text | Unseen,
  evidence: Facts = NOTHING,
  more: VerdictDetails = NOTHING,
): Verdict {
  if (typeof what === 'string') return verdict('unknown', on, what, evidence, more);
  const { because, detail } = what;
  const facts = { ...evidence, because, detail };
  const weight = because === 'not-offered' ? ({ severity: 'info', ...more } as const) : more;
  return { ...verdict('unknown', on, UNSEEN[because], facts, weight), cause: what };
}

/**
 * Something optional could not be read. No `resource-unreadable` tells of it, so the check names the missing right itself. A
 * right that nobody granted is information, and the run stays complete; a fault weighs as much as what it hides.
 */
export function notRead(
  on: Target,
  what: Unseen,
  evidence: Facts = NOTHING,
  more: VerdictDetails = NOTHING,
): Verdict {
  const { because, detail, permission } = what;
  const told = permission ? 'Access denied: grant {permission} to read it.' : UNSEEN[because];
  const facts = { ...evidence, because, detail, ...(permission ? { permission } : {}) };
  // A right that somebody withholds is a choice; anything else that goes wrong weighs what the check weighs.
  const weight = because === 'denied' || because === 'not-offered' ? ({ severity: 'info' } as const) : {};
  const remedy = isFault(because) ? RUN_AGAIN : GRANT_OR_OFF;
  return unknown(on, told, facts, { ...weight, remedy, ...more });
}

export const RUN_AGAIN =
  'Run it again; if it keeps failing, check the connection and the state of the service.';
/** The first look leaves bills to the next one. */
export const READ_ON = 'Run it again with the same store: the next run reads the rest of the bills.';
const GRANT_OR_OFF = 'Grant the named action to the auditing identity, or turn this check off.';

export const UNSEEN = {
  denied: 'Could not read: access denied ({detail}).',
  throttled: 'Could not read: request throttled ({detail}).',
  unreachable: 'Could not read: no response ({detail}).',
  malformed: 'Unexpected API response: {detail}.',
  absent: 'Missing from the API response: {detail}.',
  overdue: 'Could not read: account overdue ({detail}).',
  'not-offered': 'Not available here: {detail}.',
} as const;
