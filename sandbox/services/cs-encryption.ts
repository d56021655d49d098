import * as v from 'valibot';
import { type Call, operation } from '../api/operation.ts';
import { invalid, text } from '../api/params.ts';
import type { Cluster } from '../world/cluster.ts';
import { ackCanAssume } from '../world/grants.ts';
import { serviceRoleName } from '../world/identity.ts';
import { parseJson } from '../world/json.ts';
import { isServiceKey } from '../world/key.ts';
import { clusterState } from '../world/ledger.ts';
import { Refusal } from '../world/refusal.ts';
import { findKey } from '../world/serving.ts';
import { minute } from '../world/time.ts';
import { change, valueAt } from '../world/timeline.ts';
import { grantsOf } from './cs-permissions.ts';
import { clusterOf, clusterResource } from './cs-reads.ts';

/** https://www.alibabacloud.com/help/zh/ack/ack-managed-and-ack-dedicated/developer-reference/api-cs-2015-12-15-updatekmsencryption */
const request = v.object({
  disable_encryption: v.boolean(),
  kms_key_id: v.optional(v.string(), ''),
});

/** Besides RAM, the caller needs to be administrator or O&M engineer of the cluster. */
function requireOperator(call: Call, cluster: Cluster): void {
  const may = grantsOf(call).some(
    ({ cluster: where, role }) =>
      (where === 'all' || where === cluster.id) && (role === 'admin' || role === 'ops'),
  );
  if (may) return;
  throw new Refusal(
    403,
    'ForbiddenUpdateKMSState',
    'The caller has no administrator or O&M permission on this cluster.',
  );
}

/** Documented: HTTP 409 until five minutes after the last change was complete. Code and text are assumptions. */
function requireSettled(call: Call, cluster: Cluster): void {
  const { now } = call.world.clock;
  const conflict = (why: string): Refusal => new Refusal(409, 'ErrClusterStateConflict', why);
  if (clusterState(call.world, call.account, cluster) !== 'running')
    throw conflict('The cluster is not running.');
  if (cluster.changeDone !== null && now < cluster.changeDone + 5 * minute) {
    throw conflict('The cluster was changed less than 5 minutes ago.');
  }
}

function requireRole(call: Call): void {
  const role = call.account.roles.get(serviceRoleName.toLowerCase());
  if (ackCanAssume(role, call.world.clock.now)) return;
  throw new Refusal(
    400,
    'ErrManagedSecurityRoleNotAttach',
    'please complete the security ramrole authorization',
  );
}

/** What the page demands of the key is documented, the codes are assumptions. */
function requireFittingKey(call: Call, cluster: Cluster, name: string): void {
  const { now } = call.world.clock;
  const unfit = (why: string): Refusal => new Refusal(400, 'ErrKMSKeyInvalid', why);
  if (name === '') throw unfit('kms_key_id is required to enable encryption.');
  const key = findKey(call.account, cluster.region, name, now);
  if (typeof key === 'string') throw unfit(`The KMS key ${name} is not found in ${cluster.region}.`);
  if (isServiceKey(key)) throw unfit('Service keys are not supported.');
  if (key.spec !== 'Aliyun_AES_256') throw unfit(`The key spec ${key.spec} is not supported.`);
  if (key.usage !== 'ENCRYPT/DECRYPT') throw unfit(`The key usage ${key.usage} is not supported.`);
  if (valueAt(key.state, now) !== 'Enabled') throw unfit(`The key state is ${valueAt(key.state, now)}.`);
}

function requirePro(cluster: Cluster): void {
  if (cluster.type === 'ManagedKubernetes' && cluster.spec.startsWith('ack.pro.')) return;
  throw new Refusal(400, 'ErrClusterSpecNotSupported', 'Only Pro clusters support Secret encryption.');
}

function requireAll(call: Call, cluster: Cluster, on: boolean, key: string): void {
  requirePro(cluster);
  requireOperator(call, cluster);
  requireSettled(call, cluster);
  requireRole(call);
  if (on) requireFittingKey(call, cluster, key);
}

/** The cluster is `updating` for a while; the flags change when it is `running` again. */
function begin(call: Call, cluster: Cluster, on: boolean, key: string): void {
  const { world } = call;
  const { now } = world.clock;
  const before = valueAt(cluster.encryption, now);
  const done = now + (call.takes ?? world.settings.updateTakes);
  const kept = world.settings.keyIdKeptWhenOff ? before.key : '';
  change(cluster.state, now, 'updating', [{ from: done, value: 'running' }]);
  change(cluster.encryption, now, before, [{ from: done, value: { on, key: on ? key : kept } }]);
  cluster.changeDone = done;
  cluster.updated = now;
}

const updateKmsEncryption = operation({
  name: 'UpdateKMSEncryption',
  actions: ['cs:UpdateKMSEncryption'],
  kind: 'change',
  rate: 'cs',
  route: { method: 'PUT', path: '/clusters/{ClusterId}/kms' },
  params: { ClusterId: text({ max: 64 }) },
  resource: clusterResource,
  touches: (_, { ClusterId }) => ({ type: 'ACS::ACK::Cluster', names: [ClusterId], referenced: false }),
  run: (call, { ClusterId }, body) => {
    const asked = v.safeParse(request, parseJson(body));
    if (!asked.success) throw invalid(v.getDotPath(asked.issues[0]) ?? 'body');
    const cluster = clusterOf(call, ClusterId);
    const { disable_encryption: off, kms_key_id: key } = asked.output;
    if (call.checked) requireAll(call, cluster, !off, key);
    begin(call, cluster, !off, key);
    return null;
  },
});

export const csEncryption = [updateKmsEncryption];
