// Made from the files of this folder by `npm run docs`.
import { apiServerProvider } from './api-server-provider.ts';
import { arrearsClock } from './arrears-clock.ts';
import { balanceRunway } from './balance-runway.ts';
import { clusterChangeStuck } from './cluster-change-stuck.ts';
import { clusterEncryption } from './cluster-encryption.ts';
import { clusterState } from './cluster-state.ts';
import { decryptActivity } from './decrypt-activity.ts';
import type { Check } from './define-check.ts';
import { deniedAttempt } from './denied-attempt.ts';
import { formerKey } from './former-key.ts';
import { keyApproved } from './key-approved.ts';
import { keyCryptoperiod } from './key-cryptoperiod.ts';
import { keyDeletionProtection } from './key-deletion-protection.ts';
import { keyEnvironments } from './key-environments.ts';
import { keyIdle } from './key-idle.ts';
import { keyMaterialExpiry } from './key-material-expiry.ts';
import { keyPolicy } from './key-policy.ts';
import { keyRegion } from './key-region.ts';
import { keyRotation } from './key-rotation.ts';
import { keyServiceManaged } from './key-service-managed.ts';
import { keyShared } from './key-shared.ts';
import { keySpec } from './key-spec.ts';
import { keyState } from './key-state.ts';
import { kmsAccountStatus } from './kms-account-status.ts';
import { kmsCallFailures } from './kms-call-failures.ts';
import { kmsInstance } from './kms-instance.ts';
import { kmsV1Remains } from './kms-v1-remains.ts';
import { networkPath } from './network-path.ts';
import { operatorPermissions } from './operator-permissions.ts';
import { proofKey } from './proof-key.ts';
import { resourceUnreadable } from './resource-unreadable.ts';
import { secretsPlain } from './secrets-plain.ts';
import { secretsPlainWrites } from './secrets-plain-writes.ts';
import { secretsReencryption } from './secrets-reencryption.ts';
import { securityRole } from './security-role.ts';
import { spendAnomaly } from './spend-anomaly.ts';
import { spendBudget } from './spend-budget.ts';
import { switchOffGuard } from './switch-off-guard.ts';
import { trailCoverage } from './trail-coverage.ts';

const unordered: readonly Check[] = [
  apiServerProvider,
  arrearsClock,
  balanceRunway,
  clusterChangeStuck,
  clusterEncryption,
  clusterState,
  decryptActivity,
  deniedAttempt,
  formerKey,
  keyApproved,
  keyCryptoperiod,
  keyDeletionProtection,
  keyEnvironments,
  keyIdle,
  keyMaterialExpiry,
  keyPolicy,
  keyRegion,
  keyRotation,
  keyServiceManaged,
  keyShared,
  keySpec,
  keyState,
  kmsAccountStatus,
  kmsCallFailures,
  kmsInstance,
  kmsV1Remains,
  networkPath,
  operatorPermissions,
  proofKey,
  resourceUnreadable,
  secretsPlain,
  secretsPlainWrites,
  secretsReencryption,
  securityRole,
  spendAnomaly,
  spendBudget,
  switchOffGuard,
  trailCoverage,
];

/** Every check, in the order that they tell. */
export const checks: readonly Check[] = [...unordered].sort((a, b) => a.order - b.order);
