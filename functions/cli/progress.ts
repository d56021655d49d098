import { shorten } from '../../shared/text/width.ts';
import { LiveArea } from './live-area.ts';
import type { CommonOptions, Runtime } from './runtime.ts';

/** How often what is drawn is drawn anew. */
export const DRAW_MS = 100;

export interface Progress {
  /** Whatever runs under a name of its own. */
  job(name: string, state: 'started' | 'finished'): void;
  end(): void;
}

/** One line on stderr that says what runs and for how long; nothing unless stderr is a terminal. */
export function showProgress(options: CommonOptions, runtime: Runtime): Progress {
  if (!LiveArea.fits(options, runtime)) return { job: () => undefined, end: () => undefined };
  const area = new LiveArea(runtime.stderr);
  const running = new Set<string>();
  const startedAt = runtime.now().getTime();
  const draw = (): void => {
    const seconds = ((runtime.now().getTime() - startedAt) / 1000).toFixed(1);
    area.draw([shorten(`  ${[...running].join(', ') || 'starting'} … ${seconds} s`, area.width - 3)]);
  };
  const timer = setInterval(draw, DRAW_MS).unref();
  return {
    job(name, state) {
      if (state === 'started') running.add(name);
      else running.delete(name);
      draw();
    },
    end() {
      clearInterval(timer);
      area.clear();
    },
  };
}
