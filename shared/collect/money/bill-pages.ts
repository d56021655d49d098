import * as v from 'valibot';
import { bss } from '../../cloud/bss.ts';
import { type Observation, seen, type Unseen, unseen } from '../../model/observation.ts';
import { explain } from '../read.ts';
import { ask, type BillAccess, thingOf } from './ask.ts';
import { strayLine } from './asked-for.ts';

/** The largest page that is documented. */
const PAGE_SIZE = 300;
/** More lines than an account has; a listing that does not end is not seen. */
const MOST_PAGES = 400;

/** Counts are numbers; a text of digits is read, too. */
const count = v.union([
  v.pipe(v.number(), v.integer(), v.minValue(0)),
  v.pipe(v.string(), v.regex(/^\d+$/), v.transform(Number)),
]);

const numberedPage = v.object({
  TotalCount: v.optional(v.fallback(v.nullable(count), null), null),
  PageNum: v.optional(v.fallback(v.nullable(count), null), null),
  Items: v.nullish(v.object({ Item: v.nullish(v.array(v.unknown()), []) }), { Item: [] }),
});

/**
 * The lines of QueryBill or QueryAccountBill. Not seen when nothing could be read; what is missing of a list that could be
 * read in part is said in `missing`: an odd line, a page that failed, lines that the total promised.
 */
export async function billLines<T>(
  access: BillAccess,
  operation: typeof bss.queryBill | typeof bss.queryAccountBill,
  query: Readonly<Record<string, unknown>>,
  line: v.GenericSchema<unknown, T>,
): Promise<Observation<readonly T[]>> {
  const isStray: Stray = (entry) => strayLine(access, query, entry);
  const lines = new LineReader(line, isStray, thingOf(access.account, operation));
  let promised: number | null = null;
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const request = { ...query, PageNum: page, PageSize: PAGE_SIZE };
    const observed = await ask(access, operation, request, numberedPage);
    if (!observed.seen) return lines.endedBy(observed);
    const { TotalCount, PageNum, Items } = observed.value;
    // Lines of another page would count twice.
    if (PageNum !== null && PageNum !== page) return lines.cutShort(promised);
    promised = TotalCount;
    const isNew = lines.take(Items.Item, observed.at);
    const isFull = Items.Item.length >= PAGE_SIZE;
    if (TotalCount === null && !isFull) return lines.end('the answer does not say how many lines there are');
    if (TotalCount !== null && lines.read >= TotalCount && !(isFull && lines.read > TotalCount))
      return lines.endAt(TotalCount);
    if (!isNew) return lines.cutShort(promised);
  }
  return lines.cutShort();
}

const tokenPage = v.object({
  NextToken: v.nullish(v.string(), ''),
  Items: v.nullish(v.array(v.unknown()), []),
});

/** The lines of DescribeInstanceBill, as `billLines` tells them. */
export async function instanceLines<T>(
  access: BillAccess,
  query: Readonly<Record<string, unknown>>,
  line: v.GenericSchema<unknown, T>,
): Promise<Observation<readonly T[]>> {
  const operation = bss.describeInstanceBill;
  const isStray: Stray = (entry) => strayLine(access, query, entry);
  const lines = new LineReader(line, isStray, thingOf(access.account, operation));
  const tokens = new Set<string>();
  for (let token = ''; tokens.size < MOST_PAGES; tokens.add(token)) {
    const page = { MaxResults: PAGE_SIZE, ...(token === '' ? {} : { NextToken: token }) };
    const observed = await ask(access, operation, { ...query, ...page }, tokenPage);
    if (!observed.seen) return lines.endedBy(observed);
    lines.take(observed.value.Items, observed.at);
    token = observed.value.NextToken;
    if (token === '') return lines.end();
    if (tokens.has(token)) break;
  }
  return lines.cutShort();
}

/** Why a line is none of those that were asked for; null when it is. */
type Stray = (entry: unknown) => string | null;

/** Reads lines one by one, so that an odd one takes no other along. */
class LineReader<T> {
  readonly #schema: v.GenericSchema<unknown, T>;
  readonly #isStray: Stray;
  readonly #thing: ReturnType<typeof thingOf>;
  readonly #known = new Set<string>();
  readonly #lines: T[] = [];
  readonly #odd: string[] = [];
  #twice = 0;
  #at = '';

  constructor(schema: v.GenericSchema<unknown, T>, isStray: Stray, thing: ReturnType<typeof thingOf>) {
    this.#schema = schema;
    this.#isStray = isStray;
    this.#thing = thing;
  }

  /** Entries so far, odd ones and repeated ones too. */
  read = 0;

  /** False: nothing of it is new, so that the next page would not be either. */
  take(entries: readonly unknown[], at: string): boolean {
    const before = this.#known.size;
    this.#at = at;
    this.read += entries.length;
    for (const entry of entries) {
      const print = JSON.stringify(entry) ?? '';
      if (this.#known.has(print)) {
        this.#twice += 1;
        continue;
      }
      this.#known.add(print);
      const stray = this.#isStray(entry);
      const result = v.safeParse(this.#schema, entry);
      if (stray !== null) this.#odd.push(stray);
      else if (result.success) this.#lines.push(result.output);
      else this.#odd.push(explain(result.issues[0]));
    }
    return this.#known.size > before;
  }

  /** With a gap and without a single line nothing was seen. */
  end(gap = ''): Observation<readonly T[]> {
    const [odd] = this.#odd;
    const missing = [
      ...(odd === undefined ? [] : [`${this.#odd.length} of ${this.read} lines: ${odd}`]),
      ...(this.#twice > 0 ? [`${this.#twice} of ${this.read} lines came twice`] : []),
      ...(gap === '' ? [] : [gap]),
    ];
    const gaps = missing.map((detail) => this.#gap('malformed', detail));
    return (this.#lines.length === 0 && gaps[0]) || seen(this.#lines, this.#at, gaps);
  }

  endAt(total: number): Observation<readonly T[]> {
    return this.read === total ? this.end() : this.cutShort(total);
  }

  endedBy(failure: Unseen): Observation<readonly T[]> {
    if (this.read === 0) return failure;
    return seen(this.#lines, this.#at, [
      { ...failure, detail: `after ${this.read} lines: ${failure.detail}` },
    ]);
  }

  cutShort(total: number | null = null): Observation<readonly T[]> {
    const promised = total === null ? 'the list does not end' : `the total says ${total}`;
    const detail = `${promised}, ${this.read} lines came`;
    return this.end(detail);
  }

  #gap(because: Unseen['because'], detail: string): Unseen {
    return unseen(because, detail, { thing: this.#thing });
  }
}
