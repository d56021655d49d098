import { minute } from './time.ts';

/** Readings the documentation leaves open, and documented delays: a scenario may set each the other way. */
export interface Settings {
  /** until an event can be looked up; documented: up to ten minutes */
  eventDelay: number;
  /** where RAM and other global events are kept: ap-southeast-1 by default, cn-hangzhou on request */
  globalEventsRegion: string;
  /** the spelling the RoleName condition accepts for the service role; `none`: it never matches (not documented) */
  roleNameAttribute: 'AliyunCSManagedSecurityRole' | 'aliyuncsmanagedsecurityrole' | 'none';
  /** whether Encrypt events say which key was used (assumption) */
  encryptNamesKey: boolean;
  /** whether Decrypt events say which key was used; the request itself does not (assumption) */
  decryptNamesKey: boolean;
  /** eventRW of Encrypt and Decrypt (assumption) */
  cryptoEventRw: 'Read' | 'Write';
  /** whether reads of KMS leave events too; the real KMS reports every call */
  recordReads: boolean;
  /** how long UpdateKMSEncryption keeps a cluster in `updating` */
  updateTakes: number;
  /** whether EncryptionKMSKeyId stays when encryption is switched off (assumption) */
  keyIdKeptWhenOff: boolean;
  /** what one regional ACK endpoint lists: the whole account (client evidence) or its own region */
  clusterListScope: 'account' | 'region';
  /** largest page_size ACK accepts before it falls back to it (assumption: 50) */
  clusterPageLimit: number;
  /** state of a cluster whose key cannot be used (not documented) */
  stateWhenKeyUnusable: 'running' | 'unavailable';
  /** code of cryptographic calls to a key in an expired instance (not documented for keys) */
  expiredInstanceCode: 'Rejected.Unavailable' | 'Forbidden.DKMSInstanceStateInvalid';
  /** whether InDebt already refuses cryptographic calls; Suspended always does (not documented) */
  inDebtRefusesCrypto: boolean;
  /** whether a narrowed key policy shuts out the service role (not documented) */
  keyPolicyBindsServiceRole: boolean;
  /** whether refusals by RAM carry AccessDeniedDetail; KMS never does here, as its documented sample */
  accessDeniedDetail: boolean;
  /** StartTime older than 90 days: answer from 90 days ago, or refuse (not documented) */
  lookupBeyond90Days: 'clip' | 'refuse';
}

export const defaultSettings: Settings = {
  eventDelay: 5 * minute,
  globalEventsRegion: 'ap-southeast-1',
  roleNameAttribute: 'AliyunCSManagedSecurityRole',
  encryptNamesKey: true,
  decryptNamesKey: true,
  cryptoEventRw: 'Write',
  recordReads: false,
  updateTakes: 3 * minute,
  keyIdKeptWhenOff: true,
  clusterListScope: 'account',
  clusterPageLimit: 50,
  stateWhenKeyUnusable: 'running',
  expiredInstanceCode: 'Rejected.Unavailable',
  inDebtRefusesCrypto: false,
  keyPolicyBindsServiceRole: true,
  accessDeniedDetail: true,
  lookupBeyond90Days: 'clip',
};
