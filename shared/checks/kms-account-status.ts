import type { KmsStatus } from '../model/kms.ts';
import { MOVE_TO_KMS } from './cluster-encryption.ts';
import { defineCheck, fail, pass, skipped, unknown, type Verdict } from './define-check.ts';

export const kmsAccountStatus = defineCheck({
  id: 'kms-account-status',
  order: 160,
  title: 'Account can use KMS in every region with clusters',
  headline: 'KMS will stop, account overdue',
  severity: 'critical',
  job: 'keys',
  resource: 'region',
  reads: ['kmsStatus'],
  sources: ['kmsStatus'],
  link: 'keyState',
  linkText: 'KMS {status}',
  mustHold: true,
  supports: [
    'cis-ack-1.0:6.2.1',
    'cis-kubernetes:1.2.28',
    'mlps-level-3:8.1.4.8',
    'iso-27001-2022:A.8.24',
    'pci-dss-4.0.1:3.5',
    'pci-dss-4.0.1:3.7',
    'nist-800-53:SC-12',
    'nist-800-53:SC-28',
  ],
  why: 'When an account is more than seven days overdue, KMS rejects every call: Secrets cannot be read and control of the whole cluster is lost.',
  judged:
    'Enabled passes. Suspended fails as critical, overdue as high, and not activated as high while a cluster in the region is encrypted.',
  remedy: 'Pay the outstanding bills now.',
  command: 'aliyun kms DescribeAccountKmsStatus --region {id}',
  page: 'billing',
  evaluate: ({ kmsStatus }) =>
    kmsStatus.map((entry) => {
      const { region, clusters, encrypted, status } = entry;
      const target = { id: region, region, clusters: encrypted.length > 0 ? encrypted : clusters };
      if (status.seen) return judge(target, entry, status.value);
      if (status.because !== 'not-offered') return unknown(target, status);
      return unknown(
        target,
        'KMS is not available in {region}.',
        { region, because: status.because },
        WITHOUT_KMS,
      );
    }),
});

const WITHOUT_KMS = { severity: 'info', remedy: MOVE_TO_KMS } as const;

function judge(target: { id: string; region: string }, { encrypted }: KmsStatus, status: string): Verdict {
  switch (status) {
    case 'Enabled':
      return pass(target, 'KMS is enabled.', { status });
    case 'InDebt':
    case 'Index': // an old English page prints InDebt so
      return fail(
        target,
        'The account is overdue; KMS stops after seven days.',
        { status },
        { severity: 'high' },
      );
    case 'Suspended':
      return fail(target, 'KMS is suspended because the account is overdue.', { status });
    case 'NotEnabled':
      return encrypted.length === 0
        ? skipped(target, 'KMS is not activated, and no cluster here is encrypted.', { status })
        : fail(
            target,
            'KMS is not activated, but clusters here are encrypted.',
            { status },
            {
              severity: 'high',
              remedy: 'Activate KMS in the region.',
              command: 'aliyun kms OpenKmsService --region {id}',
            },
          );
    default:
      return unknown(target, 'Unknown key state: {state}.', { state: status });
  }
}
