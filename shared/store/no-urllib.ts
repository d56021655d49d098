/**
 * Stands in the bundles for `urllib`, which ali-oss requires when it is loaded and uses only when it is given no other sender:
 * `OssClients` always gives it one.
 */
export function request(): never {
  throw new Error('the OSS client was given no sender');
}
