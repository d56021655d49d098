import { expect, test } from 'vitest';
import { endpointFrom, frozenTimeFrom } from '../../shared/config/environment.ts';
import { translated } from '../../shared/text/translated.ts';

test.each([
  ['http://127.0.0.1:8080', { host: '127.0.0.1:8080', protocol: 'http', loopback: true }],
  ['http://localhost:1', { host: 'localhost:1', protocol: 'http', loopback: true }],
  ['http://[::1]:1', { host: '[::1]:1', protocol: 'http', loopback: true }],
  ['https://proxy.example.com', { host: 'proxy.example.com', protocol: 'https', loopback: false }],
])('%s is an endpoint', (value, expected) => {
  expect(endpointFrom({ SEALWATCH_ENDPOINT: value })).toEqual(expected);
});

test.each([
  'http://proxy.example.com',
  'http://127.0.0.1.example.com',
  'ftp://127.0.0.1',
  '127.0.0.1:80',
  'http://127.0.0.1/path',
  'http://u@127.0.0.1',
])('%s is refused', (value) => {
  expect(() => endpointFrom({ SEALWATCH_ENDPOINT: value })).toThrow(/cannot be used/);
});

test('two wrong variables are told at once, in both languages', () => {
  const both = { SEALWATCH_ENDPOINT: 'nowhere', SEALWATCH_NOW: 'soon' };
  const message = 'SEALWATCH_ENDPOINT cannot be used: nowhere\nSEALWATCH_NOW is no point in time: soon';
  expect(() => endpointFrom(both)).toThrow(message);
  expect(translated(message)).toBe('SEALWATCH_ENDPOINT 无法使用：nowhere\nSEALWATCH_NOW 不是有效时间：soon');
});

test('without the variable calls go to the cloud', () => {
  expect(endpointFrom({})).toBeNull();
  expect(endpointFrom({ SEALWATCH_ENDPOINT: '' })).toBeNull();
});

test('only a sandbox on this machine may set the time', () => {
  const local = endpointFrom({ SEALWATCH_ENDPOINT: 'http://127.0.0.1:1' });
  const remote = endpointFrom({ SEALWATCH_ENDPOINT: 'https://proxy.example.com' });
  const SEALWATCH_NOW = '2026-11-23T00:00:00Z';
  expect(frozenTimeFrom({ SEALWATCH_NOW }, local)).toEqual(new Date(SEALWATCH_NOW));
  expect(frozenTimeFrom({}, null)).toBeNull();
  expect(() => frozenTimeFrom({ SEALWATCH_NOW }, remote)).toThrow(/no sandbox/);
  expect(() => frozenTimeFrom({ SEALWATCH_NOW }, null)).toThrow(/no sandbox/);
  expect(() => frozenTimeFrom({ SEALWATCH_NOW: 'soon' }, local)).toThrow(/no point in time/);
});
