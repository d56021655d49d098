/** `https://host:port` of an address that holds nothing else; null for any other. */
export function httpsOrigin(address: string): string | null {
  if (!/^https:\/\/[^\s@/?#\\]+\/?$/i.test(address) || !URL.canParse(address)) return null;
  return `https://${new URL(address).host}`;
}
