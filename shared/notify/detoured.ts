/** Where a host is reached, and with which headers: with a detour, the host it would have had. */
export function detoured(
  host: string,
  detour: { host: string; protocol: 'http' | 'https' } | null,
): { origin: string; headers: Record<string, string> } {
  if (!detour) return { origin: `https://${host}`, headers: {} };
  return { origin: `${detour.protocol}://${detour.host}`, headers: { 'x-forwarded-host': host } };
}
