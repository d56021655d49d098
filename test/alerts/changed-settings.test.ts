import { expect, test } from 'vitest';
import { withSettings } from '../../shared/alerts/changed-settings.ts';
import { channelOf, emptyLedger, type Ledger, withChannel } from '../../shared/alerts/ledger.ts';
import { recordDelivery } from '../../shared/alerts/record.ts';
import type { Delivery, Notice } from '../../shared/model/notice.ts';
import { testNotice } from '../../shared/notify/show-notice.ts';
import { NOW } from '../builders.ts';
import { config } from './story.ts';

const robot = (secret: string, more = '') =>
  config(`alerts: { channels: [{ type: dingtalk-robot, name: ops, secret: ${secret}${more},
    webhook: "https://oapi.dingtalk.com/robot/send?access_token=token" }] }`).alerts;

const REFUSED: Delivery = {
  kind: 'refused',
  cause: 'configuration',
  code: '310000',
  why: 'sign not match',
  hint: '',
};
const LATER: Delivery = { kind: 'later', after: '2026-11-23T00:10:00.000Z', code: '130101', why: 'too fast' };

/** A ledger whose channel had these settings and answered so a moment ago. */
function after(delivery: Delivery): Ledger {
  const notice: Notice = testNotice(null, NOW);
  const known = withSettings(emptyLedger(NOW), robot('SECold'));
  return recordDelivery(known, { channel: 'ops', notice, updates: [] }, [{ channel: 'ops', delivery }], NOW);
}

test.each([
  { what: 'the secret is another one', change: robot('SECnew') },
  { what: 'another setting is', change: robot('SECold', ', keyword: alert') },
])('a channel that refused is asked at once when $what', ({ change }) => {
  const ledger = after(REFUSED);
  expect(channelOf(ledger, 'ops').notBefore).not.toBeNull();
  expect(channelOf(withSettings(ledger, change), 'ops')).toMatchObject({
    notBefore: null,
    trouble: { code: '310000' },
  });
});

test('its pause stays while its settings do, and a pause that DingTalk asked for stays anyway', () => {
  const ledger = after(REFUSED);
  expect(withSettings(ledger, robot('SECold'))).toBe(ledger);
  expect(channelOf(withSettings(after(LATER), robot('SECnew')), 'ops').notBefore).toBe(
    '2026-11-23T00:10:00.000Z',
  );
});

test('a ledger that knows no settings yet ends no pause, and holds no secret', () => {
  const { settings, ...rest } = channelOf(after(REFUSED), 'ops');
  const old = withChannel({ ...emptyLedger(NOW), channels: { ops: rest } }, 'ops', {});
  const now = channelOf(withSettings(old, robot('SECnew')), 'ops');
  expect(now.notBefore).toBe(rest.notBefore);
  expect(settings).toMatch(/^[0-9a-f]{16}$/);
  expect(JSON.stringify(now)).not.toContain('SEC');
});
