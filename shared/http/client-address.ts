import { BlockList, isIP } from 'node:net';

/**
 * Whose request it is, by addresses of proxies and networks of them that are trusted: the last address of `X-Forwarded-For` that is
 * none of theirs. What stands left of it anybody may have written. Without trusted proxies it is who connected.
 */
export function clientAddress(
  { remote, forwarded }: { remote: string; forwarded: string },
  trusted: readonly string[],
): string {
  if (trusted.length === 0) return remote;
  const proxies = blockListOf(trusted);
  const isTrusted = (address: string): boolean =>
    isIP(address) !== 0 && proxies.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  const path = [...forwarded.split(','), remote].map((part) => plainAddress(part.trim())).reverse();
  return path.find((address) => !isTrusted(address)) ?? remote;
}

function blockListOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', length] = network.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    list.addSubnet(address, Number(length ?? (family === 'ipv6' ? 128 : 32)), family);
  }
  return list;
}

/** Without a port, and an IPv4 address that a socket of IPv6 shows as its own. */
function plainAddress(text: string): string {
  const bare =
    /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(text)?.[1] ?? text;
  return bare.replace(/^::ffff:(?=\d+\.)/i, '');
}
