import Big from 'big.js';
import type { Amount } from '../model/money.ts';

/** `1,828.72` as QueryAccountBalance writes it, `-12.5`, `0`; separators only where they belong. */
const WRITTEN = /^[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?$/;

/** No account is as rich; beyond it statistics would lose their sense. */
const LARGEST = new Big('1e30');

/** The exact decimal in text or a number of an answer; null for what is none. Minus zero is zero. */
export function parseAmount(value: unknown): Amount | null {
  if (typeof value === 'number') return Number.isFinite(value) ? plausible(new Big(value)) : null;
  if (typeof value !== 'string' || !WRITTEN.test(value.trim())) return null;
  return plausible(new Big(value.trim().replaceAll(',', '').replace(/^\+/, '')));
}

export function sum(amounts: Iterable<Amount>): Amount {
  let total = new Big(0);
  for (const amount of amounts) total = total.plus(amount);
  return canonical(total);
}

export function minus(a: Amount, b: Amount): Amount {
  return canonical(new Big(a).minus(b));
}

export function times(a: Amount, factor: number | Amount): Amount {
  return canonical(new Big(a).times(factor));
}

/** Rounded to `places` decimals. Throws on division by zero. */
export function divide(a: Amount, by: number | Amount, places = 4): Amount {
  return canonical(new Big(a).div(by).round(places));
}

/** Below zero, zero or above, like a comparator for `sort`. */
export function compareAmounts(a: Amount, b: Amount): number {
  return new Big(a).cmp(b);
}

export function isNegative(amount: Amount): boolean {
  return compareAmounts(amount, '0') < 0;
}

export function isPositive(amount: Amount): boolean {
  return compareAmounts(amount, '0') > 0;
}

/** With two decimals, halves up, as bills show money. */
export function cents(amount: Amount): Amount {
  const rounded = new Big(amount).round(2, Big.roundHalfUp);
  return rounded.eq(0) ? '0.00' : rounded.toFixed(2);
}

/** For statistics, whose results are estimates anyway; never for comparisons. */
export function toNumber(amount: Amount): number {
  return Number(amount);
}

/** An estimate as a decimal with two places. */
export function estimate(value: number): Amount {
  return cents(canonical(new Big(value)));
}

function plausible(value: Big): Amount | null {
  return value.abs().gt(LARGEST) ? null : canonical(value);
}

function canonical(value: Big): Amount {
  return value.eq(0) ? '0' : value.toFixed();
}
