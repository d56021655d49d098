import type { ReportConfig } from '../config/report.ts';
import type { Notice, OutgoingNotice } from '../model/notice.ts';
import { acknowledgeUrl, claimFor } from './acknowledge-link.ts';
import { signLink } from './report-link.ts';

const DAY_MS = 86_400_000;
const LINK_DAYS = 7;
/** A reminder brings a new one. */
const ACKNOWLEDGE_MS = DAY_MS;

/**
 * A message with the links that let those who read it in DingTalk open the report and acknowledge a finding without a token. The
 * link to the report holds for seven days and to the end of that day, UTC; that of a finding for a day. They are made when the
 * message is sent: nothing that is stored or logged has them.
 */
export function withSignedLinks(
  notice: Notice,
  { linkSecrets: [secret] }: Pick<ReportConfig, 'linkSecrets'>,
  now: Date,
): OutgoingNotice {
  const { reportUrl, items } = notice;
  if (!secret || reportUrl === null) return notice;
  const days = Math.floor(now.getTime() / DAY_MS) + LINK_DAYS + 1;
  const expires = new Date(now.getTime() + ACKNOWLEDGE_MS);
  const links = items
    .filter(({ fingerprints }) => fingerprints.length > 0)
    .map(({ fingerprint, fingerprints }) => [
      fingerprint,
      acknowledgeUrl(reportUrl, claimFor('link', fingerprints, secret, expires)),
    ]);
  return {
    ...notice,
    reportUrl: signLink(pageOf(notice, reportUrl), secret, 'read', new Date(days * DAY_MS)),
    acknowledgeUrls: Object.fromEntries(links),
  };
}

/** The page of the finding where there is only one. */
function pageOf({ items }: Notice, reportUrl: string): string {
  const [only, another] = items;
  if (!only || another || only.fingerprints.length !== 1) return reportUrl;
  const page = new URL(`/findings/${only.fingerprint}`, reportUrl);
  page.search = new URL(reportUrl).search;
  return page.href;
}
