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

/** What it does in a few words, by the English sentence of a finding, where its check has several endings and the sentence is long. */
export const EFFECTS = {
  'Overdue since {since} (oldest unpaid bill). KMS stops and cluster control is lost {kmsStopsAt} (in {kmsDays} d); Pro clusters are deleted from {clusterDeletionAt} (in {deletionDays} d).':
    'KMS stops {kmsStopsAt} (in {kmsDays} d); Pro clusters are deleted from {clusterDeletionAt} (in {deletionDays} d)',
  'Overdue since {since} (oldest unpaid bill). KMS should have stopped on {kmsStopsAt} but is still enabled. Pro clusters are deleted from {clusterDeletionAt} (in {deletionDays} d).':
    'KMS may stop at any time; Pro clusters are deleted from {clusterDeletionAt} (in {deletionDays} d)',
  'Overdue since {since} (oldest unpaid bill). KMS rejects all calls and cluster control is lost. Pro clusters are deleted from {clusterDeletionAt} (in {deletionDays} d).':
    'KMS rejects all calls; Pro clusters are deleted from {clusterDeletionAt} (in {deletionDays} d)',
  'Overdue since {since} (oldest unpaid bill), for more than fifteen days: Pro clusters are being deleted.':
    'Pro clusters are being deleted',
  'Overdue since {since} at the latest (not all bills could be read). KMS stops and cluster control is lost {kmsStopsAt} at the latest (in {kmsDays} d); Pro clusters are deleted from {clusterDeletionAt} at the latest (in {deletionDays} d).':
    'KMS stops {kmsStopsAt} at the latest (in {kmsDays} d); Pro clusters are deleted from {clusterDeletionAt} at the latest (in {deletionDays} d)',
  'Overdue since {since} at the latest (not all bills could be read). KMS should have stopped on {kmsStopsAt} but is still enabled. Pro clusters are deleted from {clusterDeletionAt} at the latest (in {deletionDays} d).':
    'KMS may stop at any time; Pro clusters are deleted from {clusterDeletionAt} at the latest (in {deletionDays} d)',
  'Overdue since {since} at the latest (not all bills could be read). KMS rejects all calls and cluster control is lost. Pro clusters are deleted from {clusterDeletionAt} at the latest (in {deletionDays} d).':
    'KMS rejects all calls; Pro clusters are deleted from {clusterDeletionAt} at the latest (in {deletionDays} d)',
  'Overdue since {since} at the latest (from the bills that could be read), for more than fifteen days: Pro clusters are being deleted.':
    'Pro clusters are being deleted',
  'Account overdue (first seen {since}; may have started earlier). KMS stops and cluster control is lost {kmsStopsAt} (in {kmsDays} d); Pro clusters are deleted from {clusterDeletionAt} (in {deletionDays} d).':
    'KMS stops {kmsStopsAt} at the latest (in {kmsDays} d); Pro clusters are deleted from {clusterDeletionAt} at the latest (in {deletionDays} d)',
  'Account overdue (first seen {since}). KMS should have stopped on {kmsStopsAt} but is still enabled. Pro clusters are deleted from {clusterDeletionAt} at the latest (in {deletionDays} d).':
    'KMS may stop at any time; Pro clusters are deleted from {clusterDeletionAt} at the latest (in {deletionDays} d)',
  'Account overdue (first seen {since}). KMS rejects all calls and cluster control is lost. Pro clusters are deleted from {clusterDeletionAt} at the latest (in {deletionDays} d).':
    'KMS rejects all calls; Pro clusters are deleted from {clusterDeletionAt} at the latest (in {deletionDays} d)',
  'Account overdue (first seen {since}), for more than fifteen days: Pro clusters are being deleted.':
    'Pro clusters are being deleted',
} as const satisfies Readonly<Record<string, Text>>;
