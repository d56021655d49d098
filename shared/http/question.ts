import type { Config } from '../config/schema.ts';
import { LINK_PARAMETERS } from '../deliver/report-link.ts';
import { SEVERITIES, STATUSES } from '../model/finding.ts';
import { CHECK_IDS } from '../present/check-titles.ts';
import type { Selection } from '../report/select.ts';
import type { Language } from '../text/render.ts';
import { preferredLanguage } from './negotiate.ts';
import { badRequest } from './problem.ts';

export const MOST = 10_000;
/** So many clusters and findings where a page is asked for and no limit. */
export const PAGE_OF = 1000;

/** Parameters that choose a part of the report. */
export const FILTERS = ['account', 'region', 'cluster', 'check', 'severity', 'status', 'tag'] as const;
/** What cuts a report that is too large; a page of HTML has a length of its own. */
export const PAGING = ['page', 'limit'] as const;

/** What a request asks for. */
export interface Question {
  language: Language;
  selection: Selection;
  /** Findings that ask for nothing are wanted, too. */
  all: boolean;
  /** From 1. */
  page: number;
  /** So many clusters and findings at once; null: all. */
  limit: number | null;
  /** The same for requests that ask for the same. */
  name: string;
}

/** Reads the parameters that this route knows. Throws `HttpProblem` 400 which names what is wrong. */
export function questionOf(
  query: URLSearchParams,
  headers: Headers,
  known: readonly string[],
  config: Pick<Config, 'language'>,
): Question {
  refuseUnknown(query, [...known, 'lang']);
  const language = languageOf(query, headers, config.language);
  const selection: Selection = {
    accounts: listOf(query, 'account'),
    regions: listOf(query, 'region'),
    clusters: listOf(query, 'cluster'),
    checks: oneOf(query, 'check', CHECK_IDS),
    severities: oneOf(query, 'severity', SEVERITIES),
    statuses: oneOf(query, 'status', STATUSES),
    tags: listOf(query, 'tag').map((text) => {
      const [name = '', ...value] = text.split(':');
      return { name, value: value.length === 0 ? null : value.join(':') };
    }),
  };
  const all = selection.statuses.some((status) => status === 'pass' || status === 'skipped');
  const page = numberOf(query, 'page');
  const isCut = page !== null && known.includes('limit');
  const limit = numberOf(query, 'limit') ?? (isCut ? PAGE_OF : null);
  const name = JSON.stringify([language, selection, page, limit]);
  return { language, selection, all, page: page ?? 1, limit, name };
}

function refuseUnknown(query: URLSearchParams, known: readonly string[]): void {
  for (const name of query.keys()) {
    if (known.includes(name) || LINK_PARAMETERS.some((own) => own === name)) continue;
    throw badRequest('unknown-parameter', `There is no such parameter here; there is: ${known.join(', ')}.`);
  }
}

/** Values of a parameter, repeated or with commas: Function Compute joins repeated ones so. Empty ones are none. */
function valuesOf(query: URLSearchParams, name: string): string[] {
  const values = query.getAll(name).flatMap((text) => text.split(','));
  return [...new Set(values.filter((text) => text !== ''))].sort();
}

/** One value of a list, as the description of the endpoint says it, too. */
function form(pattern: string, what: string): { schema: { type: string; pattern: string }; what: string } {
  return { schema: { type: 'string', pattern: `^(${pattern})?$` }, what };
}

export const FORMS = {
  account: form('[0-9]{5,20}', 'account ids'),
  region: form('[a-z]{1,20}(-[a-z0-9]{1,20}){0,5}', 'region ids such as cn-hangzhou'),
  cluster: form('[^,]{1,128}', 'parts of names or ids of clusters'),
  tag: form('[^:,]{1,128}(:[^,]{0,128})?', 'tags as name or name:value'),
} as const;

function listOf(query: URLSearchParams, name: keyof typeof FORMS): string[] {
  const values = valuesOf(query, name);
  const { schema, what } = FORMS[name];
  const pattern = new RegExp(schema.pattern, 'u');
  if (values.every((value) => pattern.test(value))) return values;
  throw badRequest('invalid-parameter', `${name}: expected ${what}, several with commas and no spaces.`);
}

function oneOf<T extends string>(query: URLSearchParams, name: string, allowed: readonly T[]): T[] {
  return valuesOf(query, name).map((value) => {
    const found = allowed.find((known) => known === value);
    if (found === undefined)
      throw badRequest('invalid-parameter', `${name}: expected some of ${allowed.join(', ')}.`);
    return found;
  });
}

function languageOf(query: URLSearchParams, headers: Headers, fallback: Language): Language {
  const asked = onlyOne(query, 'lang');
  if (asked === null) return preferredLanguage(headers.get('accept-language')) ?? fallback;
  if (asked === 'en' || asked === 'zh') return asked;
  throw badRequest('invalid-parameter', 'lang: expected en or zh.');
}

/** Of several, nobody knows which one is meant. */
function onlyOne(query: URLSearchParams, name: string): string | null {
  const [value = null, ...more] = query.getAll(name);
  if (more.length === 0) return value;
  throw badRequest('invalid-parameter', `${name}: expected one value.`);
}

function numberOf(query: URLSearchParams, name: string): number | null {
  const text = onlyOne(query, name);
  if (text === null) return null;
  const value = /^[1-9]\d{0,4}$/.test(text) ? Number(text) : 0;
  if (value >= 1 && value <= MOST) return value;
  throw badRequest('invalid-parameter', `${name}: expected a whole number from 1 to ${MOST}.`);
}
