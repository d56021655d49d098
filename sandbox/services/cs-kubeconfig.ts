import { type Call, operation } from '../api/operation.ts';
import { boolean, integer, optional, orElse, text } from '../api/params.ts';
import type { Cluster } from '../world/cluster.ts';
import type { ClientLogin } from '../world/doors.ts';
import { Refusal } from '../world/refusal.ts';
import { day, minute, utc } from '../world/time.ts';
import { clusterOf, clusterResource } from './cs-reads.ts';
import { endpointsOf } from './cs-shape.ts';

/** Documented: three years when no time is asked for. */
const usual = 3 * 365 * day;

function base64(pem: string): string {
  return Buffer.from(pem).toString('base64');
}

/** The id in the certificate: RBAC of the cluster knows RAM users and roles by it. */
function uidOf({ principal, account, actor }: Call): string {
  return principal.kind === 'root' ? account.id : (actor.principalId.split(':')[0] ?? '');
}

function kubeconfig(cluster: Cluster, uid: string, server: string, login: ClientLogin): string {
  const context = `${uid}-${cluster.id}`;
  return [
    'apiVersion: v1',
    'clusters:',
    '- cluster:',
    `    server: ${server}`,
    `    certificate-authority-data: ${base64(login.ca)}`,
    '  name: kubernetes',
    'contexts:',
    '- context:',
    '    cluster: kubernetes',
    `    user: "${uid}"`,
    `  name: ${context}`,
    `current-context: ${context}`,
    'kind: Config',
    'preferences: {}',
    'users:',
    `- name: "${uid}"`,
    '  user:',
    `    client-certificate-data: ${base64(login.certificate)}`,
    `    client-key-data: ${base64(login.key)}`,
    '',
  ].join('\n');
}

/**
 * https://www.alibabacloud.com/help/en/ack/ack-managed-and-ack-dedicated/developer-reference/api-cs-2015-12-15-describeclusteruserkubeconfig
 * Certificates are judged by real clocks, their expiry perhaps by that of the world: they hold for both.
 * Assumptions: a cluster without public endpoint gives its private one; one that is being created gives none.
 */
const describeClusterUserKubeconfig = operation({
  name: 'DescribeClusterUserKubeconfig',
  actions: ['cs:DescribeClusterUserKubeconfig'],
  rate: 'cs',
  route: { method: 'GET', path: '/k8s/{ClusterId}/user_config' },
  params: {
    ClusterId: text({ max: 64 }),
    PrivateIpAddress: orElse(boolean(), false),
    TemporaryDurationMinutes: optional(integer(15, 4320)),
  },
  resource: clusterResource,
  run: (call, { ClusterId, PrivateIpAddress, TemporaryDurationMinutes: minutes }) => {
    const { world, realNow } = call;
    const cluster = clusterOf(call, ClusterId);
    const { open, inside } = endpointsOf(world, cluster);
    if (!world.doors || cluster.type === 'ExternalKubernetes') {
      throw new Refusal(400, 'ErrorClusterNotReady', 'The cluster has no kubeconfig.');
    }
    const clocks = [realNow, world.clock.now];
    const until = Math.max(...clocks) + (minutes === undefined ? usual : minutes * minute);
    const uid = uidOf(call);
    const name = `${uid}-${Math.floor(realNow / 1000)}`;
    const term = { from: Math.min(...clocks) - 5 * minute, until };
    const login = world.doors.login(cluster, { name, groups: ['system:users'] }, term);
    const server = PrivateIpAddress || open === '' ? inside : open;
    return { config: kubeconfig(cluster, uid, server, login), expiration: utc(until) };
  },
});

export const csKubeconfig = [describeClusterUserKubeconfig];
