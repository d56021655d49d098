import { expect, test } from 'vitest';
import type { Report } from '../../shared/model/report.ts';
import { wrongsOfEvent } from './ocsf-schema.ts';
import { exported } from './render-sample.ts';
import { sampleReport } from './sample-report.ts';

const eventsOf = (report: Report): Record<string, unknown>[] =>
  JSON.parse(exported('report.ocsf.json', report));

const everyStatus: Report = {
  ...sampleReport,
  findings: [
    ...sampleReport.findings,
    ...(['pass', 'skipped'] as const).flatMap((status) =>
      sampleReport.findings.slice(0, 1).map((finding) => ({ ...finding, status })),
    ),
  ],
};

test('every event is a Compliance Finding by the published schema', () => {
  const events = eventsOf(everyStatus);
  expect(events).toHaveLength(8);
  expect(events.flatMap((event, index) => wrongsOfEvent(event, `[${index}]`))).toEqual([]);
  for (const { class_uid, activity_id, type_uid } of events) {
    expect(type_uid).toBe(Number(class_uid) * 100 + Number(activity_id));
  }
});

test.each([
  { change: { time: undefined }, wrong: 'e.time is missing' },
  { change: { time: '2026' }, wrong: 'e.time is no whole number' },
  { change: { severity_id: 7 }, wrong: 'e.severity_id is not allowed' },
  { change: { colour: 'red' }, wrong: 'e.colour is not known' },
  { change: { compliance: { standards: 'PCI' } }, wrong: 'e.compliance.standards is no list' },
  { change: { resources: [{ type: 'key' }] }, wrong: 'e.resources[0] is empty' },
])('$wrong is noticed', ({ change, wrong }) => {
  const [event] = eventsOf(sampleReport);
  expect(wrongsOfEvent(JSON.parse(JSON.stringify({ ...event, ...change })), 'e')).toEqual([wrong]);
});

test('status tells what happened to the finding, compliance what the check said', () => {
  const told = eventsOf(everyStatus).map(({ status, activity_name, compliance }) => ({
    status,
    activity_name,
    compliance: Object(compliance).status,
  }));
  expect(told).toEqual([
    { status: 'New', activity_name: 'Update', compliance: 'Fail' },
    { status: 'New', activity_name: 'Update', compliance: 'Fail' },
    { status: 'Suppressed', activity_name: 'Update', compliance: 'Fail' },
    { status: 'New', activity_name: 'Update', compliance: 'Fail' },
    { status: 'New', activity_name: 'Update', compliance: 'Warning' },
    { status: 'New', activity_name: 'Update', compliance: 'Pending' },
    { status: 'Resolved', activity_name: 'Close', compliance: 'Pass' },
    { status: 'Resolved', activity_name: 'Close', compliance: 'Not applicable' },
  ]);
});

test('a time that is not known is left out', () => {
  const findings = sampleReport.findings.slice(0, 1).map((finding) => ({ ...finding, lastSeen: '' }));
  const [event] = eventsOf({ ...sampleReport, findings });
  expect(Object.keys(Object(event?.['finding_info']))).not.toContain('last_seen_time');
});
