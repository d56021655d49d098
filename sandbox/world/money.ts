/** Hundredths of `-1,012.5`, or null when it is no amount. */
export function centsOf(text: string): number | null {
  const match = /^(-?)(\d{1,9}|\d{1,3}(?:,\d{3})+)(?:\.(\d{1,2}))?$/.exec(text);
  if (!match) return null;
  const [, sign, whole = '', part = ''] = match;
  const cents = Number(whole.replaceAll(',', '')) * 100 + Number(part.padEnd(2, '0'));
  return sign ? -cents : cents;
}

/** Millionths of `0.014`, or null when it is no price. */
export function microsOf(text: string): number | null {
  const match = /^(\d{1,6})(?:\.(\d{1,6}))?$/.exec(text);
  return match ? Number(match[1]) * 1_000_000 + Number((match[2] ?? '').padEnd(6, '0')) : null;
}

/** `0.014` of 14,000 millionths. */
export function priceText(micros: number): string {
  return `${micros / 1_000_000}`;
}

/** An amount as bills show it: a number. */
export function amount(cents: number): number {
  return cents / 100;
}

/** `-1,012.50`: QueryAccountBalance alone answers text, with thousands separators. */
export function amountText(cents: number): string {
  const absolute = Math.abs(cents);
  const whole = Math.floor(absolute / 100)
    .toString()
    .replaceAll(/\B(?=(\d{3})+$)/g, ',');
  return `${cents < 0 ? '-' : ''}${whole}.${(absolute % 100).toString().padStart(2, '0')}`;
}
