import { parsedJson } from '../model/parse-json.ts';
import { dayOf } from './paths.ts';

/** The hash of a newest run that was noted elsewhere, with the run where it is known. */
export interface Anchor {
  sha256: string;
  run: string | null;
}

const HASH = /^[0-9a-f]{64}$/;
const RUN = /^\d{8}T\d{6}Z-\w+-\w{8}$/;
/** A run, and the hash that follows it with little but markup in between. */
const NOTED =
  /(\d{8}T\d{6}Z-\w+-\w{8})(?:(?!\d{8}T\d{6}Z-).){0,200}?(?<![0-9a-f])([0-9a-f]{64})(?![0-9a-f])/gs;

/**
 * The anchors in a hash, in a JSON report, in what `report --verify --json` printed, in a saved page, or in a message. None when
 * there are none. The same hash counts once.
 */
export function anchorsIn(text: string): readonly Anchor[] {
  const trimmed = text.trim();
  if (HASH.test(trimmed)) return [{ sha256: trimmed, run: null }];
  const found = anchorsInJson(trimmed) ?? anchorsInText(trimmed);
  return [...new Map(found.map((anchor) => [anchor.sha256, anchor])).values()];
}

/** Null: it is no JSON. */
function anchorsInJson(text: string): readonly Anchor[] | null {
  const value = parsedJson(text);
  if (value === undefined) return null;
  return typeof value === 'object' && value !== null ? anchorsWithin(value) : [];
}

/** Wherever an object names a run and its hash: `evidence` of a report, `chains[].head` of a verification. */
function anchorsWithin(value: object): Anchor[] {
  const { run, sha256 }: { run?: unknown; sha256?: unknown } = { ...value };
  const own =
    typeof run === 'string' && RUN.test(run) && typeof sha256 === 'string' && HASH.test(sha256)
      ? [{ run, sha256 }]
      : [];
  const parts: readonly unknown[] = Object.values(value);
  const inside = parts.filter((part) => typeof part === 'object' && part !== null);
  return [...own, ...inside.flatMap((part) => anchorsWithin(Object(part)))];
}

function anchorsInText(text: string): Anchor[] {
  return [...text.matchAll(NOTED)].map(([, run = null, sha256 = '']) => ({ run, sha256 }));
}

/** Those that no chain holds any more, except what the retention has ended since. What is there does not tell how much there was. */
export function lostAnchors(
  links: readonly { run: string; sha256: string }[],
  anchors: readonly Anchor[],
  evidenceDays: number | null,
): readonly Anchor[] {
  const held = new Set(links.map(({ sha256 }) => sha256));
  const newest = links
    .map(({ run }) => dayOf(run))
    .sort()
    .at(-1);
  const first =
    newest === undefined || evidenceDays === null
      ? ''
      : new Date(Date.parse(newest) - evidenceDays * 86_400_000).toISOString().slice(0, 10);
  return anchors.filter(({ sha256, run }) => !held.has(sha256) && (run === null || dayOf(run) >= first));
}
