import type { Service } from '../api/operation.ts';
import { GatewayRefusal, Refusal } from '../world/refusal.ts';
import { csEncryption } from './cs-encryption.ts';
import { csKubeconfig } from './cs-kubeconfig.ts';
import { csNodes } from './cs-nodes.ts';
import { csPermissions } from './cs-permissions.ts';
import { csReads } from './cs-reads.ts';
import { at } from './hosts.ts';

/** https://www.alibabacloud.com/help/en/ack/ack-managed-and-ack-dedicated/security-and-compliance/use-kms-to-encrypt-kubernetes-secrets-2 */
export const cs: Service = {
  code: 'CS',
  version: '2015-12-15',
  style: 'ROA',
  ...at({ regional: ['cs', 'cs-anony-vpc', 'cs-vpc'], central: ['cs.aliyuncs.com'] }),
  global: false,
  showsStatus: false,
  echoesHost: false,
  // Code: Terraform retries on it. Status and text: assumption.
  throttled: () => new GatewayRefusal(429, 'Throttling.User', 'Request was denied due to user flow control.'),
  denied: (action, { kind }) =>
    new Refusal(
      403,
      'StatusForbidden',
      `${kind === 'role' ? 'STSToken' : 'RAM'} policy Forbidden for action ${action}`,
    ),
  deniedInDetail: true,
  operations: [...csReads, ...csNodes, ...csPermissions, ...csKubeconfig, ...csEncryption],
};
