import { type AuditedAccount, planAccounts } from '../accounts/plan-accounts.ts';
import type { Cloud } from '../cloud/cloud.ts';
import { fc } from '../cloud/functions.ts';
import { resourceManager } from '../cloud/resource-manager.ts';
import { collectMembers, type Directory } from '../collect/directory.ts';
import type { Config } from '../config/schema.ts';
import { AppError } from '../model/error.ts';
import type { Examination } from '../model/examination.ts';
import type { Observation } from '../model/observation.ts';
import type { DeploymentPlace } from './deployment.ts';
import { examination } from './examination.ts';
import { directoryProbes, payerProbe } from './plain-probes.ts';
import { type ProbedCall, probeCall } from './probe.ts';

export interface Plan {
  accounts: AuditedAccount[];
  items: Examination[];
  tried: ProbedCall[];
}

/** Which accounts are audited. A list that contradicts itself leaves the caller's own account. */
export async function planOf(cloud: Cloud, config: Config, own: string): Promise<Plan> {
  const members = config.directory.enabled ? await collectMembers(cloud) : null;
  const tried = members ? [...(await directoryTried(cloud, members)), await payerProbe(cloud, own)] : [];
  try {
    return { accounts: planAccounts(config, { AccountId: own }, members), items: [], tried };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { code, message, hint } = error;
    const place = { id: 'accounts', group: 'configuration' } as const;
    const item = examination('failed', place, '{message}', { code, message, hint }, { text: '{hint}' });
    const accounts: AuditedAccount[] = [{ id: own, name: '', access: { kind: 'own' } }];
    return { accounts, items: [item], tried };
  }
}

/** When the members were seen, both calls were answered; else each is tried alone, to tell which one was not. */
async function directoryTried(cloud: Cloud, members: Observation<Directory>): Promise<ProbedCall[]> {
  if (!members.seen) return directoryProbes(cloud);
  return [resourceManager.getResourceDirectory, resourceManager.listAccounts].map((operation) => ({
    operation,
    region: 'cn-hangzhou',
    madeUp: false,
    answer: members,
  }));
}

/** With more accounts than it works on at a time a function starts itself for them: whether it may is asked of a function that is not there. */
export async function invokeTried(cloud: Cloud, { region, prefix }: DeploymentPlace): Promise<ProbedCall> {
  const functionName = `${prefix}-doctor-none`;
  const invocation = { functionName, payload: '{}', taskId: 'sealwatch-doctor' };
  return probeCall(cloud, fc.invokeFunction, { region, invocation }, true);
}
