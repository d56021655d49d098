import { type Interval, intervalOf, overlaps } from '../model/address-range.ts';
import { SERVICE_RANGE } from '../model/network.ts';

/** Blocks that are reserved for documentation, so that nobody has them. */
const ELSEWHERE = { ipv4: '192.0.2.0/24', ipv6: '2001:db8::/32' };
/** Colons only where an IPv6 address has some. */
const IPV6 = /^[0-9a-f.:]*:[0-9a-f.:]*(\/\d{1,3})?$/i;

/**
 * The address of a rule about traffic, for one that is judged the same: what touches the range of the cloud's own
 * services stays as a block, without the bits that only its author sees; all else becomes one block that does not.
 * Null when it is no address.
 */
export function rewriteAddress(text: string): string | null {
  if (IPV6.test(text)) return ELSEWHERE.ipv6;
  const block = intervalOf(text);
  if (!block) return null;
  const services = intervalOf(SERVICE_RANGE);
  return services && overlaps(block, services) ? textOf(block) : ELSEWHERE.ipv4;
}

function textOf({ from, to }: Interval): string {
  const octets = [24, 16, 8, 0].map((shift) => Math.floor(from / 2 ** shift) % 256);
  return `${octets.join('.')}/${32 - Math.log2(to - from + 1)}`;
}
