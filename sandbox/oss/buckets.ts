import { type Bucket, bucketAcls } from '../world/bucket.ts';
import { fingerprint } from '../world/ids.ts';
import { Refusal } from '../world/refusal.ts';
import { type Account, bucketNamed, type WorldState } from '../world/world-state.ts';
import { type Elements, xml } from './xml.ts';

function describe({ name, region, created }: Bucket): Elements {
  return {
    Name: name,
    CreationDate: new Date(created).toISOString(),
    Location: `oss-${region}`,
    ExtranetEndpoint: `oss-${region}.aliyuncs.com`,
    IntranetEndpoint: `oss-${region}-internal.aliyuncs.com`,
    StorageClass: 'Standard',
  };
}

/** https://www.alibabacloud.com/help/en/oss/developer-reference/listbuckets */
export function listBuckets(account: Account): string {
  const Bucket = [...account.buckets.values()].map(describe);
  return xml('ListAllMyBucketsResult', { Owner: ownerOf(account.id), Buckets: { Bucket } });
}

function ownerOf(id: string): Elements {
  return { ID: id, DisplayName: id };
}

/** Who has a bucket may put it again; a name that another account has is refused. https://www.alibabacloud.com/help/en/oss/developer-reference/putbucket */
export function putBucket(
  world: WorldState,
  account: Account,
  { name, region, acl: asked = 'private' }: { name: string; region: string; acl: string | undefined },
): void {
  const acl = bucketAcls.find((known) => known === asked);
  if (!acl) throw new Refusal(400, 'InvalidArgument', 'no such bucket access control exists');
  if (!/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(name))
    throw new Refusal(400, 'InvalidBucketName', 'The specified bucket is not valid.', { BucketName: name });
  const known = bucketNamed(world, name);
  if (known && (known.account !== account.id || known.region !== region)) {
    const text =
      'The requested bucket name is not available. The bucket namespace is shared by all users of the system.';
    throw new Refusal(409, 'BucketAlreadyExists', text, { BucketName: name });
  }
  if (known) {
    known.acl = acl;
    return;
  }
  const plain = { versioning: 'none', wormDays: null, objects: new Map() } as const;
  account.buckets.set(name, { name, region, acl, account: account.id, created: world.clock.now, ...plain });
}

/** https://www.alibabacloud.com/help/en/oss/developer-reference/getbucketinfo */
export function getBucketInfo(bucket: Bucket): string {
  const Versioning = bucket.versioning === 'none' ? undefined : bucket.versioning;
  return xml('BucketInfo', {
    Bucket: {
      ...describe(bucket),
      Owner: ownerOf(bucket.account),
      AccessControlList: { Grant: bucket.acl },
      Versioning,
    },
  });
}

/** https://www.alibabacloud.com/help/en/oss/developer-reference/getbucketacl */
export function getBucketAcl({ account, acl }: Bucket): string {
  return xml('AccessControlPolicy', { Owner: ownerOf(account), AccessControlList: { Grant: acl } });
}

/** No bucket here logs what is read. https://www.alibabacloud.com/help/en/oss/developer-reference/getbucketlogging */
export function getBucketLogging(): string {
  return xml('BucketLoggingStatus', {});
}

/** https://www.alibabacloud.com/help/en/oss/developer-reference/getbucketpolicy */
export function getBucketPolicy({ name }: Bucket): never {
  const text = 'The bucket policy does not exist.';
  throw new Refusal(404, 'NoSuchBucketPolicy', text, { Bucket: name });
}

/** https://www.alibabacloud.com/help/en/oss/developer-reference/getbucketencryption */
export function getBucketEncryption({ name }: Bucket): never {
  const text = 'The server side encryption configuration does not exist.';
  throw new Refusal(404, 'NoSuchServerSideEncryptionRule', text, { BucketName: name });
}

/** Empty as long as versioning was never on. https://www.alibabacloud.com/help/en/oss/developer-reference/getbucketversioning */
export function getBucketVersioning({ versioning }: Bucket): string {
  return xml('VersioningConfiguration', { Status: versioning === 'none' ? undefined : versioning });
}

/** https://www.alibabacloud.com/help/en/oss/developer-reference/getbucketworm */
export function getBucketWorm({ name, wormDays, created }: Bucket): string {
  if (wormDays === null) {
    // Status documented; code: assumption.
    throw new Refusal(404, 'NoSuchWORMConfiguration', 'The bucket does not have a WORM configuration.');
  }
  return xml('WormConfiguration', {
    WormId: fingerprint('worm', name).slice(0, 32).toUpperCase(),
    State: 'Locked',
    RetentionPeriodInDays: wormDays,
    CreationDate: new Date(created).toISOString(),
  });
}
