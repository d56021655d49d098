import * as v from 'valibot';
import { bss } from '../../cloud/bss.ts';
import type { Cloud } from '../../cloud/cloud.ts';
import { resourceManager } from '../../cloud/resource-manager.ts';
import { type Observation, seen } from '../../model/observation.ts';
import { dayOf, monthOf } from '../../money/calendar.ts';
import { objectOf, plain } from '../read.ts';
import { ask, type BillAccess } from './ask.ts';
import { strayLine } from './asked-for.ts';

/**
 * Who pays for a member, as the directory says; null when it says nothing, for which its bills may tell it. Only who may manage
 * the directory is answered. Not seen: nobody could be asked. https://www.alibabacloud.com/help/en/resource-management/developer-reference/api-resourcemanager-2020-03-31-getpayerforaccount
 */
export async function payerInDirectory(cloud: Cloud, account: string): Promise<Observation<string | null>> {
  const query = { AccountId: account };
  const answer = await cloud.call(resourceManager.getPayerForAccount, { region: 'cn-hangzhou', query });
  if (!answer.seen) return answer;
  const payer = plain(objectOf(answer.value)['PayerAccountId']);
  return seen(/^\d{16}$/.test(payer) ? payer : null, answer.at);
}

/**
 * Whether the account that is asked pays for this one: its bills of the month, or of the one before, hold lines of this
 * owner. Null: the bills could not be read.
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
