import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiServers } from './api-server/doors.ts';
import { type World, worldMethods } from './commands/index.ts';
import { EventBus } from './event-bridge/bus.ts';
import { type OpenTls, open } from './front/open.ts';
import { FunctionHost, type FunctionSpec } from './function-compute/host.ts';
import { roleCredentials } from './function-compute/role-credentials.ts';
import type { Ambient } from './gateway/ambient.ts';
import { countCalls } from './gateway/calls.ts';
import type { Desk } from './gateway/desk.ts';
import { planFaults } from './gateway/faults.ts';
import { newLimiter } from './gateway/limiter.ts';
import { rememberNonces } from './gateway/nonces.ts';
import { type GenerateOptions, generatedScenario } from './generate.ts';
import { buildWorld } from './scenario/build.ts';
import { loadWorld } from './scenario/load.ts';
import { ScenarioError } from './scenario/scenario-error.ts';
import type { Doors } from './world/doors.ts';
import type { WorldState } from './world/world-state.ts';

export { ScenarioError };

export interface SandboxOptions {
  /** default 0: any free one; always on 127.0.0.1 */
  port?: number | undefined;
  /** name of a file in sandbox/scenarios without .yaml, or a path; default `demo` */
  scenario?: string | undefined;
  /** a world of this size instead of a scenario */
  generate?: GenerateOptions | undefined;
  /** added to every answer of the cloud, default 0 */
  latencyMs?: number | undefined;
  /** in place of the access key pair of the scenario */
  accessKeyId?: string | undefined;
  accessKeySecret?: string | undefined;
  /** whether documented rate limits are enforced, default `documented` */
  rates?: 'documented' | 'off' | undefined;
  /** functions of the caller's account; `functions.deploy` adds more, such as those that need to know the url */
  functions?: readonly FunctionSpec[] | undefined;
  /** path of the built function-compute/instance.ts; default: instance.mjs beside the running file */
  instance?: string | undefined;
  /** pause before the first retry of an asynchronous invocation, doubled for each further one; default 20 */
  retryDelayMs?: number | undefined;
  /** how long an idle instance of a function lives, default 60,000 */
  keepWarmMs?: number | undefined;
  /** variables that every function finds beside its own: how it reaches this sandbox instead of the cloud */
  environment?: ((sandbox: { url: string; now: Date }) => Readonly<Record<string, string>>) | undefined;
  /** address that EventBridge posts every write event of the caller's account to */
  eventTarget?: string | undefined;
  /** also over TLS, at this port of 127.0.0.1 (0: any free one), for clients that go to the names of the cloud */
  tlsPort?: number | undefined;
  /** ways into other API servers than the sandbox's own, such as real ones */
  doors?: Doors | undefined;
}

export interface Sandbox {
  /** http://127.0.0.1:PORT */
  url: string;
  accessKeyId: string;
  accessKeySecret: string;
  /** the same changes as POST /_sandbox/world, as methods */
  world: World;
  /** Function Compute */
  functions: FunctionHost;
  /** EventBridge */
  events: EventBus;
  /** null when it was not asked for */
  tls: OpenTls | null;
  /** how the world is, without a way through the cloud: what a test holds answers against */
  state(): WorldState;
  /** the clock of the world */
  now(): Date;
  close(): Promise<void>;
}

const realAmbient: Ambient = {
  now: () => Date.now(),
  sleep: async (ms) => {
    await sleep(ms);
  },
  uuid: () => randomUUID(),
  randomText: (length) => randomBytes(length).toString('base64url').replaceAll(/[-_]/g, 'x').slice(0, length),
};

/** Gives the caller of the scenario another access key pair. */
function withPair(world: WorldState, options: SandboxOptions): WorldState {
  const { accessKeyId, accessKeySecret } = options;
  const credential = world.credentials.get(world.callerKeyId);
  if (!credential) throw new Error(`The scenario has no access key ${world.callerKeyId}.`);
  world.credentials.delete(credential.id);
  credential.id = accessKeyId ?? credential.id;
  credential.secret = accessKeySecret ?? credential.secret;
  world.credentials.set(credential.id, credential);
  world.callerKeyId = credential.id;
  return world;
}

function worldFor(options: SandboxOptions): WorldState {
  const { generate, scenario = 'demo' } = options;
  const world = generate
    ? buildWorld(generatedScenario(generate), `generated-${generate.seed}`)
    : loadWorld(scenario);
  return withPair(world, options);
}

function callerAccount({ credentials, callerKeyId }: WorldState): string {
  return credentials.get(callerKeyId)?.account ?? '';
}

function functionHost(
  world: () => WorldState,
  url: () => string,
  options: SandboxOptions,
  ambient: Ambient,
): FunctionHost {
  const host = new FunctionHost({
    ...ambient,
    accountId: () => callerAccount(world()),
    credentials: roleCredentials(world, ambient),
    environment: () => options.environment?.({ url: url(), now: new Date(world().clock.now) }) ?? {},
    entry: options.instance,
    retryDelayMs: options.retryDelayMs,
    keepWarmMs: options.keepWarmMs,
  });
  for (const spec of options.functions ?? []) host.deploy(spec);
  return host;
}

function eventBus(
  world: () => WorldState,
  functions: FunctionHost,
  { eventTarget, retryDelayMs = 20 }: SandboxOptions,
  { sleep }: Ambient,
): EventBus {
  const accountId = () => callerAccount(world());
  return new EventBus({ functions, accountId, target: eventTarget ?? null, retryDelayMs, sleep });
}

/** What happens from now on is published; what happened before the start is history. */
function connected(world: WorldState, events: EventBus, doors: Doors): WorldState {
  world.publish = (account, record) => events.publish(world, account, record);
  world.doors = doors;
  return world;
}

/**
 * Starts a small, strict Alibaba Cloud on loopback. Throws ScenarioError when the scenario has mistakes.
 * `ambient` is for tests that need another real time.
 */
export async function startSandbox(
  options: SandboxOptions = {},
  ambient: Ambient = realAmbient,
): Promise<Sandbox> {
  const functions = functionHost(
    () => desk.world,
    () => `http://127.0.0.1:${door.port}`,
    options,
    ambient,
  );
  const events = eventBus(() => desk.world, functions, options, ambient);
  const apiServers = new ApiServers(
    () => desk,
    options.generate === undefined || options.generate.apiServers === true,
  );
  const doors = options.doors ?? apiServers;
  const newWorld = () => connected(worldFor(options), events, doors);
  const desk: Desk = {
    world: newWorld(),
    ambient,
    latencyMs: options.latencyMs ?? 0,
    limited: options.rates !== 'off',
    nonces: rememberNonces(),
    limiter: newLimiter(),
    calls: countCalls(),
    faults: planFaults(),
    lastBodies: new Map(),
    functions,
    restart: () => {
      desk.world = newWorld();
      desk.calls.reset();
      desk.faults.set([]);
      desk.lastBodies.clear();
      functions.reset();
    },
  };
  const door = await open(desk, { port: options.port ?? 0, tlsPort: options.tlsPort });
  const credential = desk.world.credentials.get(desk.world.callerKeyId);
  return {
    url: `http://127.0.0.1:${door.port}`,
    accessKeyId: desk.world.callerKeyId,
    accessKeySecret: credential?.secret ?? '',
    world: worldMethods(() => desk.world),
    functions,
    events,
    tls: door.tls,
    state: () => desk.world,
    now: () => new Date(desk.world.clock.now),
    close: async () => {
      await events.idle();
      await door.close();
      await apiServers.close();
      await functions.close();
    },
  };
}
