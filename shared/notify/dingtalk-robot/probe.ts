import type { Probe, ProbeDeps } from '../deps.ts';
import { probeHost } from '../probe-host.ts';
import type { RobotConfig } from './settings.ts';

export function probe({ webhook }: RobotConfig, deps: ProbeDeps): Promise<Probe> {
  return probeHost(new URL(webhook.reveal()), deps);
}
