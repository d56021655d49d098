import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { ContextData, InvocationError, Stage, Told } from './messages.ts';
import { type LogLine, readLines } from './output-lines.ts';

/**
 * How one attempt ended. `type` is what x-fc-error-type says: InitializationError is documented, FunctionTimeoutError
 * is an assumption, and so is HandledInvocationError for what a handler throws (other runtimes: Unhandled).
 */
export type Attempt =
  | { kind: 'result'; body: Buffer; peakRssMiB: number | null }
  | { kind: 'failed'; type: string; stage: Stage; error: InvocationError; peakRssMiB: number | null };

export interface Launch {
  id: string;
  /** the built instance.ts */
  entry: string;
  codeDir: string;
  environment: Record<string, string>;
}

export interface Work {
  event: Buffer;
  context: ContextData;
  timeoutMs: number;
  log(line: LogLine): void;
}

interface Running {
  work: Work;
  stage: Stage;
  startedAt: number;
  /** known before all output of it has been read */
  attempt: Attempt | null;
  /** output streams that have not reached the end mark */
  open: number;
  timer: NodeJS.Timeout;
  settle(attempt: Attempt): void;
}

function mib(kib: number): number {
  return Math.round((kib / 1024) * 10) / 10;
}

/** Peak of a process that cannot tell itself; null where there is no /proc. */
function peakOf(pid: number): number | null {
  try {
    const [, kib] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return kib === undefined ? null : mib(Number(kib));
  } catch {
    return null;
  }
}

function isTold(message: unknown): message is Told {
  return typeof message === 'object' && message !== null && 'kind' in message;
}

function attemptOf(told: Exclude<Told, { kind: 'ready' }>): Attempt {
  const peakRssMiB = mib(told.peakKib);
  if (told.kind === 'result') return { kind: 'result', body: told.body, peakRssMiB };
  const types = {
    load: 'UnhandledInvocationError',
    initialize: 'InitializationError',
    handle: 'HandledInvocationError',
  };
  return { kind: 'failed', type: types[told.stage], stage: told.stage, error: told.error, peakRssMiB };
}

/** One instance: a process that handles one event at a time, until it is killed or ends by itself. */
export class InstanceProcess {
  readonly id: string;
  readonly pid: number;
  /** resolves when the process is gone and all its output was read */
  readonly gone: Promise<void>;
  #alive = true;
  readonly #child: ChildProcess;
  #running: Running | null = null;
  /** gets the lines written after an answer, too */
  #last: Work | null = null;

  constructor({ id, entry, codeDir, environment }: Launch) {
    this.id = id;
    this.#child = fork(entry, [], {
      cwd: codeDir,
      env: environment,
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      serialization: 'advanced',
    });
    this.pid = this.#child.pid ?? 0;
    for (const stream of ['stdout', 'stderr'] as const) this.#listen(stream);
    this.#child.on('message', (message) => {
      if (isTold(message)) this.#hear(message);
    });
    // A message that no longer reaches it: its end is noticed below.
    this.#child.on('error', () => undefined);
    this.gone = new Promise((resolve) => {
      this.#child.once('close', () => {
        this.#exited();
        resolve();
      });
    });
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** Handles one event; never rejects. After a failure to start, or a timeout, the instance is gone. */
  async run(work: Work): Promise<Attempt> {
    const attempt = await new Promise<Attempt>((settle) => {
      const timer = setTimeout(() => this.#late(), work.timeoutMs);
      const startedAt = performance.now();
      this.#running = { work, stage: 'load', startedAt, attempt: null, open: 2, timer, settle };
      this.#last = work;
      if (this.#alive) this.#child.send({ event: work.event, context: work.context });
      else this.#exited();
    });
    if (attempt.kind === 'failed' && attempt.stage !== 'handle') await this.kill();
    return attempt;
  }

  async kill(): Promise<void> {
    this.#alive = false;
    this.#child.kill('SIGKILL');
    await this.gone;
  }

  #listen(stream: 'stdout' | 'stderr'): void {
    const source = this.#child[stream];
    if (!source) return;
    readLines(source, () => this.#last?.context.requestId ?? '', {
      line: (text) => {
        const work = this.#last;
        work?.log({ requestId: work.context.requestId, stream, text });
      },
      ended: () => {
        if (this.#running) this.#running.open -= 1;
        this.#settleWhenRead();
      },
    });
  }

  #hear(told: Told): void {
    const running = this.#running;
    if (!running || running.attempt) return;
    if (told.kind === 'ready') {
      running.stage = 'handle';
      // The initializer had a time limit of its own.
      running.timer.refresh();
      return;
    }
    running.attempt = attemptOf(told);
    clearTimeout(running.timer);
    this.#settleWhenRead();
  }

  #settleWhenRead(): void {
    const running = this.#running;
    if (!running?.attempt || running.open > 0) return;
    this.#running = null;
    running.settle(running.attempt);
  }

  /** Text: documented. https://www.alibabacloud.com/help/en/fc/support/how-to-handle-an-execution-timeout-error */
  #late(): void {
    const running = this.#running;
    if (!running || running.attempt) return;
    const errorType = 'FunctionTimeoutError';
    running.attempt = {
      kind: 'failed',
      type: running.stage === 'handle' ? errorType : 'InitializationError',
      stage: running.stage,
      error: {
        errorMessage: `Function time out after ${running.work.timeoutMs / 1000} seconds`,
        errorType,
        stackTrace: [],
      },
      peakRssMiB: peakOf(this.pid),
    };
    void this.kill();
  }

  /** https://www.alibabacloud.com/help/en/functioncompute/fc/error-handling-nodejs */
  #exited(): void {
    this.#alive = false;
    const running = this.#running;
    this.#running = null;
    if (!running) return;
    clearTimeout(running.timer);
    const duration = Math.round(performance.now() - running.startedAt);
    const errorMessage = `Process exited unexpectedly before completing request (duration: ${duration}ms, maxMemoryUsage: 0MB)`;
    const type = running.stage === 'handle' ? 'UnhandledInvocationError' : 'InitializationError';
    running.settle(
      running.attempt ?? {
        kind: 'failed',
        type,
        stage: running.stage,
        error: { errorMessage },
        peakRssMiB: null,
      },
    );
  }
}
