import { csv } from './csv.ts';
import type { Format } from './format.ts';
import { html } from './html/html.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown.ts';
import { metrics } from './metrics.ts';
import { ocsf } from './ocsf.ts';
import { sarif } from './sarif.ts';

/** Every format. Over HTTP, the first of a media type is for those who name no address. */
export const FORMATS: readonly Format[] = [html, json, csv, sarif, ocsf, markdown, junit, metrics];
