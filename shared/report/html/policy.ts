import { createHash } from 'node:crypto';
import { STYLE } from './style.ts';

const styleHash = createHash('sha256').update(STYLE).digest('base64');
const SHARED = `default-src 'none'; style-src 'sha256-${styleHash}'; img-src data:; base-uri 'none'`;

/** Policy under which the page works: nothing but its own style sheet. Also an HTTP header, which alone can forbid frames. */
export const PAGE_POLICY = `${SHARED}; form-action 'none'`;

/** The same for a page whose form posts to its own server. */
export const NOTICE_POLICY = `${SHARED}; form-action 'self'`;
