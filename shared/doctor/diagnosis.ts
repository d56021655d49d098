import type { Diagnosis, Examination, Result } from '../model/examination.ts';
import type { Json } from '../model/finding.ts';
import { type Language, render } from '../text/render.ts';

/** The items in the words of a language. */
export function diagnose(items: readonly Examination[], now: Date, language: Language): Diagnosis {
  const counts: Record<Result, number> = { failed: 0, warned: 0, unknown: 0, skipped: 0, ok: 0 };
  for (const { result } of items) counts[result] += 1;
  return {
    schema: 'sealwatch.doctor/1',
    generatedAt: now.toISOString(),
    works: counts.failed === 0,
    counts,
    items: items.map((item) => inWords(item, language)),
  };
}

function inWords(item: Examination, language: Language): Examination {
  const say = (text: string, places: Readonly<Record<string, Json>>): string =>
    render(text, places, language);
  const { summary, evidence, remedy } = item;
  return {
    ...item,
    summary: say(summary, evidence),
    remedy: remedy && { ...remedy, text: say(remedy.text, evidence) },
  };
}
