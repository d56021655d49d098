import type { CommonOptions, Runtime } from './runtime.ts';

export interface Progress {
  /** A job, or whatever else runs under a name of its own. */
  job(name: string, state: 'started' | 'finished'): void;
  end(): void;
}

/** One line on stderr that says what runs and for how long; nothing unless stderr is a terminal. */
export function showProgress({ json, quiet }: CommonOptions, { stderr, now }: Runtime): Progress {
  if (stderr.isTTY !== true || json || quiet) return { job: () => undefined, end: () => undefined };
  const running = new Set<string>();
  const startedAt = now().getTime();
  const draw = (): void => {
    const seconds = ((now().getTime() - startedAt) / 1000).toFixed(1);
    stderr.write(`\r\u001b[K  ${[...running].join(', ') || 'starting'} … ${seconds} s`);
  };
  const timer = setInterval(draw, 100);
  timer.unref();
  return {
    job(name, state) {
      if (state === 'started') running.add(name);
      else running.delete(name);
      draw();
    },
    end() {
      clearInterval(timer);
      stderr.write('\r\u001b[K');
    },
  };
}
