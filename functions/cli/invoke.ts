import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FunctionHost, type Invoked } from '../../sandbox/function-compute/host.ts';
import { Refusal } from '../../sandbox/world/refusal.ts';
import { endpointFrom, frozenTimeFrom } from '../../shared/config/environment.ts';
import { AppError } from '../../shared/model/error.ts';
import { jsonText } from '../../shared/model/json-text.ts';
import type { CommonOptions, Runtime } from './runtime.ts';

export interface InvokeCommand extends CommonOptions {
  event?: string;
  code?: string;
  /** seconds */
  timeout: number;
  /** MB */
  memory: number;
}

/**
 * `sealwatch invoke FUNCTION`: runs a built handler once, in a process of its own, as Function Compute would. Returns 0
 * when it returned and 1 when it threw or took too long; throws `AppError` when it could not be run.
 */
export async function invoke(name: string, options: InvokeCommand, runtime: Runtime): Promise<number> {
  const codeDir = resolve(options.code ?? join(builtFunctions(), name));
  requireFunction(name, codeDir, options.code ?? builtFunctions());
  const payload = eventOf(options, runtime);
  const host = hostFor(options, runtime);
  const stop = (): void => void host.close();
  runtime.signal.addEventListener('abort', stop, { once: true });
  try {
    deploy(host, name, codeDir, options, runtime);
    return tell(name, await started(host, name, payload), options, runtime);
  } finally {
    runtime.signal.removeEventListener('abort', stop);
    await host.close();
  }
}

/** Each in a folder of its own. In the package they lie beside this program; in a clone, where `npm run build` puts them. */
export function builtFunctions(): string {
  const beside = fileURLToPath(new URL('./functions/', import.meta.url));
  return existsSync(beside) ? beside : 'dist/functions';
}

function requireFunction(name: string, codeDir: string, folder: string): void {
  const isThere = ['.mjs', '.js'].some((ending) => existsSync(join(codeDir, name + ending)));
  if (isThere) return;
  const files = existsSync(folder) ? readdirSync(folder) : [];
  const known = files.flatMap((file) => /^([\w-]+)(?:\.m?js)?$/.exec(file)?.[1] ?? []).sort();
  const hint =
    known.length > 0 ? `Available: ${known.join(', ')}.` : 'Run `npm run build`, or give --code DIR.';
  throw new AppError('NoSuchFunction', `There is no function ${name} in ${codeDir}.`, hint);
}

/** The event as it is in the file, or what a timer without payload sends now. */
function eventOf({ event }: InvokeCommand, { env, now }: Runtime): Buffer {
  if (event === undefined) {
    const time = (frozenTimeFrom(env, endpointFrom(env)) ?? now()).toISOString();
    const triggerTime = `${time.slice(0, 19)}Z`;
    return Buffer.from(JSON.stringify({ triggerTime, triggerName: 'local', payload: '' }));
  }
  try {
    return readFileSync(event);
  } catch (cause) {
    throw new AppError('EventUnreadable', `The event file cannot be read: ${event}`, '', { cause });
  }
}

function hostFor({ quiet }: InvokeCommand, { env, now, clock, stderr }: Runtime): FunctionHost {
  return new FunctionHost({
    // Nobody is asked who the caller is: a function that wants to know can be told.
    accountId: () => env['FC_ACCOUNT_ID'] ?? '',
    credentials: () => ({
      accessKeyId: env['ALIBABA_CLOUD_ACCESS_KEY_ID'] ?? '',
      accessKeySecret: env['ALIBABA_CLOUD_ACCESS_KEY_SECRET'] ?? '',
      securityToken: env['ALIBABA_CLOUD_SECURITY_TOKEN'] ?? '',
    }),
    now: () => now().getTime(),
    sleep: (ms) => new Promise((done) => clock.after(ms, done)),
    uuid: randomUUID,
    onLog: ({ text }) => quiet || stderr.write(`${text}\n`),
  });
}

/** What a function finds of the caller's environment: our variables, and those that its configuration refers to. */
function passedOn({ env }: Runtime, codeDir: string): Record<string, string> {
  const config = resolve(codeDir, env['SEALWATCH_CONFIG'] ?? 'sealwatch.yaml');
  const text = existsSync(config) ? readFileSync(config, 'utf8') : '';
  const named = new Set([...text.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name));
  const passed: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    const isPassed = /^(SEALWATCH|ALIBABA_CLOUD)_/.test(name) || named.has(name);
    if (value !== undefined && isPassed) passed[name] = value;
  }
  return passed;
}

function deploy(
  host: FunctionHost,
  name: string,
  codeDir: string,
  { timeout, memory }: InvokeCommand,
  runtime: Runtime,
): void {
  try {
    host.deploy({
      name,
      region: runtime.env['FC_REGION'] ?? 'cn-hangzhou',
      handler: `${name}.handler`,
      initializer: `${name}.initializer`,
      codeDir,
      timeout,
      memorySize: memory,
      environmentVariables: passedOn(runtime, codeDir),
    });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new AppError('FunctionRefused', message, '', { cause });
  }
}

async function started(host: FunctionHost, name: string, payload: Buffer): Promise<Invoked> {
  try {
    return await host.invoke({ name, payload });
  } catch (cause) {
    if (!(cause instanceof Refusal)) throw cause;
    throw new AppError(cause.code, `Function ${name} was not started: ${cause.message}.`, '', { cause });
  }
}

function tell(
  name: string,
  { invocation, attempt }: Invoked,
  options: InvokeCommand,
  runtime: Runtime,
): number {
  const { stdout, stderr } = runtime;
  const { ms, peakRssMiB, logs } = invocation;
  if (attempt.kind === 'failed') {
    const { errorType = attempt.type, errorMessage, stackTrace = [] } = attempt.error;
    const problem = `${errorType}: ${errorMessage}`;
    if (attempt.stage === 'load')
      throw new AppError('FunctionNotLoaded', `Function ${name} cannot be loaded. ${problem}`);
    if (options.json) stdout.write(`${jsonText({ error: attempt.error, ms, peakRssMiB, logs })}\n`);
    else stderr.write(`sealwatch: ${name} failed. ${[problem, ...stackTrace.slice(1)].join('\n')}\n`);
    return 1;
  }
  if (options.json) {
    stdout.write(`${jsonText({ result: resultOf(attempt.body), ms, peakRssMiB, logs })}\n`);
  } else {
    stdout.write(Buffer.concat([attempt.body, Buffer.from(attempt.body.length > 0 ? '\n' : '')]));
  }
  return 0;
}

/** JSON as what it says, anything else as text. */
function resultOf(body: Buffer): unknown {
  const text = body.toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
