import type { HistoryDay } from '../../model/history.ts';
import type { Language } from '../../text/render.ts';

/** A requirement of a framework, and the checks that decide it. */
export interface PageRequirement {
  framework: string;
  clause: string;
  deciding: readonly string[];
}

/** What the page tells of a check besides its findings. */
export interface PageCheck {
  id: string;
  isOff: boolean;
}

/** What one job read of one account, and where the proof of it lies. */
export interface PageReading {
  account: string;
  job: string;
  /** ISO 8601, UTC; empty when it never finished. */
  startedAt: string;
  finishedAt: string;
  complete: boolean;
  /** What it could not read, as sentences in the language of the page. */
  gaps: readonly string[];
  /** Newest manifest of its evidence. */
  evidence: { run: string; sha256: string } | null;
}

/** Addresses of the report function, relative to the page. A path of ours with encoded ids; never text from the cloud. */
export interface PageLinks {
  /** The whole report. */
  report(): string;
  cluster(account: string, id: string): string;
  finding(fingerprint: string): string;
  /** Page of the clusters, the first is 1. */
  page(number: number): string;
  /** What looks for clusters by name or id: where it is asked, what was asked for, and what else goes along. */
  search(): { action: string; asked: string; along: readonly (readonly [string, string])[] };
}

export type PageFocus = 'report' | 'cluster' | 'finding';

/** What the page shows besides the report. */
export interface PageView {
  language: Language;
  /** What it is about: one cluster and one finding stand first on a page of their own. */
  focus: PageFocus;
  /** By account, oldest day first. */
  history: Readonly<Record<string, readonly HistoryDay[]>>;
  frameworks: readonly PageRequirement[];
  /** Every check, the ones that are off included. */
  checks: readonly PageCheck[];
  appendix: readonly PageReading[];
  /** Null for a file, which links only into itself. */
  links: PageLinks | null;
  /** Page of the clusters that is shown, from 1. A file has only the first, and says what it leaves out. */
  page: number;
}
