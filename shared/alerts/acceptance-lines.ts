import type { NoticeItem } from '../model/notice.ts';
import { localDate } from '../text/render.ts';
import type { DueItem } from './due-item.ts';

/** A waiver that is pasted without a thought must not last long. */
const WAIVED_DAYS = 30;
const LINES = 10;

/**
 * Lines for the lists `alerts.acknowledged` and `waivers` of the configuration file; the comment at their end says which.
 * Double-quoted YAML takes the escapes of JSON, so no name can break out of its line.
 */
export function acceptanceLines(due: readonly DueItem[], now: Date): NoticeItem['paste'] {
  const until = localDate(new Date(now.getTime() + WAIVED_DAYS * 86_400_000).toISOString());
  const acknowledge = due.map(
    ({ item }) => `- { finding: ${quote(item.fingerprint)}, by: "@you" } # under alerts.acknowledged`,
  );
  const waive = due
    .filter(({ status }) => status === 'fail')
    .map(
      ({ item: { check, resource } }) =>
        `- { check: ${check}, resource: ${quote(resource.id)}, until: ${until}, owner: "@you", reason: "why" } # under waivers`,
    );
  return { acknowledge: lines(acknowledge), waive: lines([...new Set(waive)]) };
}

function lines(all: readonly string[]): string {
  return all.slice(0, LINES).join('\n');
}

function quote(text: string): string {
  return JSON.stringify(text);
}
