import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import type { Report } from '../../shared/model/report.ts';
import type { PageView } from '../../shared/report/html/page-view.ts';
import { renderPage } from '../../shared/report/html/render-page.tsx';
import { printable } from '../../shared/text/width.ts';
import { sample } from '../report/page-samples.ts';
import { openBrowser, browserTest as test } from './browser.ts';

const ESCAPES = [
  '',
  '"',
  "'",
  '">',
  "'>",
  '</style>',
  '</title>',
  '</code></pre>',
  '-->',
  ']]>',
  '`',
  '&quot;>',
  '\\u0022>',
];
const ATTACKS = [
  '<script>x()</script>',
  '<ScRiPt src=//evil.test></sCrIpT>',
  '<img src=x onerror=x()>',
  '<svg/onload=x()>',
  '<details open ontoggle=x()>',
  '<iframe srcdoc="<script>x()</script>">',
  '<a href="javascript:x()">x</a>',
  '<math><mtext><mglyph><style><img src=x onerror=x()>',
  '<form action=javascript:x()><button>x',
  '<base href=//evil.test>',
  '<meta http-equiv=refresh content="0;url=javascript:x()">',
  '<link rel=stylesheet href=//evil.test>',
  '<style>@import "//evil.test"</style>',
  '<object data=javascript:x()>',
  ' onmouseover=x() style=position:fixed ',
  'javascript:x()',
  ' JaVa\tScRiPt:x()',
  'data:text/html,<script>x()</script>',
];
const payloads = ESCAPES.flatMap((start) => ATTACKS.map((attack) => start + attack));

/** Fields that hold a word of ours, a moment or a number; every other text of a report may be chosen by a user. */
const OURS =
  /^(schema|status|severity|verdict|encryption|kind|type|actorState|confidence|sinceSource|account|fingerprint|mutedBy)$|At$|^(at|since|until|date|firstSeen|lastSeen|lastEncrypt|lastDecrypt|available|cash|credit|amount|monthToDate|forecast|budget|accountBurnPerDay|outstanding|calls|hosting|instance|total)$/;

function poison<T>(value: T, payload: string, key = ''): T {
  if (key === 'url') return payload as T;
  if (typeof value === 'string') return (OURS.test(key) ? value : `${value}${payload}`) as T;
  if (Array.isArray(value)) return value.map((item) => poison(item, payload, key)) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, poison(item, payload, name)]),
  ) as T;
}

/** One of everything, so that the page stays small. */
function small(report: Report): Report {
  const { clusters, findings, changes } = report;
  const pick = (test: (finding: Report['findings'][number]) => unknown) => findings.filter(test).slice(0, 1);
  return {
    ...report,
    accounts: report.accounts.map((account) => ({
      ...account,
      name: 'a',
      jobs: {
        ...account.jobs,
        keys: {
          finishedAt: '',
          complete: false,
          trouble: { code: 'c', message: 'm', hint: 'h', at: report.generatedAt },
        },
      },
    })),
    clusters: [
      ...clusters.filter(({ verdict }) => verdict === 'fail').slice(0, 2),
      ...clusters.filter(({ inScope }) => !inScope),
    ],
    findings: [
      ...pick(({ actor }) => actor),
      ...pick(({ waiver }) => waiver),
      ...pick(({ missingPermission }) => missingPermission),
      ...pick(({ check }) => check === 'cluster-encryption'),
    ],
    changes: changes.slice(0, 1),
  };
}

const view = (payload: string): PageView => ({
  ...{ language: 'en', focus: 'report', history: {}, frameworks: [], checks: [], links: null, page: 1 },
  appendix: [
    {
      account: `a${payload}`,
      job: 'inventory',
      startedAt: '',
      finishedAt: '',
      complete: false,
      gaps: [payload],
      evidence: { run: payload, sha256: payload },
    },
  ],
});

/** What a browser makes of a page: everything in it that could run, load or lead elsewhere. */
const JUDGE = `(pages) => pages.map((html) => {
  const { documentElement: root } = new DOMParser().parseFromString(html, 'text/html');
  const bad = [...root.querySelectorAll('script,iframe,object,embed,base,form,button,img,math,foreignObject,body style,body meta,body link,noscript,template')].map((e) => e.outerHTML);
  for (const element of root.querySelectorAll('*')) {
    for (const { name, value } of element.attributes) {
      if (/^on|^style$|^src|^action$|^formaction$|^data$/.test(name)) bad.push(name + '=' + value);
      if (/href$/.test(name) && !/^(https:\\/\\/|#|data:,$)/.test(value)) bad.push(name + '=' + value);
    }
  }
  return { bad, styles: root.querySelectorAll('style').length, text: root.textContent };
})`;

let browser: Browser;
let report: Report;

beforeAll(async () => {
  browser = await openBrowser();
  report = small((await sample({ scenario: 'demo' }, 'demo')).report('en'));
});
afterAll(async () => {
  await browser?.close();
});

test('whatever users call their things, the page holds it as text and nothing of it runs', async () => {
  expect(payloads.length).toBeGreaterThan(200);
  const page = await browser.newPage();
  const pages = payloads.map((payload) => renderPage(poison(report, payload), view(payload)));
  for (let start = 0; start < pages.length; start += 40) {
    const batch = pages.slice(start, start + 40);
    const judged = (await page.evaluate(`(${JUDGE})(${JSON.stringify(batch)})`)) as {
      bad: string[];
      styles: number;
      text: string;
    }[];
    for (const [index, { bad, styles, text }] of judged.entries()) {
      const payload = payloads[start + index] ?? '';
      expect(bad, payload).toEqual([]);
      expect(styles).toBe(1);
      expect(text.split(printable(payload)).length, payload).toBeGreaterThan(60);
    }
  }
});

test('shown for real, no dialog opens and nothing is asked of the network', async () => {
  // Without the policy of the page, so that the escaping alone has to hold.
  const page = await browser.newPage({ bypassCSP: true });
  const events: string[] = [];
  page.on('dialog', (dialog) => events.push(dialog.message()));
  page.on('console', (message) => events.push(message.text()));
  page.on('pageerror', (error) => events.push(String(error)));
  page.on('request', (request) => events.push(request.url()));
  const all = payloads.join(' ').replaceAll('x()', 'alert(1)');
  await page.setContent(renderPage(poison(report, all), view(all)));
  await page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true");
  expect(events).toEqual([]);
});
