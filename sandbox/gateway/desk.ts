import type { FunctionHost } from '../function-compute/host.ts';
import type { JsonObject } from '../world/json.ts';
import type { WorldState } from '../world/world-state.ts';
import type { Ambient } from './ambient.ts';
import type { Calls } from './calls.ts';
import type { Faults } from './faults.ts';
import type { Limiter } from './limiter.ts';
import type { Nonces } from './nonces.ts';

/** Everything one sandbox needs to answer; lives as long as its server. */
export interface Desk {
  world: WorldState;
  ambient: Ambient;
  latencyMs: number;
  limited: boolean;
  nonces: Nonces;
  limiter: Limiter;
  calls: Calls;
  faults: Faults;
  functions: FunctionHost;
  /** last good answer of each action and region, kept while a fault wants to repeat it */
  lastBodies: Map<string, JsonObject>;
  /** puts a fresh world in place of this one, forgets counts and faults */
  restart(): void;
}
