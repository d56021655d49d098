import { describe, expect, test } from 'vitest';
import { clientAddress } from '../../shared/http/client-address.ts';
import { isNetwork } from '../../shared/model/address-range.ts';

describe('whose request it is', () => {
  const trusted = ['10.0.0.0/8', '192.0.2.7', 'fd00::/8'];
  test.each([
    { when: 'no proxy', remote: '198.51.100.4', forwarded: '', is: '198.51.100.4' },
    {
      when: 'a header that nobody trusted wrote',
      remote: '198.51.100.4',
      forwarded: '203.0.113.9',
      is: '198.51.100.4',
    },
    { when: 'a proxy', remote: '10.1.2.3', forwarded: '203.0.113.9', is: '203.0.113.9' },
    { when: 'two proxies', remote: '192.0.2.7', forwarded: '203.0.113.9, 10.9.9.9', is: '203.0.113.9' },
    {
      when: 'a client that writes one itself',
      remote: '10.1.2.3',
      forwarded: '10.0.0.1, 1.1.1.1, 203.0.113.9',
      is: '203.0.113.9',
    },
    { when: 'proxies only', remote: '10.1.2.3', forwarded: '10.0.0.1', is: '10.1.2.3' },
    { when: 'a socket of IPv6', remote: '::ffff:10.1.2.3', forwarded: '203.0.113.9', is: '203.0.113.9' },
    { when: 'IPv6', remote: 'fd00::1', forwarded: '2001:db8::5', is: '2001:db8::5' },
    { when: 'ports', remote: '10.1.2.3', forwarded: '[2001:db8::5]:4711, 10.0.0.1:80', is: '2001:db8::5' },
    { when: 'garbage', remote: '10.1.2.3', forwarded: 'unknown', is: 'unknown' },
  ])('$when: $is', ({ remote, forwarded, is }) => {
    expect(clientAddress({ remote, forwarded }, trusted)).toBe(is);
  });

  test('without trusted proxies the header is not looked at', () => {
    expect(clientAddress({ remote: '10.1.2.3', forwarded: '203.0.113.9' }, [])).toBe('10.1.2.3');
  });
});

test.each([
  ['10.0.0.0/8', true],
  ['10.0.0.1', true],
  ['fd00::/8', true],
  ['10.0.0.0/33', false],
  ['10.0.0.0/', false],
  ['10.0.0/8', false],
  ['10.0.0.0/8/8', false],
  ['proxy.example', false],
  ['', false],
])('%s is a network: %s', (text, is) => {
  expect(isNetwork(text)).toBe(is);
});
