import type { Severity } from '../model/finding.ts';
import type { Left } from '../model/notice.ts';

/** A message in words, still without markup. Text may hold names that users chose: formatters make them harmless. */
export interface RenderedNotice {
  /** All that a phone shows: what is affected, what is wrong, who did it and what it does. */
  title: string;
  /** Stands above everything; empty where the first item is the heading. */
  heading: string;
  lead: readonly string[];
  items: readonly RenderedItem[];
  /** What is only counted. */
  left: Left;
  /** What the reader may open, the most urgent first. */
  actions: readonly RenderedLink[];
}

export interface RenderedLink {
  label: string;
  url: string;
}

export interface RenderedItem {
  severity: Severity;
  heading: string;
  lines: readonly RenderedLine[];
}

export interface RenderedLine {
  /** Empty for a sentence of its own. */
  label: string;
  text: string;
  /** What remains of it where room is short: who and when, without what it does; empty for nothing. */
  brief?: string;
  /** To be copied as it is; an address to open; or what to do, in words. */
  kind?: 'code' | 'link' | 'step';
}
