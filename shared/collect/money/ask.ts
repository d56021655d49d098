import * as v from 'valibot';
import { type Answer, classify } from '../../cloud/answer.ts';
import { billingRegion, bss } from '../../cloud/bss.ts';
import type { Cloud } from '../../cloud/cloud.ts';
import { CURRENCIES, type Currency } from '../../model/money.ts';
import { about, type Observation, seen, type Thing, unseen } from '../../model/observation.ts';
import { parseAmount } from '../../money/amount.ts';
import { explain } from '../read.ts';
import { otherAccount } from './asked-for.ts';

type Operation = (typeof bss)[keyof typeof bss];

/** Whose bills are asked for, and who is asked. */
export interface BillAccess {
  /** Of the account that pays, where bills are consolidated. */
  cloud: Pick<Cloud, 'call'>;
  /** The account whose spend it is. */
  account: string;
  payer: string;
  site: 'china' | 'international';
}

const envelope = v.object({
  Success: v.boolean(),
  Code: v.optional(v.union([v.string(), v.number()]), ''),
  Message: v.optional(v.string(), ''),
  RequestId: v.optional(v.string(), ''),
  Data: v.optional(v.unknown()),
});

/** The `Data` of one answer. `Success: false` is a refusal, whatever the HTTP status says. */
export async function ask<T>(
  access: BillAccess,
  operation: Operation,
  query: Readonly<Record<string, unknown>>,
  schema: v.GenericSchema<unknown, T>,
): Promise<Observation<T>> {
  const { cloud, site, account, payer } = access;
  const owner = account === payer ? {} : { BillOwnerId: account };
  const request = { region: billingRegion(site), query: { ...query, ...owner } };
  const answer = await cloud.call(operation, request);
  const data = elsewhere(dataOf(operation, answer), site);
  if (!data.seen) return data.thing ? data : about(data, thingOf(account, operation));
  // A balance does not say whose it is.
  const other = operation === bss.queryAccountBalance ? null : otherAccount(access, data.value);
  if (other !== null) return unseen('malformed', other, { thing: thingOf(account, operation) });
  const result = v.safeParse(schema, data.value);
  if (result.success) return seen(result.output, data.at);
  return unseen('malformed', explain(result.issues[0]), { thing: thingOf(account, operation) });
}

/** The page of QueryAccountBalance lists both. */
const OTHER_SITE: ReadonlySet<string> = new Set(['NotApplicable', 'AuthSiteFail']);

/** What the billing of the other site, and of accounts that a reseller bills, answers. */
function elsewhere(answer: Answer, site: BillAccess['site']): Answer {
  if (answer.seen || !OTHER_SITE.has(answer.code ?? '')) return answer;
  const other = site === 'china' ? 'international' : 'china';
  const detail = `${answer.code}: the account is not billed at the site ${site}; set site: ${other} in the configuration, or ask the reseller who bills it`;
  return { ...answer, because: 'not-offered', detail };
}

/** One thing for all of billing that is denied: whoever grants one of its actions grants them all. */
export function thingOf(account: string, operation: Operation): Thing {
  return { type: 'account', id: account, region: '', facet: operation.permission };
}

function dataOf(operation: Operation, answer: Answer): Answer {
  if (!answer.seen) return answer;
  const result = v.safeParse(envelope, answer.value);
  if (!result.success) return unseen('malformed', explain(result.issues[0]));
  const { Success, Code, Message, RequestId, Data } = result.output;
  if (Success) return seen(Data, answer.at);
  const code = String(Code);
  const isFault = /Internal|Unavailable|Busy|Timeout/i.test(code);
  const failure = { status: isFault ? 500 : 200, code, message: Message, requestId: RequestId };
  return classify(operation, { ...failure, deniedAction: null });
}

/** An exact decimal; `1,828.72` and 6.37 are both written in answers. */
export const amount = v.pipe(
  v.unknown(),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const parsed = parseAmount(dataset.value);
    if (parsed !== null) return parsed;
    addIssue({
      message: 'an amount',
      expected: 'an amount',
      received: JSON.stringify(dataset.value) ?? 'nothing',
    });
    return NEVER;
  }),
);

export const currency: v.GenericSchema<unknown, Currency> = v.picklist(CURRENCIES);

/** Null where it is not told, or in a way that is not known. */
export const anyCurrency: v.GenericSchema<unknown, Currency | null> = v.optional(
  v.fallback(v.nullable(currency), null),
  null,
);

/** The one currency of several lines; `null` when none tells it, a reason when there are several. */
export function oneCurrency(
  lines: readonly { Currency: Currency | null }[],
  thing: Thing,
): Observation<Currency | null> {
  const found = [...new Set(lines.flatMap((line) => line.Currency ?? []))];
  if (found.length > 1) return unseen('malformed', `bills in ${found.sort().join(' and ')}`, { thing });
  return seen(found[0] ?? null, '');
}
