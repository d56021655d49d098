import { localTime } from '../../text/render.ts';
import { ago } from '../terminal/ago.ts';
import type { Page } from './page.ts';

/** A moment in Asia/Shanghai with its offset; a dash when there is none. */
export function When({ at }: { at: string }) {
  return at === '' ? <span>–</span> : <time datetime={at}>{localTime(at)}</time>;
}

/** How long ago, and when exactly for those who ask. */
export function Ago({ at, page }: { at: string; page: Page }) {
  return (
    <time datetime={at} title={localTime(at)}>
      {ago(at, page.now, page.say)}
    </time>
  );
}
