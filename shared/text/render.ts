import type { Json } from '../model/finding.ts';
import { inChinese } from './cloud-words.ts';
import { zh } from './zh.ts';

export type Language = 'en' | 'zh';

const translations: Readonly<Record<string, string>> = zh;
const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;
/** Places of amounts of money, which are exact decimals. */
const MONEY = /^(amount|available|budget|burn|burnPerDay|day|forecast|month|monthToDate|toDate|usual)$/;
const DECIMAL = /^-?\d+(\.\d{1,2})?$/;
/** `{name}`, or `{name:one|many}` for words that agree with the number `name`; these may hold places of their own. */
const PLACE = /\{(\w+)(?::((?:[^|{}]|\{\w+\})*)\|((?:[^|{}]|\{\w+\})*))?\}/g;

/**
 * Wording of a sentence in the language, with its `{name}` places filled. Time stamps are written in
 * Asia/Shanghai with their offset, whole numbers and amounts with separators, lists with commas (Chinese: 、), and values of the cloud
 * in Chinese where the language is. A sentence that has no Chinese wording, such as one stored by another version, stays
 * English; an unknown place stays as it is.
 */
export function render(text: string, params: Readonly<Record<string, Json>>, language: Language): string {
  const wording = language === 'zh' ? (translations[text] ?? text) : text;
  if (!wording.includes('{')) return wording;
  return filled(wording, params, language);
}

function filled(wording: string, params: Readonly<Record<string, Json>>, language: Language): string {
  return wording.replace(PLACE, (place, name: string, one?: string, many?: string) => {
    const value = params[name];
    if (value === undefined) return place;
    if (one === undefined || many === undefined) return say(value, language, name);
    return filled(String(value) === '1' ? one : many, params, language);
  });
}

function say(value: Json, language: Language, place: string): string {
  if (Array.isArray(value))
    return joined(
      value.map((item) => say(item, language, place)),
      language,
    );
  if (value !== null && typeof value === 'object') return JSON.stringify(value);
  if (typeof value === 'number') return count(value);
  const text = String(value);
  if (TIMESTAMP.test(text)) return localTime(text);
  if (MONEY.test(place) && DECIMAL.test(text)) return money(text);
  return language === 'zh' ? (inChinese(place, text) ?? text) : text;
}

/** `2,290,210` in both languages. */
export function count(value: number): string {
  return Number.isSafeInteger(value) ? grouped(String(value)) : value.toLocaleString('en-US');
}

/** `3,480.00` in both languages, without the loss of a float. */
function money(decimal: string): string {
  const [whole = '', cents = ''] = decimal.split('.');
  return `${grouped(whole)}.${cents.padEnd(2, '0')}`;
}

function grouped(digits: string): string {
  return digits.replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** A list within a sentence. */
export function joined(items: readonly string[], language: Language): string {
  return items.join(language === 'zh' ? '、' : ', ');
}
/** `2026-11-23 08:00 +08:00` for an ISO time stamp; what is no time stays as it is. China has had no summer time since 1991. */
export function localTime(iso: string): string {
  const shifted = new Date(Date.parse(iso) + 8 * 3_600_000);
  if (Number.isNaN(shifted.getTime())) return iso;
  const [date, time = ''] = shifted.toISOString().split('T');
  return `${date} ${time.slice(0, 5)} +08:00`;
}

/** `2026-11-23` in Asia/Shanghai. */
export function localDate(iso: string): string {
  const [date = iso] = localTime(iso).split(' ');
  return date;
}
