import type { Sandbox } from '../../sandbox/start.ts';
import type { Doors } from '../../sandbox/world/doors.ts';
import { configFile, environmentOf, runCli } from '../e2e/run-cli.ts';
import { control } from '../sandbox/signed.ts';
import type { Kube } from './kube.ts';

/** The kubeconfigs of every cluster lead to the one real API server. */
export function doorsTo(kube: () => Kube): Doors {
  return {
    open: async () => undefined,
    portOf: () => Number(new URL(kube().url).port),
    login: () => ({ ca: kube().ca, certificate: kube().login.cert, key: kube().login.key }),
  };
}

export const provenChecks = [
  'api-server-provider',
  'secrets-plain',
  'secrets-plain-writes',
  'proof-key',
  'kms-v1-remains',
] as const;

export type Verdicts = Readonly<Record<(typeof provenChecks)[number], string>>;

/** One configuration, and so one store, for a whole story: what was seen before counts. */
export function proofConfig(): string {
  return configFile('proof: { enabled: true, level: metrics }');
}

/** The clock of the cloud is brought up to the real one, by which the API server counts. */
export async function catchUp(sandbox: Sandbox): Promise<void> {
  const { status, text } = await control(sandbox, 'POST', 'clock', { set: new Date().toISOString() });
  if (status !== 200) throw new Error(text);
}

/**
 * What an audit of the whole account, as a user starts it, says of its only cluster. Twice: the inventory, which judges
 * `kms-v1-remains`, reads what the run before it proved.
 */
export async function verdictsOf(sandbox: Sandbox, config: string): Promise<Verdicts> {
  await audited(sandbox, config);
  return await audited(sandbox, config);
}

async function audited(sandbox: Sandbox, config: string): Promise<Verdicts> {
  await catchUp(sandbox);
  const ran = await runCli(['audit', '--json', '--all', '--config', config], environmentOf(sandbox));
  if (ran.code === 3) throw new Error(ran.err);
  const { findings } = ran.report();
  const found = provenChecks.map((check) => [
    check,
    findings.find((finding) => finding.check === check)?.status ?? 'none',
  ]);
  return Object.fromEntries(found) as Verdicts;
}
