/** Splits a list that is written as text. */
function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

/**
 * Fields whose text stays as it is when it looks harmless: enumerations, times, counts, versions and regions. All other
 * text is renamed. `parent.field` stands for that field of that parent only.
 */
const VERBATIM = words(`
  state cluster_type cluster_spec profile region_id regionId current_version init_version next_version created updated
  network_mode ip_stack proxy_mode timezone version DisableEncryption CpuPolicy Network ProxyMode RamRoleType EtcdVersion
  IPStack KubernetesVersion OSType Platform Runtime RuntimeVersion SubClass VersionSpec channel type level time role_type
  resource_type total_count page_number page_size
  KeyState KeySpec KeyUsage Origin CreationDate ProtectionLevel AutomaticRotation LastRotationDate NextRotationDate
  RotationInterval MaterialExpireTime DeletionProtection DeleteDate AccountStatus Status SaleStatus ChargeType ProductType
  ProductVersion CreateTime StartDate EndDate RegionId PageNumber PageSize TotalCount
  PolicyType DefaultVersion VersionId CreateDate UpdateDate AttachDate Effect Version Action NotAction Principal.Service
  HomeRegion Region TrailRegion EventRW UpdateTime StartLoggingTime StopLoggingTime LatestDeliveryTime
  LatestDeliveryLogServiceTime StartTime EndTime MaxResults Direction LookupAttribute.Key LookupAttribute.Value
  IsLogging OssBucketStatus SlsLogStoreStatus IsOrganizationTrail
  eventVersion eventCategory eventType eventRW eventName eventTime serviceName apiVersion acsRegion isGlobal errorCode
  resourceType AcsProduct mfaAuthenticated creationDate PendingWindowInDays EnableAutomaticRotation
  EnableDeletionProtection disable_encryption
  IdentityType Expiration DurationSeconds query.RoleSessionName
  ControlPolicyStatus MemberDeletionStatus Type JoinMethod JoinTime ModifyTime
  Currency PaymentCurrency BillingCycle BillingDate Granularity ProductCode ProductName ProductDetail CommodityCode
  PipCode SubscriptionType BillingItem BillingItemCode BillingType BizType Item ItemName Usage UsageUnit ListPriceUnit
  NodeCIDRMask SecretNum ServicePeriod ServicePeriodUnit PaymentTime UsageStartTime UsageEndTime IsHideZeroCharge
  NicType Permission.Policy Permission.IpProtocol Permission.PortRange Permission.Priority
  IngressAclEntry.Policy IngressAclEntry.Protocol IngressAclEntry.Port
  EgressAclEntry.Policy EgressAclEntry.Protocol EgressAclEntry.Port
  region value.Code answer.because answer.code answer.at answer.permission thing.facet
  Filters.Key Filters.Values
  configuration.site configuration.regions policy.profiles policy.rotation severity.* waivers.check waivers.until confirmations.rewritten
`);

/** The same within the parameters of an event: they are those of any call, so that no other name can be trusted there. */
const VERBATIM_IN_EVENTS: ReadonlySet<string> = new Set(
  words(`
    RegionId AcsProduct PendingWindowInDays EnableAutomaticRotation EnableDeletionProtection DisableEncryption
    disable_encryption RotationInterval PolicyType EventRW Effect Action NotAction
  `),
);
const EVENT_PARAMETERS: ReadonlySet<string> = new Set(['requestParameters', 'responseElements']);

