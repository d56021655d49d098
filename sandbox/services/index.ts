import type { Operation, Service } from '../api/operation.ts';
import { actiontrail } from './actiontrail.ts';
import { bss } from './bss.ts';
import { cs } from './cs.ts';
import { ecs } from './ecs.ts';
import { fc } from './fc.ts';
import { kms } from './kms.ts';
import { locationOf } from './location.ts';
import { ram } from './ram.ts';
import { resourceManager } from './resource-manager.ts';
import { sts } from './sts.ts';
import { vpc } from './vpc.ts';

const located: readonly Service[] = [sts, cs, kms, actiontrail, ram, ecs, vpc, resourceManager, bss, fc];

/** Everything the sandbox speaks. A new product is one file and one line above. */
export const services: readonly Service[] = [...located, locationOf(located)];

export function operationOf(service: Service, name: string): Operation {
  const operation = service.operations.find((candidate) => candidate.name === name);
  if (!operation) throw new Error(`${service.code} has no operation ${name}.`);
  return operation;
}
