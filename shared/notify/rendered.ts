/** A message in words, still without markup. Text may hold names that users chose: formatters make them harmless. */
export interface RenderedNotice {
  /** All that a phone shows. */
  title: string;
  lead: readonly string[];
  items: readonly RenderedItem[];
  tail: readonly string[];
  /** Address of the report; null when none is configured. */
  reportUrl: string | null;
}

export interface RenderedItem {
  heading: string;
  lines: readonly RenderedLine[];
}

export interface RenderedLine {
  /** Empty for a sentence of its own. */
  label: string;
  text: string;
  /** To be copied as it is; or an address to open. */
  kind?: 'code' | 'link';
}

/** A label as it stands before its text: with the colon of its language. */
export function startOf(label: string): string {
  if (label === '') return '';
  return /\p{Script=Han}/u.test(label) ? `${label}：` : `${label}: `;
}
