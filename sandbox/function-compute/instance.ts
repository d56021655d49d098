/** The process of one function instance: loads a handler as the Node.js runtime of Function Compute does. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';
import { type Ask, endMark, type InvocationError, type Stage, type Told } from './messages.ts';

type Entry = (...args: readonly unknown[]) => unknown;

// Taken before the handler's code can replace them.
const send = process.send?.bind(process);
const writers = [process.stdout, process.stderr].map((stream) => stream.write.bind(stream));
const codeDir = process.cwd();

function isEntry(value: unknown): value is Entry {
  return typeof value === 'function';
}

function member(owner: unknown, name: string): unknown {
  return typeof owner === 'object' && owner !== null ? Reflect.get(owner, name) : undefined;
}

/** Names and texts of these two errors are assumptions. */
function loadError(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

/** `inventory.handler` is the export `handler` of inventory.mjs or inventory.js. */
async function load(handler: string): Promise<Entry> {
  const dot = handler.lastIndexOf('.');
  const [file, name] = [handler.slice(0, dot), handler.slice(dot + 1)];
  const path = ['.mjs', '.js'].map((end) => join(codeDir, file + end)).find((one) => existsSync(one));
  if (path === undefined) throw loadError('ImportModuleError', `Unable to import module '${file}'.`);
  const module: unknown = await import(pathToFileURL(path).href);
  // The names of a CommonJS module are not always seen from outside.
  const found = member(module, name) ?? member(member(module, 'default'), name);
  if (!isEntry(found)) {
    throw loadError('HandlerNotFound', `Handler '${name}' is not a function of module '${file}'.`);
  }
  return found;
}

function contextOf({ context }: Ask): object {
  const log =
    (level: string) =>
    (...what: readonly unknown[]) =>
      writers[0]?.(`${new Date().toISOString()} ${context.requestId} [${level}] ${format(...what)}\n`);
  return {
    ...context,
    tracing: { ...context.tracing, parseOpenTracingBaggages: () => ({}) },
    logger: {
      debug: log('debug'),
      info: log('info'),
      warn: log('warn'),
      error: log('error'),
      log: log('info'),
    },
  };
}

/** Buffer as it is, object as JSON, anything else as text; nothing is an empty body (assumption). */
function bodyOf(result: unknown): Buffer {
  if (Buffer.isBuffer(result)) return result;
  if (result === undefined) return Buffer.alloc(0);
  return Buffer.from(typeof result === 'object' ? JSON.stringify(result) : String(result));
}

function errorOf(thrown: unknown): InvocationError {
  if (!(thrown instanceof Error)) {
    return { errorMessage: String(thrown), errorType: typeof thrown, stackTrace: [] };
  }
  return {
    errorMessage: thrown.message,
    errorType: thrown.name,
    stackTrace: (thrown.stack ?? '').split('\n'),
  };
}

let handle: Entry | null = null;

async function start(ask: Ask, context: object, reach: (stage: Stage) => void): Promise<Entry> {
  const { handler, initializer } = ask.context.function;
  const loaded = await load(handler);
  if (initializer !== '') {
    const initialize = await load(initializer);
    reach('initialize');
    await initialize(context);
  }
  send?.({ kind: 'ready' } satisfies Told);
  return loaded;
}

async function answer(ask: Ask): Promise<Told> {
  const context = contextOf(ask);
  let stage: Stage = 'load';
  try {
    handle ??= await start(ask, context, (reached) => {
      stage = reached;
    });
    stage = 'handle';
    return { kind: 'result', body: bodyOf(await handle(ask.event, context)), peakKib: peakKib() };
  } catch (error) {
    return { kind: 'failed', stage, error: errorOf(error), peakKib: peakKib() };
  }
}

/** Since `forgetPeak`. */
function peakKib(): number {
  return process.resourceUsage().maxRSS;
}

/** Lets the kernel count the peak of memory anew. https://man7.org/linux/man-pages/man5/proc_pid_clear_refs.5.html */
function forgetPeak(): void {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
  } catch {
    // Not Linux, or not permitted: then the peak is that of the whole life of the process.
  }
}

async function serve(ask: Ask): Promise<void> {
  forgetPeak();
  const told = await answer(ask);
  for (const write of writers) write(endMark(ask.context.requestId));
  send?.(told);
}

function isAsk(message: unknown): message is Ask {
  return Buffer.isBuffer(member(message, 'event')) && member(message, 'context') !== undefined;
}

// The platform has no such channel; a handler must not find it.
Reflect.deleteProperty(process, 'send');
process.on('disconnect', () => process.exit());
process.on('message', (message) => {
  if (isAsk(message)) void serve(message);
});
