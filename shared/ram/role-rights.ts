import type { Cluster } from '../model/cluster.ts';
import { type KeyInUse, keysInUse } from '../model/key.ts';
import type { Unseen } from '../model/observation.ts';
import type { Clause, Decision } from '../model/ram-policy.ts';
import { NEEDED_ACTIONS, type NeededAction, needed, type ServiceRole } from '../model/role.ts';
import { ACK, assumeBy, decide } from './decide.ts';
import { accountIn, everyKey, keyResource } from './resources.ts';
import { statementsOf } from './statement.ts';
import { workedAt } from './worked.ts';

export type ExistingRole = Extract<ServiceRole, { exists: true }>;

/** What the documents say of one action on one key. */
export interface Right {
  /** Id of the key; `*` while no cluster is encrypted and any key is meant. */
  key: string;
  action: NeededAction;
  decision: Decision;
  /** A good call since the last change, which decides what the documents leave open. */
  worked: string | null;
}

/** Asked about each key in use, in its region; about any key of the account while none is. */
export function rightsOf(role: ExistingRole, clusters: readonly Cluster[]): Right[] {
  if (!role.policies.seen) return [];
  const statements = statementsOf(role.policies.value.texts);
  const account = accountIn(role.arn);
  const keys = keysInUse(clusters).map((key) => ({ id: key.id, resource: keyResource(key, account), key }));
  const asked = keys.length > 0 ? keys : [{ id: '*', resource: everyKey(account), key: null }];
  return asked.flatMap(({ id, resource, key }) => {
    const on = (action: NeededAction): Decision => decide({ action, resource, principal: null }, statements);
    const rights = needed(on);
    const worked = (action: NeededAction) => key && workedOn(key, action, rights, role);
    return NEEDED_ACTIONS.map((action) => ({
      key: id,
      action,
      decision: rights[action],
      worked: worked(action),
    }));
  });
}

function workedOn(
  { region, id }: KeyInUse,
  action: NeededAction,
  rights: Readonly<Record<NeededAction, Decision>>,
  { worked, changed }: ExistingRole,
): string | null {
  const calls = worked?.find((one) => one.region === region && one.key === id);
  return calls && changed ? workedAt(action, rights, calls, changed) : null;
}

/** Whether ACK may become the role. */
export function trustIn({ arn, trust }: ExistingRole): Decision | null {
  if (!trust.seen) return null;
  return decide(assumeBy(ACK, arn), statementsOf([{ name: 'AssumeRolePolicyDocument', document: trust }]));
}

export function unreadPolicies({ policies }: ExistingRole): Unseen[] {
  const texts = policies.seen ? policies.value.texts : [];
  return texts.flatMap(({ document }) => (document.seen ? [] : [document]));
}

const MOST_NAMED = 5;

/** Statements that decide, each once: `extra #2 (guard)`. */
export function statementsIn(decisions: readonly Decision[]): string[] {
  return namesIn(decisions, ({ statement }) => [statement]);
}

/** What leaves them open: `Condition`. */
export function openElements(decisions: readonly Decision[]): string[] {
  return namesIn(decisions, ({ openBy }) => openBy);
}

function namesIn(decisions: readonly Decision[], of: (clause: Clause) => readonly string[]): string[] {
  return [...new Set(decisions.flatMap(({ by }) => by.flatMap(of)))].slice(0, MOST_NAMED);
}
