import { names } from './binding.ts';
import type { Operation } from './operation.ts';

const base = {
  product: 'kms',
  version: '2016-01-20',
  style: 'RPC',
  method: 'POST',
  path: '/',
  /** Documented: 200 a second and account. A run signs once. */
  budget: { name: 'kms-signing', scope: 'account', calls: 20, perMs: 1000 },
  binding: names('KeyVersionId', 'KeyVersionId'),
} as const;

/** What signs the evidence, with a key of the caller's own account; nothing of it is asked of an audited one. */
export const kmsSigning = {
  asymmetricSign: { ...base, action: 'AsymmetricSign', permission: 'kms:AsymmetricSign' },
  getPublicKey: { ...base, action: 'GetPublicKey', permission: 'kms:GetPublicKey' },
} as const satisfies Record<string, Operation>;
