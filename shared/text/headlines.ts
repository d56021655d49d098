import type { Text } from './zh.ts';

/**
 * What is wrong in a few words, for the heading of a message: by the English sentence of a finding, where its check tells of several
 * troubles. Places are filled from the evidence.
 */
export const HEADLINES = {
  'The key is disabled.': 'KMS key disabled',
  'KMS cannot find the key in {region}.': 'KMS key not found in {region}',
  'The imported material of the key is missing.': 'KMS key has lost its key material',
  'The key is pending deletion.': 'KMS key pending deletion',
  'The key will be deleted on {deleteDate}, in {days} {days:day|days}.':
    'KMS key will be deleted in {days} {days:day|days}',
  'The former key will be deleted on {deleteDate}, in {days} {days:day|days}; Secrets that were not rewritten still need it.':
    'former KMS key will be deleted in {days} {days:day|days}',
  'KMS cannot find the instance: it was released.': 'KMS instance released',
  'The KMS instance does not work (state: {status}).': 'KMS instance does not work',
  'The KMS instance expired on {endDate}.': 'KMS instance expired',
  'The KMS instance expires on {endDate}, in {days} {days:day|days}.':
    'KMS instance expires in {days} {days:day|days}',
  'KMS is suspended because the account is overdue.': 'KMS suspended, account overdue',
  'KMS is not activated, but clusters here are encrypted.': 'KMS not activated',
  'Cluster state: {state}; its API server may be down, possibly because of KMS.': 'cluster state: {state}',
  'The key material expired on {expires}.': 'key material expired',
  'The role does not exist.': 'service role deleted',
} as const satisfies Readonly<Record<string, Text>>;
