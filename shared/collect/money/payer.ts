import * as v from 'valibot';
import { bss } from '../../cloud/bss.ts';
import { dayOf, monthOf } from '../../money/calendar.ts';
import { ask, type BillAccess } from './ask.ts';

/**
 * Whether the account that is asked pays for this one: its bills of the month, or of the one before, hold lines of this
 * owner. No documented operation tells it directly. Null: the bills could not be read.
 */
export async function paysFor(access: BillAccess, now: Date): Promise<boolean | null> {
  const schema = v.object({ TotalCount: v.number() });
  const month = monthOf(dayOf(new Date(now.getTime() - 4 * 86_400_000))); // in which a line must be there
  const query = { BillingCycle: month, Granularity: 'MONTHLY', PageNum: 1, PageSize: 20 };
  const told = await ask(access, bss.queryAccountBill, query, schema);
  return told.seen ? told.value.TotalCount > 0 : null;
}
