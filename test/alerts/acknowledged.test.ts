import { describe, expect, test } from 'vitest';
import type { Acknowledgement } from '../../shared/model/acknowledgement.ts';
import { at, DAY, finding, HOUR, open, Story } from './story.ts';

const ROBOT = 'alerts: { channels: [{ type: console }] }';
const ESCALATES = 'alerts: { channels: [{ type: console, escalateAfterMinutes: 30 }] }';

/** Somebody works on the disabled key from one minute to another. */
function given(from: number, to: number, change: Partial<Acknowledgement> = {}): Acknowledgement {
  const { fingerprint } = finding();
  const life = { since: at(0), severity: 'critical' } as const;
  return { fingerprint, by: 'li', at: at(from), until: at(to), via: 'link', ...life, ...change };
}

/** What is told at these minutes of a key that is disabled from the first one on. */
function told(acknowledgement: Acknowledgement | null, minutes: readonly number[], yaml = ROBOT): string[] {
  const story = Story.begun(yaml);
  const findings = [open(0)];
  story.run(0, { findings });
  story.acknowledgements = acknowledgement ? [acknowledgement] : [];
  return minutes.flatMap((minute) =>
    story
      .run(minute, { findings })
      .flatMap(({ notice }) => notice.items.map(({ state }) => `${minute / HOUR} h ${state}`)),
  );
}

describe('a finding that somebody acknowledged', () => {
  const hours = Array.from({ length: 13 }, (_, hour) => (hour + 1) * HOUR);

  test('is not repeated while that lasts, and at once when it ends', () => {
    expect(told(null, hours)).toEqual(['4 h still', '8 h still', '12 h still']);
    expect(told(given(30, 6 * HOUR), hours)).toEqual(['6 h still', '10 h still']);
  });

  test('is told again when it ends, also where the next reminder is far', () => {
    const yaml = 'alerts: { channels: [{ type: console }], remindHours: { critical: 1000 } }';
    expect(told(given(30, 6 * HOUR), hours, yaml)).toEqual(['6 h still']);
  });

  test('of another life, or of something less bad, it is repeated', () => {
    expect(told(given(30, DAY, { since: at(-DAY) }), hours)).toContain('4 h still');
    expect(told(given(30, DAY, { severity: 'high' }), hours)).toContain('4 h still');
  });

  test('that gets worse is told, and repeated then', () => {
    const story = Story.begun(ROBOT);
    story.run(0, { findings: [open(0, { severity: 'high' })] });
    story.acknowledgements = [given(1, 2 * DAY, { severity: 'high' })];
    const worse = { findings: [open(0, { severity: 'critical' })] };
    expect(story.run(10, worse).map(({ notice }) => notice.items[0]?.state)).toEqual(['worse']);
    expect(story.run(10 + 4 * HOUR, worse).map(({ notice }) => notice.items[0]?.state)).toEqual(['still']);
  });

  test('is not escalated before it ends', () => {
    expect(told(null, [20, 30, HOUR], ESCALATES)).toEqual(['0.5 h still']);
    expect(told(given(1, HOUR), [20, 30, HOUR, 2 * HOUR], ESCALATES)).toEqual(['1 h still']);
  });

  test('that recovered is told', () => {
    const story = Story.begun(ROBOT);
    story.run(0, { findings: [open(0)] });
    story.acknowledgements = [given(1, DAY)];
    const resolved = [
      { ...open(0), finding: finding(), firstSeen: at(0), lastSeen: at(5), resolvedAt: at(10) },
    ].map(({ finding: about, firstSeen, lastSeen, resolvedAt }) => ({
      ...{ finding: about, firstSeen, lastSeen, resolvedAt },
      ending: { kind: 'well' as const, summary: 'The key is enabled.' as const, evidence: {} },
    }));
    expect(story.run(10, { resolved }).map(({ notice }) => notice.items[0]?.state)).toEqual(['resolved']);
  });
});
