import { LINK_PARAMETERS } from '../deliver/report-link.ts';
import type { PageLinks } from '../report/html/page-view.ts';

/** Parameters of its own address that the links of a page repeat. */
const KEPT = ['lang', ...LINK_PARAMETERS] as const;

/** Addresses in a page. Who came by a signed link goes on with it; the language stays, too. */
export function pageLinks(url: URL): PageLinks {
  const kept = new URLSearchParams();
  for (const name of KEPT) {
    const value = url.searchParams.get(name);
    if (value !== null) kept.set(name, value);
  }
  const to = (path: string, query: URLSearchParams): string => {
    const text = query.toString();
    return text === '' ? path : `${path}?${text}`;
  };
  return {
    report: () => to('/', kept),
    cluster: (_account, id) => to(`/clusters/${encodeURIComponent(id)}`, kept),
    finding: (fingerprint) => to(`/findings/${encodeURIComponent(fingerprint)}`, kept),
    page: (number) => {
      const query = new URLSearchParams(url.searchParams);
      query.set('page', String(number));
      return to(url.pathname, query);
    },
    search: () => ({
      action: url.pathname,
      asked: url.searchParams.getAll('cluster').join(','),
      along: [...url.searchParams].filter(([name]) => name !== 'cluster' && name !== 'page'),
    }),
  };
}

/** What of its address a page repeats, so that nobody gets the page of another one. */
export function linkIn(url: URL): string {
  return KEPT.map((name) => url.searchParams.get(name) ?? '').join(' ');
}
