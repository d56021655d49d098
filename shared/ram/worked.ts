import type { GoodCalls, NeededAction } from '../model/role.ts';

/**
 * When a call of the role showed that it may do this on a key, where documents leave that open: after the last change of
 * what decides. Null: no such call. A DescribeKey is not recorded; the plugin makes it before it makes any other call.
 */
export function workedAt(
  action: NeededAction,
  { encrypt, decrypt }: Pick<GoodCalls, 'encrypt' | 'decrypt'>,
  changed: string,
): string | null {
  const [newest = ''] = [encrypt ?? '', decrypt ?? ''].sort().reverse();
  const at = { 'kms:Encrypt': encrypt, 'kms:Decrypt': decrypt, 'kms:DescribeKey': newest }[action];
  return at && at > changed ? at : null;
}
