import * as v from 'valibot';
import { bss } from '../../cloud/bss.ts';
import { dayOf, monthOf } from '../../money/calendar.ts';
import { ask, type BillAccess } from './ask.ts';
import { strayLine } from './asked-for.ts';

/**
 * Whether the account that is asked pays for this one: its bills of the month, or of the one before, hold lines of this
 * owner. No documented operation tells it directly. Null: the bills could not be read.
 */
export async function paysFor(access: BillAccess, now: Date): Promise<boolean | null> {
  const items = v.nullish(v.object({ Item: v.nullish(v.array(v.unknown()), []) }), { Item: [] });
  const schema = v.object({ TotalCount: v.number(), Items: items });
  const month = monthOf(dayOf(new Date(now.getTime() - 4 * 86_400_000))); // in which a line must be there
  const query = { BillingCycle: month, Granularity: 'MONTHLY', PageNum: 1, PageSize: 20 };
  const told = await ask(access, bss.queryAccountBill, query, schema);
  if (!told.seen) return null;
  const { TotalCount, Items } = told.value;
  // Lines of others say nothing of this one.
  if (Items.Item.some((line) => strayLine(access, query, line) !== null)) return null;
  return TotalCount > 0;
}
