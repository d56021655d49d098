import { keysInUse } from '../model/key.ts';
import { defineCheck, fail, pass, skipped } from './define-check.ts';

export const keyApproved = defineCheck({
  id: 'key-approved',
  title: 'Key is one of the approved keys',
  severity: 'high',
  job: 'inventory',
  resource: 'key',
  reads: ['clusters'],
  why: 'A key outside the approved list escapes the controls that the organisation put around its keys.',
  judged: 'Judges only when approvedKeys is configured. A key passes when its id or its ARN is listed.',
  remedy: 'Switch the cluster to an approved key, or add the key to approvedKeys.',
  command:
    'aliyun cs UpdateKMSEncryption --region {region} --ClusterId <cluster id> --body \'{"disable_encryption":false,"kms_key_id":"<approved key id>"}\'',
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
