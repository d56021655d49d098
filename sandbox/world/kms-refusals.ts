import { Refusal } from './refusal.ts';

/** Codes, statuses and texts of KMS. https://www.alibabacloud.com/help/doc-detail/69008.htm */
const refusals = {
  'Forbidden.KeyNotFound': [404, 'The specified Key is not found.'],
  'Forbidden.AliasNotFound': [404, 'The specified Alias is not found.'],
  'Forbidden.NoPermission': [403, 'This operation is forbidden by permission system.'],
  'Forbidden.KmsServiceNotEnabled': [403, 'You have not enabled the KMS service.'],
  'Forbidden.InDebt': [403, 'Current user is indebted.'],
  'Forbidden.InDebtOverdue': [403, 'Current user is indebted Overdue.'],
  'Forbidden.DKMSInstanceNotFound': [403, 'The specified KMS instance is not found.'],
  'Forbidden.DKMSInstanceStateInvalid': [403, 'The state of the specified KMS instance is invalid.'],
  'Rejected.Disabled': [409, 'The request was rejected because the key state is Disabled.'],
  'Rejected.PendingDeletion': [409, 'The request was rejected because the key state is PendingDeletion.'],
  'Rejected.PendingImport': [409, 'The request was rejected because the key state is PendingImport.'],
  'Rejected.StateModifiedFailed': [409, 'The request was rejected because the key state cannot be modified.'],
  'Rejected.UnsupportedOperation': [400, 'The operation is not supported for the specified key.'],
  // Assumption: that deletion protection refuses is documented, its code and status are not.
  'Rejected.DeletionProtected': [409, 'The request was rejected because deletion protection is enabled.'],
  // Assumption: the page that names this code gives no status.
  'Rejected.Unavailable': [409, 'The KMS instance is unavailable.'],
} as const;

export type KmsCode = keyof typeof refusals;

export function kmsRefusal(code: KmsCode): Refusal {
  const [status, message] = refusals[code];
  return new Refusal(status, code, message);
}
