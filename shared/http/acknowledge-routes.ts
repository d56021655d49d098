import { acknowledge, nameIn } from '../deliver/acknowledge.ts';
import { ACKNOWLEDGE_PATH, type AcknowledgeClaim, claimFor } from '../deliver/acknowledge-link.ts';
import { type OpenNow, openFindings } from '../deliver/open-findings.ts';
import { isInForce, LINK_HOURS } from '../model/acknowledgement.ts';
import { readAcknowledgements } from '../state/acknowledgements.ts';
import type { Language } from '../text/render.ts';
import {
  type AcknowledgeMessage,
  type AcknowledgeView,
  acknowledgeAnswer,
  type ShownFinding,
} from './acknowledge-page.tsx';
import { type Asking, type Endpoint, type Handler, queryOf, type Route } from './endpoint.ts';
import { preferredLanguage } from './negotiate.ts';
import { badRequest, HttpProblem } from './problem.ts';
import { bodyOf } from './request-body.ts';

const HOUR_MS = 3_600_000;
/** A page that lies open for longer is opened again. */
const FORM_MS = HOUR_MS;
const MOST_BYTES = 8 * 1024;

export const ACKNOWLEDGE_ROUTES: readonly Route[] = [
  { path: ACKNOWLEDGE_PATH, GET: asPage(showForm), POST: asPage(take) },
];

/** Opens the page of a link. It changes nothing: previews of links open it, too. */
async function showForm(asking: Asking, endpoint: Endpoint): Promise<Response> {
  const { guard, config, now } = endpoint;
  const fingerprints = guard.findingsOf('link', claimIn(queryOf(asking)), asking.env.client);
  const findings = await shownFindings(asking, endpoint, fingerprints);
  const wanted = findings.filter(({ given }) => given === null);
  const [secret] = config.report.linkSecrets;
  const isOpen = wanted.length > 0 && secret !== undefined;
  const expires = new Date(now().getTime() + FORM_MS);
  const form = isOpen ? claimFor('form', fingerprints, secret, expires) : null;
  if (findings.length === 0) return answer(asking, endpoint, { findings, message: GONE }, 410);
  return answer(asking, endpoint, { findings, form, message: form ? null : BEFORE }, 200);
}

/** Acknowledges what the form names; the form was signed, so that no other site can send it. */
async function take(asking: Asking, endpoint: Endpoint): Promise<Response> {
  const { guard, config, now } = endpoint;
  const { store, client, log } = asking.env;
  const fields = new URLSearchParams((await bodyOf(asking.env, MOST_BYTES)).toString('utf8'));
  const fingerprints = guard.findingsOf('form', claimIn(fields), client);
  const by = nameIn(fields.get('by') ?? '');
  if (by === null) throw badRequest('name-needed', NAMELESS.title);
  const at = now();
  const until = new Date(at.getTime() + LINK_HOURS * HOUR_MS).toISOString();
  const open = await openFindings(store, config, at);
  const told = await acknowledge(store, { fingerprints, by, until, via: 'link' }, open, at);
  const findings = told.flatMap((one) => (one.kind === 'gone' ? [] : [one]));
  if (findings.length === 0) return answer(asking, endpoint, { findings, message: GONE }, 410);
  const isNew = findings.some(({ kind }) => kind === 'done');
  if (isNew) log.info('finding acknowledged', { findings: fingerprints, by, until });
  return answer(asking, endpoint, { findings, message: isNew ? DONE : BEFORE }, 200);
}

async function shownFindings(
  { env: { store } }: Asking,
  { config, now }: Endpoint,
  fingerprints: readonly string[],
): Promise<ShownFinding[]> {
  const at = now();
  const [open, given] = await Promise.all([openFindings(store, config, at), readAcknowledgements(store)]);
  const holds = (fingerprint: string, { since, finding: { severity } }: OpenNow) =>
    given.find((one) => one.fingerprint === fingerprint && isInForce(one, { since, severity }, at)) ?? null;
  return fingerprints.flatMap((fingerprint) => {
    const entry = open.get(fingerprint);
    return entry ? [{ open: entry, given: holds(fingerprint, entry) }] : [];
  });
}

function claimIn(fields: URLSearchParams): AcknowledgeClaim {
  const { findings = '', expires = '', signature = '' } = Object.fromEntries(fields);
  return { findings, expires, signature };
}

/** Who comes here has a browser: what is wrong is a page, too. */
function asPage(handler: Handler): Handler {
  return async (asking, endpoint) => {
    try {
      return await handler(asking, endpoint);
    } catch (error) {
      if (!(error instanceof HttpProblem)) throw error;
      const { problem, headers } = error;
      const message = MESSAGES[problem.code] ?? FORGED;
      return answer(asking, endpoint, { findings: [], message }, problem.status, headers);
    }
  };
}

function answer(
  asking: Asking,
  { config }: Endpoint,
  view: Pick<AcknowledgeView, 'findings' | 'message'> & Partial<AcknowledgeView>,
  status: number,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const language: Language =
    preferredLanguage(asking.req.raw.headers.get('accept-language')) ?? config.language;
  return acknowledgeAnswer({ form: null, hours: LINK_HOURS, language, ...view }, status, headers);
}

const GONE: AcknowledgeMessage = {
  title: 'This finding is not open any more.',
  detail: 'There is nothing to acknowledge.',
};
const DONE: AcknowledgeMessage = {
  title: 'Acknowledged',
  detail: 'It is not repeated until then, unless it gets worse. Its verdict does not change.',
};
const BEFORE: AcknowledgeMessage = {
  title: 'Acknowledged',
  detail: 'It was acknowledged before: nothing has changed.',
};
const FORGED: AcknowledgeMessage = {
  title: 'The link is not valid.',
  detail: 'Open it again from the message.',
};
const NAMELESS: AcknowledgeMessage = {
  title: 'A name of 1 to 60 characters is needed.',
  detail: 'Go back and enter one.',
};
const MESSAGES: Readonly<Record<string, AcknowledgeMessage>> = {
  'link-expired': { title: 'The link has expired.', detail: 'The next reminder brings a new one.' },
  'too-many-wrong-tokens': { title: 'Too many wrong links.', detail: 'Try again in a minute.' },
  'name-needed': NAMELESS,
};
