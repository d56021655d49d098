import type { FunctionHost } from '../function-compute/host.ts';
import type { Actor, EventResource } from '../world/event.ts';
import type { Principal } from '../world/identity.ts';
import type { JsonObject } from '../world/json.ts';
import type { Refusal } from '../world/refusal.ts';
import type { Account, WorldState } from '../world/world-state.ts';
import { echoParams, type ParamSource, type ParamSpecs, type ParamValues, readParams } from './params.ts';
import type { RateGroup } from './rates.ts';

/** One call, already authenticated; or a change made by a command, which nobody has to permit. */
export interface Call {
  world: WorldState;
  account: Account;
  region: string;
  /** host the event names as its source */
  host: string;
  principal: Principal;
  actor: Actor;
  /** policy that narrows a security token */
  sessionPolicy: string | null;
  requestId: string;
  /** false: no permission, rate or time rule stands in the way */
  checked: boolean;
  /** leaves no event */
  silent: boolean;
  /** how long a change runs that a command starts, instead of the scenario's setting */
  takes: number | null;
  /** real time, for the expiry of credentials */
  realNow: number;
  randomText(length: number): string;
  /** hears the RAM action the call was allowed by */
  authorised(action: string): void;
  /** Function Compute; null for changes made by a command, none of which concerns functions */
  functions: FunctionHost | null;
}

export interface RequestSource {
  params: ParamSource;
  /** body of a ROA call */
  body: string;
}

/** A call whose parameters are valid. */
export interface Prepared {
  /** ARN that policies are asked about */
  resource: string;
  /** values of the condition keys that policies may ask about */
  conditions: Readonly<Record<string, string>>;
  /** parameters as the event shows them */
  echo: JsonObject;
  /** null: the answer has no body */
  run(): JsonObject | null;
  touched(): EventResource | null;
  responseElements(body: JsonObject | null): JsonObject | null;
}

/** A request as it came, for operations that read more of it than parameters. */
export interface RawRequest {
  params: ParamSource;
  /** by lower-case name */
  headers: Readonly<Record<string, string | undefined>>;
  body: Buffer;
}

/** An answer that is not JSON made by the gateway. */
export interface RawAnswer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

/** What an operation does that takes time or answers with bytes; begins when `run` has not refused the call. */
export type Work = (call: Call, request: RawRequest) => Promise<RawAnswer>;

/** `change` and `crypto` always leave an event, `read` only at KMS and when the scenario records reads. */
export type OperationKind = 'read' | 'change' | 'crypto';

export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** path with `{Name}` for path parameters */
  path: string;
}

export interface Operation {
  name: string;
  /** RAM actions; one of them must be allowed and none denied. Empty: everyone may call. The first is named in refusals */
  actions: readonly string[];
  kind: OperationKind;
  rate: RateGroup;
  route: Route | null;
  paramNames: readonly string[];
  prepare(call: Call, source: RequestSource): Prepared;
  /** the same answer without its items but with its paging as if more followed; for the fault `emptyPageWithToken` */
  emptied(call: Call, body: JsonObject, source: RequestSource): JsonObject;
  /** null: the answer is what `run` returned */
  work: Work | null;
}

export interface Definition<S extends ParamSpecs> {
  name: string;
  actions?: readonly string[];
  kind?: OperationKind;
  rate: RateGroup;
  route?: Route;
  params: S;
  resource?(call: Call, values: ParamValues<S>): string;
  conditions?(values: ParamValues<S>): Readonly<Record<string, string>>;
  touches?(call: Call, values: ParamValues<S>): EventResource | null;
  responseElements?(call: Call, body: JsonObject | null): JsonObject | null;
  emptied?(call: Call, body: JsonObject, source: RequestSource): JsonObject;
  run(call: Call, values: ParamValues<S>, body: string): JsonObject | null;
  work?: Work;
}

/** Ties declared parameters to the code that gets their values, and hides the types behind `prepare`. */
export function operation<S extends ParamSpecs>(definition: Definition<S>): Operation {
  const { params, run, touches, resource, conditions, responseElements, emptied, route } = definition;
  return {
    name: definition.name,
    actions: definition.actions ?? [],
    kind: definition.kind ?? 'read',
    rate: definition.rate,
    route: route ?? null,
    paramNames: Object.keys(params),
    prepare: (call, source) => {
      const values = readParams(params, source.params);
      return {
        resource: resource?.(call, values) ?? '*',
        conditions: conditions?.(values) ?? {},
        echo: { ...echoParams(params, source.params), ...(route && source.body && { body: source.body }) },
        run: () => run(call, values, source.body),
        touched: () => touches?.(call, values) ?? null,
        responseElements: (body) => responseElements?.(call, body) ?? null,
      };
    },
    emptied: (call, body, source) => emptied?.(call, body, source) ?? body,
    work: definition.work ?? null,
  };
}

export interface Service {
  /** as in events: `Kms`; also the first part of its name in counts, faults and denials */
  code: string;
  version: string;
  style: 'RPC' | 'ROA';
  /** region of a host of this service, '' for its central host, null: not one of its hosts */
  regionOf(host: string): string | null;
  hostFor(region: string): string;
  /** every name it answers at for a region, `hostFor` first */
  hostsIn(region: string): readonly string[];
  /** its events are kept in one region for the whole account */
  global: boolean;
  /** error bodies carry HttpStatus */
  showsStatus: boolean;
  /** error bodies of a product that follows neither style */
  errorBody?(refusal: Refusal, requestId: string): JsonObject;
  echoesHost: boolean;
  throttled(): Refusal;
  denied(action: string, principal: Principal): Refusal;
  deniedInDetail: boolean;
  operations: readonly Operation[];
}
