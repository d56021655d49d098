import { fileURLToPath } from 'node:url';

/** The folder of the checkout, with a separator at its end. Not the `pathname` of a URL: that is encoded. */
export const root = fileURLToPath(new URL('..', import.meta.url));
