import { objectOf } from '../read.ts';

/*
 * Whether bills are those that were asked for. What they do not tell is left open; what they tell otherwise is no answer: the
 * debt of another account or month would start a clock, or hide one.
 */

/** Whose bills are asked for, and who pays them. */
interface Owners {
  account: string;
  payer: string;
}

type Query = Readonly<Record<string, unknown>>;

/** Why the head of an answer is about another account; null when it is not. */
export function otherAccount({ account, payer }: Owners, data: unknown): string | null {
  const told = textAt(data, 'AccountID');
  // The examination asks before it knows whose credentials these are.
  return told === '' || payer === '' || told === payer || told === account
    ? null
    : `AccountID is not ${payer}: the answer is about another one`;
}

/** Why a line is none of those that were asked for; null when it tells nothing else. */
export function strayLine({ account, payer }: Owners, query: Query, line: unknown): string | null {
  for (const name of ['BillingDate', 'ProductCode']) {
    const wanted = query[name];
    if (typeof wanted !== 'string') continue;
    const told = textAt(line, name);
    if (told !== '' && told.toLowerCase() !== wanted.toLowerCase())
      return `a line with another ${name} than ${wanted}`;
  }
  // Who pays sees its own lines and those of whom it pays for; one owner was asked for only where another one pays.
  if (account === payer) return null;
  const [owner, billed] = [textAt(line, 'OwnerID'), textAt(line, 'BillAccountID')];
  if (owner !== '' && owner !== account) return `a line with another OwnerID than ${account}`;
  if (billed !== '' && billed !== payer && billed !== account)
    return `a line with another BillAccountID than ${payer}`;
  return null;
}

/** Ids are written as text, and by some as numbers. */
function textAt(body: unknown, name: string): string {
  const value = objectOf(body)[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}
