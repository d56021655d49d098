import type { Policy } from '../config/policy.ts';
import type { ChainLink } from '../model/chain.ts';
import type { ChangeKind } from '../model/change.ts';
import type { Finding } from '../model/finding.ts';
import type { Source } from '../model/source.ts';
import type { Text } from '../text/zh.ts';
import type { CheckId } from './check-id.ts';
import type { Causes, Check, Explanation, PolicyWarning } from './define-check.ts';
import { checks } from './index.ts';

/*
 * What other rooms may know of the checks without judging. They hold ids that were stored, also by other versions: of an
 * unknown one nothing is known.
 */

const byId = new Map<string, Check>(checks.map((check) => [check.id, check]));

/** Without them no cluster is healthy; in the order of the chain. */
export const MUST_HOLD: readonly CheckId[] = checks.filter(({ mustHold }) => mustHold).map(({ id }) => id);

export function linkOf(check: string): ChainLink | null {
  return byId.get(check)?.link ?? null;
}

export function isOptional(check: string): boolean {
  return byId.get(check)?.optional ?? false;
}

/** Stands for the state of the key while the check fails. */
export function linkTextOf(check: string): Text | null {
  return byId.get(check)?.linkText ?? null;
}

/** The changes that may be why a check fails with this evidence. */
export function causesOf({ check, evidence }: Pick<Finding, 'check' | 'evidence'>): Causes {
  const { causes = [], causesWith } = byId.get(check) ?? {};
  return causesWith?.(evidence) ?? { kinds: causes, until: null };
}

/** Those of them whose author ActionTrail is asked for by name. */
export function soughtCausesOf(finding: Pick<Finding, 'check' | 'evidence'>): readonly ChangeKind[] {
  return byId.get(finding.check)?.soughtCauses?.(finding.evidence) ?? causesOf(finding).kinds;
}

/** The checks that such a change may fail. */
export function checksFailedBy(change: ChangeKind): CheckId[] {
  return checks.filter(({ causes }) => causes?.includes(change)).map(({ id }) => id);
}

export function explanationsOf(check: string): readonly Explanation[] {
  return byId.get(check)?.explainedBy ?? [];
}

/** Nothing is to be built for what nobody could judge, or for what still changes. */
export function terraformFor(finding: Pick<Finding, 'check' | 'status' | 'resource' | 'evidence'>): string {
  if (finding.status !== 'fail') return '';
  return byId.get(finding.check)?.terraform?.(finding) ?? '';
}

/** Whether a check that is on asks for it. */
export function isAskedFor(source: Source, policy: Policy): boolean {
  return checks.some(({ id, sources }) => sources?.includes(source) && policy.severity[id] !== 'off');
}

/** Settings with which checks that are on do not warn in time. */
export function policyWarnings(policy: Policy): PolicyWarning[] {
  return checks.flatMap(({ id, policyWarning }) => {
    const warning = policy.severity[id] === 'off' ? null : policyWarning?.(policy);
    return warning ? [warning] : [];
  });
}
