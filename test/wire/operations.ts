import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Operation } from '../../shared/cloud/operation.ts';
import { ramSetup } from '../../shared/cloud/ram-setup.ts';
import { root } from '../root.ts';

/** Every operation in the tables of shared/cloud. */
export const operations: readonly Operation[] = await all();

/** Of a key in the caller's own account, with a policy of their own in docs/ram. */
export function isSigning({ permission }: Operation): boolean {
  return permission === 'kms:AsymmetricSign' || permission === 'kms:GetPublicKey';
}

/** Changes the account, which only `sealwatch deploy` and `destroy` do, with a policy of their own in docs/ram. */
export function isSetup(operation: Operation): boolean {
  return Object.values<Operation>(ramSetup).includes(operation);
}

async function all(): Promise<Operation[]> {
  const found = new Set<Operation>();
  for (const file of readdirSync(join(root, 'shared/cloud'))) {
    const module: unknown = await import(join(root, 'shared/cloud', file));
    for (const table of Object.values(module ?? {})) collect(table, found);
  }
  return [...found];
}

function collect(value: unknown, found: Set<Operation>): void {
  if (typeof value !== 'object' || value === null) return;
  if (isOperation(value)) found.add(value);
  else for (const item of Object.values(value)) collect(item, found);
}

function isOperation(value: object): value is Operation {
  return 'product' in value && 'permission' in value;
}
