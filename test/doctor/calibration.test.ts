import { expect, test } from 'vitest';
import { type CalibratedFacts, calibrationFrom, UNCALIBRATED } from '../../shared/model/calibration.ts';
import { days, NOW } from '../builders.ts';

const facts = (value: CalibratedFacts[string]['value'], at = days(-1)): CalibratedFacts => ({
  'cluster-page-size': { value, at, evidence: {} },
  'role-spelling': { value: 'any', at, evidence: {} },
});

test('what was seen lately holds', () => {
  expect(calibrationFrom(facts(100), NOW)).toEqual({
    ...{ clusterPageSize: 100, roleSpelling: 'any', switchRegion: null, ackCalls: null },
  });
});

test.each([0, -1, 1.5, 101, '100', null, true, [100]])('a page of %j makes no sense', (value) => {
  expect(calibrationFrom(facts(value), NOW).clusterPageSize).toBe(UNCALIBRATED.clusterPageSize);
});

test.each([days(-91), 'never'])('what was seen at %s holds no longer', (at) => {
  expect(calibrationFrom(facts(100, at), NOW)).toEqual(UNCALIBRATED);
});

test.each([
  [40, 40],
  [0, null],
  ['40', null],
])('a rate of %j means %j calls to ACK in a second', (value, calls) => {
  const known = { 'ack-calls-per-second': { value, at: days(-1), evidence: {} } };
  expect(calibrationFrom(known, NOW).ackCalls).toBe(calls);
});

test('nothing known is nothing used', () => {
  expect(calibrationFrom({}, NOW)).toEqual(UNCALIBRATED);
});

test.each([
  [{ service: 'CS', name: 'UpdateKMSEncryption', keptIn: 'cn-hangzhou' }, 'cn-hangzhou'],
  [{ service: 'CS', name: 'UpdateKMSEncryption', keptIn: null }, null],
  [{ keptIn: 'evil.example.com/' }, null],
  [{ keptIn: 7 }, null],
  [{}, null],
  ['cn-hangzhou', null],
  [null, null],
])('switches shown as %j are looked for in %s, too', (value, region) => {
  const known = { 'encryption-change-event': { value, at: days(-1), evidence: {} } };
  expect(calibrationFrom(known, NOW).switchRegion).toBe(region);
});
