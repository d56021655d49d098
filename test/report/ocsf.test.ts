import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Report } from '../../shared/model/report.ts';
import { exported } from './render-sample.ts';
import { sampleReport } from './sample-report.ts';

interface Attribute {
  type: string;
  requirement: string;
  array?: true;
  enum?: number[];
  deprecated?: true;
}
interface Described {
  at_least_one?: string[];
  attributes: Record<string, Attribute>;
}

const extract: { class: Described; objects: Record<string, Described> } = JSON.parse(
  readFileSync(new URL('../schemas/ocsf-1.5.0-compliance-finding.json', import.meta.url), 'utf8'),
);

/** What is wrong with an object by the extract of the published schema, as sentences. */
function wrongs(value: Record<string, unknown>, described: Described, path: string): string[] {
  const { attributes, at_least_one: some = [] } = described;
  const missing = Object.entries(attributes)
    .filter(([name, { requirement }]) => requirement === 'required' && value[name] === undefined)
    .map(([name]) => `${path}.${name} is missing`);
  const none = some.length > 0 && some.every((name) => value[name] === undefined) ? [`${path} is empty`] : [];
  const strays = Object.entries(value).flatMap(([name, held]) => {
    const attribute = attributes[name];
    if (!attribute || attribute.deprecated) return [`${path}.${name} is not known`];
    return wrongsOf(held, attribute, `${path}.${name}`);
  });
  return [...missing, ...none, ...strays];
}

function wrongsOf(held: unknown, attribute: Attribute, path: string): string[] {
  if (!attribute.array) return wrongOne(held, attribute, path);
  if (!Array.isArray(held)) return [`${path} is no list`];
  return held.flatMap((each, index) => wrongOne(each, attribute, `${path}[${index}]`));
}

function wrongOne(held: unknown, { type, enum: allowed }: Attribute, path: string): string[] {
  if (type === 'object') return typeof held === 'object' ? [] : [`${path} is no object`];
  if (/^(integer|long|timestamp)_t$/.test(type)) {
    if (!Number.isInteger(held)) return [`${path} is no whole number`];
    return allowed && !allowed.some((number) => number === held) ? [`${path} is not allowed`] : [];
  }
  if (type.endsWith('_t')) return typeof held === 'string' ? [] : [`${path} is no text`];
  const described = extract.objects[type];
  if (!described) return [`${path} is of ${type}, which the extract lacks`];
  return wrongs(Object(held), described, path);
}

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
  expect(events.flatMap((event, index) => wrongs(event, extract.class, `[${index}]`))).toEqual([]);
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
  expect(wrongs(JSON.parse(JSON.stringify({ ...event, ...change })), extract.class, 'e')).toEqual([wrong]);
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
