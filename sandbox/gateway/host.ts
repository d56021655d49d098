import type { Wire } from './wire.ts';

/** Where the client meant to go: x-forwarded-host when a test sends it, else the host it sent. */
export function hostOf({ headers }: Pick<Wire, 'headers'>): string {
  const host = headers['x-forwarded-host'] ?? headers['host'] ?? '';
  return host.trim().toLowerCase().replace(/:\d+$/, '');
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}
