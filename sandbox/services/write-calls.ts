/**
 * The write calls of each product that bear on keys, clusters, roles, trails and ways through the network, as the vendor names
 * them: those that are operations here, and those whose events can only be made up. aliyun-openapi-meta, and the SDKs.
 */
export const writeCalls: Readonly<Record<string, readonly string[]>> = {
  Kms: words(`
    AsymmetricSign CancelKeyDeletion CreateAlias CreateKey CreateKeyVersion Decrypt DeleteAlias DeleteKeyMaterial DisableKey EnableKey
    Encrypt GetPublicKey ImportKeyMaterial OpenKmsService ReleaseKmsInstance ScheduleKeyDeletion SetDeletionProtection SetKeyPolicy TagResource
    UntagResource UpdateAlias UpdateKmsInstanceBindVpc UpdateRotationPolicy
  `),
  CS: words(`
    CleanUserPermissions CreateCluster DeleteCluster GrantPermissions MigrateCluster ModifyCluster RevokeK8sClusterKubeConfig
    UpdateKMSEncryption UpdateUserPermissions UpgradeCluster
  `),
  Ram: words(`
    AttachPolicyToRole AttachPolicyToUser CreatePolicy CreatePolicyVersion CreateRole DeletePolicy DeletePolicyVersion
    DeleteRole DetachPolicyFromRole DetachPolicyFromUser SetDefaultPolicyVersion UpdateRole
  `),
  ResourceManager: words(`
    AttachPolicy CreatePolicyVersion CreateRole CreateServiceLinkedRole DeleteRole DetachPolicy SetDefaultPolicyVersion UpdateRole
  `),
  Actiontrail: words(
    'CreateTrail DeleteTrail StartLogging StopLogging UpdateGlobalEventsStorageRegion UpdateTrail',
  ),
  Ecs: words('AuthorizeSecurityGroupEgress ModifySecurityGroupEgressRule RevokeSecurityGroupEgress'),
  Vpc: words('AssociateNetworkAcl UpdateNetworkAclEntries'),
};

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}
