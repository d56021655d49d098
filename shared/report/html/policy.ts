import { createHash } from 'node:crypto';
import { STYLE } from './style.ts';

const styleHash = createHash('sha256').update(STYLE).digest('base64');
const SHARED = `default-src 'none'; style-src 'sha256-${styleHash}'; img-src data:; base-uri 'none'`;

/** Policy under which a file works: nothing but its own style sheet. */
export const FILE_POLICY = `${SHARED}; form-action 'none'`;

/** The same for a page whose forms ask its own server. Also an HTTP header, which alone can forbid frames. */
export const PAGE_POLICY = `${SHARED}; form-action 'self'`;
