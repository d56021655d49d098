import * as v from 'valibot';
import { LINK_PARAMETERS } from '../deliver/report-link.ts';
import type { Language } from '../text/render.ts';
import { speak } from '../text/say.ts';
import type { Text } from '../text/zh.ts';
import { preferredLanguage } from './negotiate.ts';
import { LOGIN_PATH } from './session.ts';

const problem = v.object({ status: v.number(), type: v.string(), detail: v.string() });

/** What happened, in words for people; of other states the detail stands alone. */
const TITLES: Readonly<Record<number, Text>> = {
  401: 'Token needed',
  404: 'Nothing is here',
  429: 'Too many wrong tokens; please wait a minute',
  503: 'The report is not available now',
};

/** A browser names HTML; programs get the problem as it is. */
export function wantsPage(headers: Headers): boolean {
  return /\btext\/html\b/i.test(headers.get('accept') ?? '');
}

/** The same answer as a page; one that needs a token asks for it. */
export async function problemPage(request: Request, answer: Response, fallback: Language): Promise<Response> {
  const told = v.safeParse(problem, await answer.clone().json());
  if (!told.success) return answer;
  const { status, type, detail } = told.output;
  const language = preferredLanguage(request.headers.get('accept-language')) ?? fallback;
  const say = speak(language);
  const url = new URL(request.url);
  const { renderNotice } = await import('../report/html/notice-page.tsx');
  const { PAGE_POLICY } = await import('../report/html/policy.ts');
  const asks = status === 401 || status === 429;
  const body = renderNotice({
    language,
    title: say(TITLES[status] ?? 'This did not work'),
    text:
      status === 401
        ? say(reasonOf(url))
        : status === 429
          ? ''
          : `${detail} (${status} ${type.split(':').at(-1)})`,
    next: asks ? nextOf(url) : null,
  });
  const headers = new Headers(answer.headers);
  headers.set('content-type', 'text/html; charset=utf-8');
  headers.set('content-security-policy', `${PAGE_POLICY}; frame-ancestors 'none'`);
  headers.set('content-length', String(Buffer.byteLength(body)));
  headers.delete('www-authenticate'); // a browser cannot follow it
  return new Response(body, { status, headers });
}

function reasonOf(url: URL): Text {
  if (url.pathname === LOGIN_PATH) return 'This token is not valid. Check it, and enter it again.';
  if (url.searchParams.has('signature'))
    return 'This link is not valid, or has expired. Open the newest message or run sealwatch link for a new one, or enter a token.';
  return 'Enter a token of the report. It stays in this browser for 12 hours, as a cookie that does not hold it.';
}

/** Where it wanted to go, without a link that is of no use. */
function nextOf(url: URL): string {
  if (url.pathname === LOGIN_PATH) return '/';
  const query = new URLSearchParams(url.searchParams);
  for (const name of LINK_PARAMETERS) query.delete(name);
  const text = query.toString();
  return text === '' ? url.pathname : `${url.pathname}?${text}`;
}
