import { Refusal } from '../world/refusal.ts';
import { contextFor, environmentFor } from './context.ts';
import { InstancePool } from './instance-pool.ts';
import type { Attempt } from './instance-process.ts';
import type { Invocation } from './invocation.ts';
import type { InstanceCredentials } from './messages.ts';
import type { LogLine } from './output-lines.ts';
import type { FunctionRecord } from './record.ts';
import type { CheckedSpec } from './spec.ts';

/** What functions need from around them. */
export interface Platform {
  /** account the functions belong to */
  accountId(): string;
  /** throws a Refusal when the role cannot be assumed */
  credentials(spec: CheckedSpec, accountId: string): InstanceCredentials;
  /** real time, epoch ms */
  now(): number;
  sleep(ms: number): Promise<void>;
  uuid(): string;
  /** path of the built instance.ts; default: instance.mjs beside the running file */
  entry?: string | undefined;
  /** before the first retry of an asynchronous invocation, then twice as long each time; default 20 */
  retryDelayMs?: number | undefined;
  /** how long an idle instance lives, default a minute */
  keepWarmMs?: number | undefined;
  /** variables of every instance beside its own: how it finds this cloud instead of the real one */
  environment?: (() => Readonly<Record<string, string>>) | undefined;
  /** hears every line as it is written */
  onLog?: ((line: LogLine) => void) | undefined;
}

/** One invocation on its way. */
export interface Job {
  record: Invocation;
  payload: Buffer;
}

/** Which function is meant. */
export interface FunctionAddress {
  name: string;
  /** default: wherever there is a function of this name */
  region?: string | undefined;
  /** whose function; default: the account the functions belong to */
  account?: string | undefined;
}

export interface InvokeRequest extends FunctionAddress {
  payload: Buffer | string;
}

export interface StartRequest extends InvokeRequest {
  /** a second start with an id already known is refused */
  taskId?: string | undefined;
}

/** What a synchronous caller gets. */
export interface Invoked {
  invocation: Invocation;
  attempt: Attempt;
}

/** A function with its instances and its queue. */
export interface Deployed {
  spec: CheckedSpec;
  /** null: it was given as it runs, and the control plane tells what follows from that */
  record: FunctionRecord | null;
  pool: InstancePool;
  queue: Job[];
  busy: number;
  /** ids of asynchronous tasks it was ever given */
  taskIds: Set<string>;
}

export function deployed(
  spec: CheckedSpec,
  record: FunctionRecord | null,
  platform: Platform,
  entry: string,
): Deployed {
  const launch = () => {
    const id = `c-${platform.uuid()}`;
    const accountId = platform.accountId();
    const credentials = platform.credentials(spec, accountId);
    const own = environmentFor(spec, accountId, credentials, id);
    const environment = { ...platform.environment?.(), ...own };
    return { id, entry, codeDir: spec.codeDir, environment };
  };
  const pool = new InstancePool(launch, platform.keepWarmMs ?? 60_000);
  return { spec, record, pool, queue: [], busy: 0, taskIds: new Set() };
}

/** Tries once; never rejects. A role lost since the invocation was accepted fails it (assumption). */
export async function attempt({ spec, pool }: Deployed, job: Job, platform: Platform): Promise<Attempt> {
  const { record, payload: event } = job;
  try {
    const accountId = platform.accountId();
    const credentials = platform.credentials(spec, accountId);
    const instance = pool.take();
    record.instanceId = instance.id;
    const done = await instance.run({
      event,
      context: contextFor(spec, accountId, credentials, record.requestId),
      timeoutMs: spec.timeout * 1000,
      log: (line) => {
        record.logs.push(line);
        platform.onLog?.(line);
      },
    });
    pool.release(instance);
    return done;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const detail = { errorMessage: error.message, errorType: error.code, stackTrace: [] };
    return { kind: 'failed', type: error.code, stage: 'load', error: detail, peakRssMiB: null };
  }
}

/** Throws the refusal when there is none. */
export function functionNamed(
  functions: readonly Deployed[],
  platform: Pick<Platform, 'accountId'>,
  { name, region, account }: FunctionAddress,
): Deployed {
  const accountId = platform.accountId();
  const own = (account ?? accountId) === accountId ? functions : [];
  const target = own.find(({ spec }) => spec.name === name && (region ?? spec.region) === spec.region);
  if (!target) throw new Refusal(404, 'FunctionNotFound', `function '${name}' does not exist`);
  return target;
}