/** Further names of fields that the cloud or the configuration gives; any other name may be somebody's own word. */
const NAMES = words(`
  clusters cluster_id name tags key value meta_data size page_info master_url api_server_endpoint
  intranet_api_server_endpoint vpc_id vswitch_id vswitch_ids security_group_id zone_id resource_group_id subnet_cidr
  container_cidr service_cidr cluster_domain deletion_protection private_zone docker_version external_loadbalancer_id
  worker_ram_role_name  maintenance_window operation_policy parameters capabilities roles granted message requestId status
  Addons Capabilities AnyAZ CSI DeploymentSet EncryptionKMSKeyId EnterpriseSecurityGroup IntelSGX Knative NgwPayByLcu
  NodeNameMode PublicSLB SandboxRuntime Taint TerwayEniip UserData AuditProjectName CloudMonitorVersion
  ClusterDomain ControlPlaneLogConfig ExtraCertSAN HasSandboxRuntime MultiAZ RRSAConfig ResourceGroupId ServiceCIDR
  VpcCidr enabled disabled config events event_id source subject data reason regions localName resource_id role_name
  is_owner is_ram_role ClusterId aliuid log_project log_ttl components
  KeyMetadata Arn Creator CreatorType DKMSInstanceId DeletionProtectionDescription Description KeyId PrimaryKeyVersion
  RequestId Policy PolicyName Statement Sid Principal RAM Service Federated Resource NotResource Condition KmsInstance
  KmsInstanceId InstanceId InstanceName KeyNum Spec VpcNum VpcId VswitchIds ZoneIds BindVpcs BindVpc
  VSwitchId VpcOwnerId Log LogStorage Aliases Alias AliasName AliasArn KeyVersions KeyVersion KeyVersionId Keys Key KeyArn
  KmsInstances KmsInstanceArn Tags Tag TagKey TagValue Value
  Role RoleId RoleName AssumeRolePolicyDocument MaxSessionDuration Policies DefaultPolicyVersion PolicyDocument
  IsDefaultVersion AttachmentCount
  TrailList Name TrailName TrailArn SlsProjectArn SlsWriteRoleArn OssBucketName OssBucketLocation OssKeyPrefix
  OssWriteRoleArn LatestDeliveryError LatestDeliveryLogServiceError LookupAttribute IncludeShadowTrails
  IncludeOrganizationTrail Events NextToken eventId eventSource sourceIpAddress userAgent userIdentity accessKeyId
  sessionContext attributes accountId principalId userName requestParameters AcsHost stsTokenPrincipalName
  stsTokenPlayerUid resourceName referencedResources responseElements errorMessage SecretName ProtectedResourceArn body
  Body kms_key_id KmsKeyId clusterId
  AssumedRoleUser AssumedRoleId Credentials AccessKeyId AccessKeySecret SecurityToken RoleArn ExternalId AccountId
  PrincipalId UserId
  ResourceDirectory ResourceDirectoryId MasterAccountId MasterAccountName RootFolderId IdentityInformation Accounts Account
  DisplayName FolderId ResourceDirectoryPath HostId Message Success PayerAccountId PayerAccountName OwnerName
  node_cidr_mask extra_sans auto_mode rrsa_config control_plane_endpoints_config expiration
  Data Items AccountID AccountName BillAccountID BillAccountName OwnerID OwnerId BillOwnerId InstanceID InstanceSpec
  InstanceConfig NickName ResourceGroup CostUnit Zone IntranetIP InternetIP RecordID SubOrderId PaymentTransactionID
  PageNum IsBillingItem IsDisplayLocalCurrency IsGroupByProduct Filters Values
  MaxItems Marker IsTruncated Users User UserName Groups Group GroupName Roles Comments JoinDate uid
  SecurityGroupId SecurityGroupName InnerAccessPolicy Permissions Permission SecurityGroupRuleId
  SourceCidrIp SourceGroupId SourceGroupName SourceGroupOwnerAccount SourcePrefixListId SourcePrefixListName
  SourcePortRange Ipv6SourceCidrIp DestCidrIp DestGroupId DestGroupName DestGroupOwnerAccount DestPrefixListId
  DestPrefixListName Ipv6DestCidrIp
  VSwitchName CidrBlock AvailableIpAddressCount IsDefault CreationTime ZoneId NetworkAclId NetworkAclName
  NetworkAclAttribute IngressAclEntries IngressAclEntry EgressAclEntries EgressAclEntry NetworkAclEntryId
  NetworkAclEntryName DestinationCidrIp EntryType IpVersion Resources
  account answer query path seen because permission at detail thing facet id
  configuration site rotation profiles severity check until accounts roleArn externalId directory roleName policy approvedKeys proofWindowDays changeStuckMinutes production names cryptoperiodDays materialExpiryDays
  instanceExpiryDays runwayDays monthlyBudget warn fail waivers resource owner confirmations cluster rewritten by
`);

const VERBATIM_FIELDS: ReadonlySet<string> = new Set(VERBATIM);
const KNOWN_NAMES: ReadonlySet<string> = new Set([
  ...VERBATIM.map((name) => name.slice(name.indexOf('.') + 1)),
  ...NAMES,
]);

/** Maps whose names are somebody's own words. */
const FREE_MAPS: ReadonlySet<string> = new Set(['tags', 'Tags', 'labels', 'annotations']);

/** Amounts of money. */
const AMOUNT = /Amount(Local)?$|^(ListPrice|QuotaLimit|Tax|monthlyBudget)$|^DeductedBy|Discount$/;

/** Addresses of rules about traffic that are judged. */
const TRAFFIC_ADDRESSES: ReadonlySet<string> = new Set([
  'Permission.DestCidrIp',
  'IngressAclEntry.SourceCidrIp',
  'EgressAclEntry.DestinationCidrIp',
]);

/** Where a value stands: the field that holds it, the field that holds the object of that, and whether an event does. */
export interface Place {
  field: string;
  parent: string;
  inEvent: boolean;
}

export const NOWHERE: Place = { field: '', parent: '', inEvent: false };

/** The place of a field of the object that stands at `place`. */
export function within({ field: parent, inEvent }: Place, name: string): Place {
  const field = FREE_MAPS.has(parent) ? '' : name;
  return { field, parent, inEvent: inEvent || EVENT_PARAMETERS.has(field) };
}

/** The place of an item of the list that stands at `place`. A list of tags has fields that are not the tags' own. */
export function inList(place: Place): Place {
  return FREE_MAPS.has(place.field) ? { ...place, field: '' } : place;
}

export function isVerbatim({ field, parent, inEvent }: Place): boolean {
  if (inEvent) return VERBATIM_IN_EVENTS.has(field);
  return [field, `${parent}.${field}`, `${parent}.*`].some((name) => VERBATIM_FIELDS.has(name));
}

/** Why there is no answer. */
export function isReason({ field, parent }: Place): boolean {
  return parent === 'answer' && field === 'detail';
}

export function isTrafficAddress({ field, parent, inEvent }: Place): boolean {
  return !inEvent && TRAFFIC_ADDRESSES.has(`${parent}.${field}`);
}

/** What a waiver is about: a thing, or somebody like `user/alice`. */
export function isWaived({ field, parent }: Place): boolean {
  return parent === 'waivers' && field === 'resource';
}

export function isAmount({ field }: Place): boolean {
  return AMOUNT.test(field);
}

/** Whether the name of a field of the object at `place` says nothing about its owner. */
export function isPublicName(name: string, { field }: Place): boolean {
  if (FREE_MAPS.has(field)) return false;
  if (field === 'severity') return true; // of the configuration: ids of checks
  return KNOWN_NAMES.has(name) || AMOUNT.test(name) || /^ACS::\w+::\w+$/.test(name);
}
