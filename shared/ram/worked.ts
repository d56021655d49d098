import type { Decision } from '../model/ram-policy.ts';
import type { GoodCalls, NeededAction } from '../model/role.ts';

/**
 * When a call of the role showed that it may do this on a key, where documents leave that open: after the last change of
 * what decides. A call shows as well what the very same statements leave open: they let it through. Any call shows a
 * DescribeKey, which is not recorded: the plugin makes it before all others. Null: no such call.
 */
export function workedAt(
  action: NeededAction,
  rights: Readonly<Record<NeededAction, Decision>>,
  { encrypt, decrypt }: Pick<GoodCalls, 'encrypt' | 'decrypt'>,
  changed: string,
): string | null {
  const calls = [
    { call: 'kms:Encrypt', at: encrypt ?? '' },
    { call: 'kms:Decrypt', at: decrypt ?? '' },
  ] as const;
  const clauses = (one: NeededAction): string => JSON.stringify(rights[one].by);
  const shows = (call: NeededAction): boolean =>
    call === action || action === 'kms:DescribeKey' || clauses(call) === clauses(action);
  const newest = calls.reduce((last, { call, at }) => (shows(call) && at > last ? at : last), '');
  return newest > changed ? newest : null;
}
