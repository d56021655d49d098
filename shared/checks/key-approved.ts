import { keysInUse } from '../model/key.ts';
import { UNENCRYPTED } from './cluster-encryption.ts';
import { defineCheck, fail, pass, skipped } from './define-check.ts';
import { SWITCH_KEY } from './switch-key.ts';

export const keyApproved = defineCheck({
  id: 'key-approved',
  order: 70,
  title: 'Key is one of the approved keys',
  headline: 'KMS key not approved',
  severity: 'high',
  job: 'inventory',
  resource: 'key',
  reads: ['clusters'],
  link: 'key',
  explainedBy: [UNENCRYPTED],
  decides: ['iso-27001-2022:A.8.24'],
  supports: [
    'cis-ack-1.0:6.2.1',
    'cis-kubernetes:1.2.28',
    'mlps-level-3:8.1.4.8',
    'pci-dss-4.0.1:3.5',
    'pci-dss-4.0.1:3.6',
    'nist-800-53:SC-12',
    'soc-2:CC6.1',
  ],
  why: 'A key outside the approved list bypasses the controls of the organisation.',
  judged: 'Runs only when approvedKeys is configured. A key passes when its ID or its ARN is listed.',
  remedy: 'Switch the cluster to an approved key, or add the key to approvedKeys.',
  command: SWITCH_KEY,
  page: 'key',
  evaluate: ({ clusters }, { approvedKeys }) => {
    const approved = new Set(
      approvedKeys.flatMap((entry) => [entry, entry.slice(entry.lastIndexOf('/') + 1)]),
    );
    return keysInUse(clusters).map((key) => {
      if (approvedKeys.length === 0) return skipped(key, 'No approved keys are configured.');
      return approved.has(key.id) || approved.has(key.reference)
        ? pass(key, 'The key is approved.')
        : fail(key, 'The key is not in the list of approved keys.');
    });
  },
});
