import type { Notice } from '../model/notice.ts';
import type { Language } from '../text/render.ts';
import { renderNotice } from './render-notice.ts';
import { terminalText } from './terminal-text.ts';

/** A message as a terminal shows it. */
export function showNotice(notice: Notice, language: Language, width: number): string {
  return terminalText(renderNotice(notice, language), width, language);
}

/** A message that says only that it is a test. */
export function testNotice(reportUrl: string | null, now: Date): Notice {
  return {
    id: '0000000000000000',
    kind: 'test',
    severity: 'info',
    at: now.toISOString(),
    items: [],
    more: {},
    facts: null,
    reportUrl,
  };
}
