import { localTime } from '../../text/render.ts';
import { ago } from '../terminal/ago.ts';
import type { Page } from './page.ts';

/** A moment in Asia/Shanghai with its offset; a dash when there is none. */
export function When({ at }: { at: string }) {
  return at === '' ? <span>–</span> : <time datetime={minute(at)}>{localTime(at)}</time>;
}

/** Seconds are not shown. */
function minute(at: string): string {
  return `${at.slice(0, 16)}Z`;
}

/** How long ago, and when exactly for those who ask. */
export function Ago({ at, page }: { at: string; page: Page }) {
  return (
    <time datetime={minute(at)} title={localTime(at)}>
      {ago(at, page.now, page.say)}
    </time>
  );
}
