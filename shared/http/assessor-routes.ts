import { AppError } from '../model/error.ts';
import { evidenceBundle } from '../present/evidence-bundle.ts';
import { type EvidenceQuestion, evidenceQuestion } from '../present/evidence-question.ts';
import { evidenceFiles } from '../report/evidence/evidence-files.ts';
import { EVIDENCE_POLICY } from '../report/evidence/render-evidence.tsx';
import { HTML } from '../report/html/html.ts';
import { type Asking, type Endpoint, queryOf, type Route } from './endpoint.ts';
import { wanted } from './negotiate.ts';
import { badRequest, notFound } from './problem.ts';
import { questionOf } from './question.ts';
import { show } from './representation.ts';

export const ASSESSOR_ROUTES: readonly Route[] = [{ path: '/evidence/:framework', GET: showEvidence }];

const TYPES = [{ mediaType: 'application/json' }, { mediaType: HTML }] as const;

/** The evidence for an assessor. The same until a job has stored something, or the day is another one. */
async function showEvidence(asking: Asking, endpoint: Endpoint): Promise<Response> {
  const { source, cache, config, edition, now } = endpoint;
  const { headers } = asking.req.raw;
  const { mediaType } = wanted(headers, TYPES);
  const query = queryOf(asking);
  const { language } = questionOf(query, headers, ['from', 'to'], config);
  const asked = {
    framework: asking.req.param('framework') ?? '',
    from: query.get('from') ?? '',
    to: query.get('to') ?? '',
  };
  const question = told(() => evidenceQuestion(asked, now()));
  const { store, signer } = asking.env;
  const stored = await source.stored(store);
  const { framework, from, to } = question;
  const render = async (): Promise<string> => {
    const { accounts } = stored;
    const bundle = await toldLater(
      evidenceBundle(question, { store, config, accounts, signer, now: now(), language }),
    );
    const [page, json] = evidenceFiles(bundle, language);
    return (mediaType === HTML ? page : json)?.text ?? '';
  };
  const name = [edition, stored.version, 'evidence', framework, from, to, language];
  const more =
    mediaType === HTML ? { 'content-security-policy': `${EVIDENCE_POLICY}; frame-ancestors 'none'` } : {};
  return show({ mediaType, language, name, render, headers: more }, headers, cache);
}

/** What is wrong with the question, as a problem. */
function told(ask: () => EvidenceQuestion): EvidenceQuestion {
  try {
    return ask();
  } catch (error) {
    throw problemOf(error);
  }
}

async function toldLater<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw problemOf(error);
  }
}

function problemOf(error: unknown): unknown {
  if (!(error instanceof AppError)) return error;
  const { code, message, hint } = error;
  if (code === 'UnknownFramework' || code === 'NoEvidence') return notFound(`${message} ${hint}`);
  return code === 'WrongPeriod' ? badRequest('invalid-parameter', `from, to: ${message} ${hint}`) : error;
}
