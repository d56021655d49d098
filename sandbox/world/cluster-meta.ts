import type { Cluster, Encryption } from './cluster.ts';
import type { Json, JsonObject } from './json.ts';

/** What a scenario gives a field to leave it out of the wire. */
export const missingField = '~missing';

/** Other capabilities of a running cluster, from captured list entries. */
const commonCapabilities = {
  AnyAZ: true,
  CSI: true,
  CpuPolicy: true,
  DeploymentSet: true,
} as const;

const moreCapabilities = {
  EnterpriseSecurityGroup: true,
  IntelSGX: false,
  Knative: true,
  Network: 'terway-eniip',
  NgwPayByLcu: true,
  NodeCIDRMask: '25',
  NodeNameMode: true,
  ProxyMode: 'ipvs',
  PublicSLB: false,
  RamRoleType: 'restricted',
  SandboxRuntime: true,
  Taint: true,
  TerwayEniip: true,
  UserData: true,
} as const;

function capabilitiesWith(flags: JsonObject): JsonObject {
  return { ...commonCapabilities, ...flags, ...moreCapabilities };
}

function metaDocument(cluster: Cluster, capabilities: Json, creating: boolean): JsonObject {
  return {
    Addons: [{ name: 'cloud-controller-manager', version: 'v2.11.1', disabled: false, config: '' }],
    AuditProjectName: '',
    Capabilities: capabilities,
    CloudMonitorVersion: '',
    ClusterDomain: 'cluster.local',
    ControlPlaneLogConfig: { components: null },
    EtcdVersion: 'v3.5.4',
    ExtraCertSAN: null,
    HasSandboxRuntime: false,
    IPStack: 'ipv4',
    KubernetesVersion: creating ? '' : cluster.version,
    MultiAZ: false,
    OSType: 'Linux',
    Platform: 'AliyunLinux',
    RRSAConfig: { enabled: false },
    ResourceGroupId: 'rg-sandbox000000001',
    Runtime: 'containerd',
    RuntimeVersion: '1.6.39',
    ServiceCIDR: '192.168.0.0/16',
    SubClass: creating ? '' : cluster.profile.toLowerCase(),
    VersionSpec: null,
    VpcCidr: '10.0.0.0/8',
  };
}

/** A cluster that is being created has only these (captured). */
const earlyCapabilities: JsonObject = { IntelSGX: false, SandboxRuntime: true };

function capabilitiesOf(cluster: Cluster, { on, key }: Encryption): Json | undefined {
  const [DisableEncryption, EncryptionKMSKeyId] = [!on, key];
  switch (cluster.metaData) {
    case 'noCapabilities':
      return undefined;
    case 'capabilitiesNull':
      return null;
    case 'capabilitiesText':
      return '';
    case 'noFlags':
      return capabilitiesWith({});
    case 'flagOnly':
      return capabilitiesWith({ DisableEncryption });
    case 'keyOnly':
      return capabilitiesWith({ EncryptionKMSKeyId });
    case 'stringBooleans':
      return capabilitiesWith({ DisableEncryption: String(DisableEncryption), EncryptionKMSKeyId });
    case 'onWithoutKey':
      return capabilitiesWith({ DisableEncryption: false, EncryptionKMSKeyId: '' });
    default:
      return capabilitiesWith({ DisableEncryption, EncryptionKMSKeyId });
  }
}

/** The field `meta_data`: JSON text on the real wire, or one of the odd forms a client must survive. */
export function metaData(cluster: Cluster, encryption: Encryption, creating: boolean): Json {
  if (cluster.metaData === 'missing') return missingField;
  if (cluster.metaData === 'null') return null;
  if (cluster.metaData === 'empty' || cluster.type === 'ExternalKubernetes') return '';
  const capabilities = creating ? earlyCapabilities : capabilitiesOf(cluster, encryption);
  const document = metaDocument(cluster, capabilities ?? null, creating);
  if (capabilities === undefined) delete document['Capabilities'];
  if (cluster.metaData === 'object') return document;
  const text = JSON.stringify(document);
  return cluster.metaData === 'notJson' ? text.slice(0, 60) : text;
}
