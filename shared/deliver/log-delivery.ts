import type { PlannedNotice } from '../alerts/build-notice.ts';
import type { DeliveryAttempt } from '../alerts/record.ts';
import type { Json } from '../model/finding.ts';
import type { Log } from '../model/log.ts';

/** One line for what each channel answered. */
export function logAttempts(
  log: Log,
  { notice, channel }: PlannedNotice,
  attempts: readonly DeliveryAttempt[],
): void {
  for (const { channel: asked, delivery } of attempts) {
    const fields = fieldsOf(notice, asked);
    switch (delivery.kind) {
      case 'sent': {
        const instead = asked === channel ? {} : { insteadOf: channel };
        const { trouble: cause } = delivery;
        if (cause === undefined) log.info('message sent', { ...fields, ...instead });
        else log.warn('message sent in part', { ...fields, ...instead, cause });
        break;
      }
      case 'later': {
        const { code, why: cause, after } = delivery;
        log.warn('message postponed', { ...fields, code, cause, after });
        break;
      }
      case 'refused': {
        const { code, why: cause, hint } = delivery;
        log.error('message refused', { ...fields, code, cause, hint });
        break;
      }
    }
  }
}

/** What a line of the log says of a message. */
export function fieldsOf(
  { id, kind, severity, items, more }: PlannedNotice['notice'],
  channel: string,
): Readonly<Record<string, Json>> {
  return { notice: id, kind, severity, items: items.length + more, channel };
}
