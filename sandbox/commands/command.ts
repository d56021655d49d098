import * as v from 'valibot';
import { invoke, refuseAttempt } from '../api/invoke.ts';
import type { Call, Service } from '../api/operation.ts';
import { operationOf } from '../services/index.ts';
import { actorOf, principalFrom } from '../world/actors.ts';
import { uuidFrom } from '../world/ids.ts';
import type { JsonObject } from '../world/json.ts';
import { Refusal } from '../world/refusal.ts';
import { type Account, accountOf, type WorldState } from '../world/world-state.ts';

/** A command that cannot be carried out; its text lists what there is. */
export class CommandError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'CommandError';
    this.code = code;
  }
}

/** Who does it and what the event says; every change takes these. */
export const doer = {
  /** root, system, a RAM user, or roleName:sessionName */
  by: v.optional(v.pipe(v.string(), v.minLength(1)), 'root'),
  ip: v.optional(v.string()),
  userAgent: v.optional(v.string()),
  /** leaves no event */
  silent: v.optional(v.boolean(), false),
  /** nothing changes: the event shows an attempt refused with this code */
  refused: v.optional(v.string()),
  /** account id, when it is not the caller's */
  account: v.optional(v.string()),
};

export type Doer = v.InferOutput<v.ObjectSchema<typeof doer, undefined>>;

export interface Command<S extends v.GenericSchema = v.GenericSchema> {
  args: S;
  run(world: WorldState, args: v.InferOutput<S>): JsonObject;
}

export function execute<S extends v.GenericSchema>(
  command: Command<S>,
  world: WorldState,
  args: unknown,
): JsonObject {
  const parsed = v.safeParse(command.args, args);
  if (parsed.success) return command.run(world, parsed.output);
  const problems = parsed.issues.map((issue) => `${v.getDotPath(issue) ?? 'arguments'}: ${issue.message}`);
  throw new CommandError('InvalidArguments', problems.join('; '));
}

export function homeOf(world: WorldState, { account }: { account?: string | undefined }): Account {
  const id = account ?? world.credentials.get(world.callerKeyId)?.account ?? '';
  const found = world.accounts.get(id);
  if (!found) throw new CommandError('NoSuchAccount', `There is no account ${id}.`);
  return found;
}

function callOf(world: WorldState, account: Account, service: Service, region: string, by: Doer): Call {
  const principal = principalFrom(by.by);
  const actor = actorOf(account, principal, '');
  if (by.ip !== undefined) actor.ip = by.ip;
  if (by.userAgent !== undefined) actor.agent = by.userAgent;
  return {
    world,
    account: accountOf(world, account.id),
    region,
    host: service.hostFor(region),
    principal,
    actor,
    sessionPolicy: null,
    requestId: uuidFrom(world.name, 'request', world.recorded + 1),
    checked: false,
    silent: by.silent,
    takes: null,
    realNow: world.clock.now,
    // No command issues credentials.
    randomText: () => '',
    authorised: () => undefined,
    functions: null,
  };
}

export interface Performance {
  service: Service;
  operation: string;
  account: Account;
  region: string;
  params: Readonly<Record<string, string>>;
  body?: JsonObject;
  takes?: number | null;
}

/** Carries out an operation of the cloud in somebody's name, without asking whether they may. */
export function perform(world: WorldState, by: Doer, what: Performance): JsonObject {
  const operation = operationOf(what.service, what.operation);
  const call = { ...callOf(world, what.account, what.service, what.region, by), takes: what.takes ?? null };
  const source = {
    params: new Map(Object.entries(what.params)),
    body: what.body ? JSON.stringify(what.body) : '',
  };
  if (by.refused !== undefined) {
    const refusal = new Refusal(403, by.refused, 'The request was refused.');
    refuseAttempt(what.service, operation, call, source, refusal);
    return { refused: by.refused };
  }
  return invoke(what.service, operation, call, source) ?? {};
}
