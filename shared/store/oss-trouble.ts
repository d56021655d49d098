import { AppError } from '../model/error.ts';
import type { BucketAddress } from './oss-client.ts';
import type { OssFailure } from './oss-failure.ts';

/** What was to be done, for the words of an error. */
export interface Deed {
  /** RAM action that allows it */
  permission: string;
  /** object it was about; '' for the bucket */
  key: string;
}

/** A call that a RAM action is missing for. */
export class StoreDenied extends AppError {
  readonly permission: string;

  constructor(permission: string, message: string, hint: string) {
    super('StoreDenied', message, hint);
    this.permission = permission;
  }
}

const CREDENTIALS = /^(InvalidAccessKeyId|SignatureDoesNotMatch|InvalidSecurityToken|SecurityTokenExpired)/;
const OTHER_REGION = /addressed using the specified endpoint/;

/** The error for people. */
export function ossTrouble({ bucket, region }: BucketAddress, deed: Deed, failure: OssFailure): AppError {
  const { status, code, message } = failure;
  const place = `oss://${bucket}/${deed.key}`;
  const said = told(failure);
  if (status === null || status >= 500 || status === 429) {
    const hint =
      'Check the network, or try again later. Whether the last write was carried out is not known.';
    return new AppError('StoreUnreachable', `OSS did not answer for ${place}: ${said}.`, hint);
  }
  if (code === 'NoSuchBucket' || OTHER_REGION.test(message)) {
    const hint = 'Create the bucket without versioning, or correct store.oss.bucket and store.oss.region.';
    return new AppError('StoreMissing', `There is no bucket ${bucket} in ${region}.`, hint);
  }
  if (code === 'FileImmutable') {
    const hint =
      'Keep the state in a bucket without retention policy; evidence is written once and may have one.';
    return new AppError('StoreNotWritable', `A retention policy protects ${place}: ${said}.`, hint);
  }
  if (status === 403) return denied(place, deed, failure);
  const hint = 'Check store.oss in the configuration.';
  return new AppError('StoreUnreachable', `OSS refused the call for ${place}: ${said}.`, hint);
}

function denied(place: string, { permission }: Deed, failure: OssFailure): AppError {
  const { code } = failure;
  const said = told(failure);
  if (code === 'RequestTimeTooSkewed') {
    const hint = 'Set the clock of this machine: OSS takes requests that are at most 15 minutes off.';
    return new AppError('StoreDenied', `OSS refused the time of the call for ${place}: ${said}.`, hint);
  }
  if (CREDENTIALS.test(code)) {
    const hint = 'Renew the credentials; a security token may have expired during the run.';
    return new AppError('StoreDenied', `OSS rejected the credentials for ${place}: ${said}.`, hint);
  }
  const hint = `Grant ${permission} on the bucket, and see that its account is not overdue.`;
  return new StoreDenied(permission, `OSS denied ${permission} on ${place}: ${said}.`, hint);
}

function told({ code, message, requestId }: OssFailure): string {
  const words = [code, message.replace(/[.\s]+$/, '')].filter((part) => part !== '').join(': ');
  return requestId === '' ? words : `${words} (request ${requestId})`;
}

export function versioned({ bucket }: BucketAddress, status: string): AppError {
  return new AppError(
    'StoreVersioned',
    `Versioning of the bucket ${bucket} is ${status}: OSS then ignores x-oss-forbid-overwrite, so write-once objects can be overwritten.`,
    'Use a bucket whose versioning was never on; it cannot be switched off for good.',
  );
}

/** OSS answered without naming them among those that it deleted. */
export function notDeleted({ bucket }: BucketAddress, left: readonly string[], of: number): AppError {
  return new AppError(
    'StoreNotWritable',
    `OSS did not delete ${left.length} of ${of} objects, first oss://${bucket}/${left[0]}.`,
    'Check whether a retention policy protects them, or a policy denies oss:DeleteObject on them.',
  );
}

/** The job was stopped, or its deadline passed. */
export function stopped({ bucket }: BucketAddress, { key }: Deed): AppError {
  return new AppError(
    'StoreUnreachable',
    `The call for oss://${bucket}/${key} was stopped.`,
    'Whether it was carried out is not known.',
  );
}
