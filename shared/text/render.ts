import type { Json } from '../model/finding.ts';
import { zh } from './zh.ts';

export type Language = 'en' | 'zh';

const translations: Readonly<Record<string, string>> = zh;
const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;

/**
 * Wording of a sentence in the language, with its `{name}` places filled. Time stamps are written in
 * Asia/Shanghai with their offset, lists with commas. A sentence that has no Chinese wording, such as
 * one stored by another version, stays English; an unknown place stays as it is.
 */
export function render(text: string, params: Readonly<Record<string, Json>>, language: Language): string {
  const wording = language === 'zh' ? (translations[text] ?? text) : text;
  return wording.replace(/\{(\w+)\}/g, (place, name: string) => {
    const value = params[name];
    return value === undefined ? place : say(value);
  });
}

function say(value: Json): string {
  if (Array.isArray(value)) return value.map(say).join(', ');
  if (value !== null && typeof value === 'object') return JSON.stringify(value);
  const text = String(value);
  return TIMESTAMP.test(text) ? localTime(text) : text;
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
