import type { Probe, ProbeDeps } from '../deps.ts';
import { probeHost } from '../probe-host.ts';
import type { WebhookConfig } from './settings.ts';

/** The receiver is the user's own, which no detour leads to. */
export function probe({ url }: WebhookConfig, deps: ProbeDeps): Promise<Probe> {
  return probeHost(new URL(url.reveal()), { ...deps, detour: null });
}
