import { roleDocuments, userDocuments } from '../world/grants.ts';
import type { JsonObject } from '../world/json.ts';
import { type Decision, decide, matches } from '../world/policy.ts';
import { Refusal } from '../world/refusal.ts';
import type { Call, Operation, Prepared, Service } from './operation.ts';

function isDeniedByScenario(call: Call, action: string): boolean {
  const { principal } = call;
  if (principal.kind === 'root') return false;
  const who =
    principal.kind === 'user' ? principal.name : principal.kind === 'role' ? principal.role : 'system';
  return call.world.denials.some(
    (denial) =>
      matches(denial.action, action) &&
      matches(denial.region, call.region) &&
      (denial.who === '' || denial.who.toLowerCase() === who.toLowerCase()),
  );
}

function identityDocuments(call: Call): string[] {
  const { account, principal, world } = call;
  if (principal.kind === 'user') return userDocuments(account, principal.name);
  if (principal.kind !== 'role') return [];
  const role = account.roles.get(principal.role.toLowerCase());
  return role ? roleDocuments(account, role, world.clock.now) : [];
}

/** What the policies of the caller and the denials of the scenario say. */
export function decideFor(
  call: Call,
  action: string,
  resource: string,
  context: Readonly<Record<string, string>> = {},
): Decision {
  if (isDeniedByScenario(call, action)) return 'denied';
  if (call.principal.kind === 'root') return 'allowed';
  const decision = decide(identityDocuments(call), { action, resource, context });
  // A policy passed to AssumeRole can only narrow what the role may do.
  if (decision !== 'allowed' || call.sessionPolicy === null) return decision;
  return decide([call.sessionPolicy], { action, resource, context });
}

/** https://www.alibabacloud.com/help/en/ram/support/how-to-troubleshoot-an-access-denied-error */
function deniedDetail(call: Call, action: string, decision: Decision): JsonObject {
  const { actor, principal } = call;
  return {
    AccessDeniedDetail: {
      AuthAction: action,
      AuthPrincipalType: principal.kind === 'user' ? 'SubUser' : 'AssumedRoleUser',
      AuthPrincipalDisplayName: principal.kind === 'user' ? actor.principalId : actor.userName,
      AuthPrincipalOwnerId: actor.account,
      NoPermissionType: decision === 'denied' ? 'ExplicitDeny' : 'ImplicitDeny',
      PolicyType: 'AccountLevelIdentityBasedPolicy',
      EncodedDiagnosticMessage: `AQEAAAAA${Buffer.from(call.requestId).toString('base64url')}`,
    },
  };
}

export function deniedRefusal(service: Service, call: Call, action: string, decision: Decision): Refusal {
  const refusal = service.denied(action, call.principal);
  if (!service.deniedInDetail || !call.world.settings.accessDeniedDetail) return refusal;
  return new Refusal(refusal.status, refusal.code, refusal.message, deniedDetail(call, action, decision));
}

/** Throws the refusal of this service when the caller may not do this. */
export function authorise(
  service: Service,
  operation: Operation,
  call: Call,
  { resource, conditions }: Pick<Prepared, 'resource' | 'conditions'>,
): void {
  const [first] = operation.actions;
  if (first === undefined) return;
  const decisions = operation.actions.map((action) => decideFor(call, action, resource, conditions));
  const denied = operation.actions[decisions.indexOf('denied')];
  if (denied !== undefined) throw deniedRefusal(service, call, denied, 'denied');
  if (!decisions.includes('allowed')) throw deniedRefusal(service, call, first, 'not-allowed');
  call.authorised(first);
}
