import type { Job } from '../../shared/model/job.ts';
import type { CommonOptions, Runtime } from './runtime.ts';

export interface Progress {
  job(job: Job, state: 'started' | 'finished'): void;
  end(): void;
}

/** One line on stderr that says which jobs run and for how long; nothing unless stderr is a terminal. */
export function showProgress({ json, quiet }: CommonOptions, { stderr, now }: Runtime): Progress {
  if (stderr.isTTY !== true || json || quiet) return { job: () => undefined, end: () => undefined };
  const running = new Set<Job>();
  const startedAt = now().getTime();
  const draw = (): void => {
    const seconds = ((now().getTime() - startedAt) / 1000).toFixed(1);
    stderr.write(`\r\u001b[K  ${[...running].join(', ') || 'starting'} … ${seconds} s`);
  };
  const timer = setInterval(draw, 100);
  timer.unref();
  return {
    job(job, state) {
      if (state === 'started') running.add(job);
      else running.delete(job);
      draw();
    },
    end() {
      clearInterval(timer);
      stderr.write('\r\u001b[K');
    },
  };
}
