import * as v from 'valibot';
import { bss } from '../../cloud/bss.ts';
import { type Observation, seen, unseen } from '../../model/observation.ts';
import { ask, type BillAccess, thingOf } from './ask.ts';

/** The largest page that is documented. */
const PAGE_SIZE = 300;
/** More lines than an account has; a listing that does not end is not seen. */
const MOST_PAGES = 400;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** All lines of QueryBill or QueryAccountBill. A listing that is cut short is not seen. */
export async function billLines<T>(
  access: BillAccess,
  operation: typeof bss.queryBill | typeof bss.queryAccountBill,
  query: Readonly<Record<string, unknown>>,
  line: v.GenericSchema<unknown, T>,
): Promise<Observation<readonly T[]>> {
  const schema = v.object({
    TotalCount: count,
    PageNum: v.optional(count),
    Items: v.nullish(v.object({ Item: v.nullish(v.array(line), []) }), { Item: [] }),
  });
  const lines: T[] = [];
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const observed = await ask(access, operation, { ...query, PageNum: page, PageSize: PAGE_SIZE }, schema);
    if (!observed.seen) return observed;
    const { TotalCount, PageNum, Items } = observed.value;
    if (PageNum !== undefined && PageNum !== page) break; // lines of another page would count twice
    lines.push(...Items.Item);
    if (lines.length >= TotalCount) return seen(lines, observed.at);
    if (Items.Item.length === 0) break;
  }
  return cutShort(access, operation, lines.length);
}

/** All lines of DescribeInstanceBill. */
export async function instanceLines<T>(
  access: BillAccess,
  query: Readonly<Record<string, unknown>>,
  line: v.GenericSchema<unknown, T>,
): Promise<Observation<readonly T[]>> {
  const operation = bss.describeInstanceBill;
  const schema = v.object({
    NextToken: v.nullish(v.string(), ''),
    Items: v.nullish(v.array(line), []),
  });
  const lines: T[] = [];
  const tokens = new Set<string>();
  for (let token = ''; tokens.size < MOST_PAGES; tokens.add(token)) {
    const page = { MaxResults: PAGE_SIZE, ...(token === '' ? {} : { NextToken: token }) };
    const observed = await ask(access, operation, { ...query, ...page }, schema);
    if (!observed.seen) return observed;
    lines.push(...observed.value.Items);
    token = observed.value.NextToken;
    if (token === '') return seen(lines, observed.at);
    if (tokens.has(token)) break;
  }
  return cutShort(access, operation, lines.length);
}

function cutShort(
  { account }: BillAccess,
  operation: (typeof bss)[keyof typeof bss],
  lines: number,
): Observation<never> {
  return unseen('malformed', `the bills end after ${lines} lines without saying so`, {
    thing: thingOf(account, operation),
  });
}
