import {
  type ExistingRole,
  openElements,
  type Right,
  statementsIn,
  unreadPolicies,
} from '../ram/role-rights.ts';
import { fail, pass, unknown, type Verdict } from './define-check.ts';
import type { RoleFacts } from './role-terraform.ts';

/** The role, with the clusters it serves. */
export interface RoleTarget {
  id: string;
  clusters: readonly string[];
}

export type Weight = 'critical' | 'medium';

/** A plain Deny on a key in use, or that nothing allows it, is final; null: there is neither. */
export function judgeDenied(
  rights: readonly Right[],
  role: ExistingRole,
  target: RoleTarget,
  severity: Weight,
): Verdict | null {
  const broken = rights.filter(({ decision }) => decision.effect === 'denied');
  if (broken.length === 0) return null;
  const denied = broken.filter(({ decision }) => decision.by.length > 0);
  const { actions: missing, ...facts } = factsOf(denied.length > 0 ? denied : broken, role);
  if (denied.length === 0)
    return fail(
      target,
      'No policy of the role allows {missing} on {keys}.',
      { ...facts, missing, ...({ attached: false } satisfies RoleFacts) },
      { severity },
    );
  const more = {
    severity,
    remedy: 'Remove the named statement from its policy, or detach the policy from the role.',
    command: '',
  } as const;
  return fail(target, '{by} denies the role {missing} on {keys}.', { ...facts, missing }, more);
}

/** What the documents leave open, a good call decides; but not what nobody could read. */
export function judgeOpen(rights: readonly Right[], role: ExistingRole, target: RoleTarget): Verdict {
  const open = rights.filter(({ decision }) => decision.effect === 'open');
  const decided = open.flatMap(({ worked }) => worked ?? []).sort();
  if (open.length === 0) {
    const { by, policies, arn } = factsOf(rights, role);
    return pass(target, 'The role exists, trusts ACK and can encrypt and decrypt ({by}).', {
      arn,
      policies,
      by,
    });
  }
  if (decided.length === open.length) {
    const facts = { ...factsOf(open, role), worked: decided[0] ?? '', changed: role.changed ?? '' };
    const sentence =
      '{by} makes {actions} on {keys} depend on {elements}, but a call of the role succeeded on {worked}, after the last change on {changed}.';
    return pass(target, sentence, facts);
  }
  const undecided = factsOf(
    open.filter(({ worked }) => !worked),
    role,
  );
  const [unread] = unreadPolicies(role);
  if (unread) return unknown(target, unread, undecided);
  return unknown(
    target,
    'Could not decide whether the role can call {actions} on {keys}: {by} depends on {elements}.',
    undecided,
  );
}

function factsOf(rights: readonly Right[], { arn, policies }: ExistingRole) {
  const decisions = rights.map(({ decision }) => decision);
  return {
    arn,
    policies: policies.seen ? policies.value.names : [],
    by: statementsIn(decisions),
    elements: openElements(decisions),
    actions: [...new Set(rights.map(({ action }) => action))],
    keys: [...new Set(rights.map(({ key }) => key))].slice(0, MOST_KEYS),
  };
}

const MOST_KEYS = 5;
