import { type Say, speak } from '../../text/say.ts';
import { wrap } from '../../text/width.ts';
import { painter } from './paint.ts';
import type { TerminalOptions } from './render-terminal.ts';

interface Chain {
  account: string;
  job: string;
  runs: number;
  files: number;
  oldest: string | null;
  broken: { run: string; object: string; why: 'missing' | 'altered' | 'unreadable' } | null;
  lost: boolean;
  beside: readonly string[];
  signatures: { signed: number; unsigned: readonly string[]; refused: readonly string[] };
  doubts: readonly { kind: keyof typeof DOUBTS; count: number; what: string }[];
}

const WHY = {
  missing: 'is missing',
  altered: 'does not match its hash',
  unreadable: 'cannot be read',
} as const;

const DOUBTS = {
  'no-state':
    '{account} {job}: the record of the newest run is missing, but its evidence exists. Runs: {count}.',
  'no-head': '{account} {job}: the state records no newest run, but evidence exists. Runs: {count}.',
  unlinked: '{account} {job}: runs since {what} are not in the chain: added, or cut off. Runs: {count}.',
  'run-missing':
    '{account} {job}: the state records runs since {what} that are not in the chain. Runs: {count}.',
  foreign:
    '{account} {job}: manifests in the chain, the newest in {what}, name another account, job or run. Runs: {count}.',
  cut: '{account} {job}: evidence starts at {what}, later than the retention period requires.',
  differs: '{account} {job}: the state differs from the evidence of its newest run, {what}.',
  'change-altered': '{account}: archived changes were altered, the first is {what}. Changes: {count}.',
  'change-missing': '{account}: archived changes are missing, the first is {what}. Changes: {count}.',
  'change-added':
    '{account}: the archive holds changes that no run stored, the first is {what}. Changes: {count}.',
  'day-altered': '{account}: days of the history were altered, the first is {what}. Days: {count}.',
  'day-missing': '{account}: days of the history are missing, the first is {what}. Days: {count}.',
  'day-added': '{account}: the history holds days that no run stored, the first is {what}. Days: {count}.',
  'spend-altered':
    '{account}: days of the history hold a KMS spend that is in no bill, the first is {what}. Days: {count}.',
} as const;

export interface Verified {
  chains: readonly Chain[];
  lostAnchors: readonly { sha256: string }[];
  /** Keys of other objects that do not match their own checksum. */
  damaged: readonly string[];
  /** Keys were given, so that a run without a signature of one of them is not whole. */
  hasKeys: boolean;
}

/** One line for each chain of evidence: how far it is whole, or its first broken link. */
export function renderVerification(
  { chains, lostAnchors, damaged, hasKeys }: Verified,
  { language, width, colours }: TerminalOptions,
): string {
  const say = speak(language);
  const paint = painter(colours);
  const columns = Math.max(40, width) - 4;
  const marked = (mark: string, text: string): string[] =>
    wrap(text, columns).map((line, index) => `${index === 0 ? mark : ' '} ${line}`);
  const bad = (text: string): string[] => marked(paint('red', '✖'), text);
  const lines = chains.flatMap((chain) => {
    const wrong = [...wrongIn(chain, say), ...(hasKeys ? unsignedIn(chain, say) : [])];
    if (wrong.length > 0) return wrong.flatMap(bad);
    const notes = notesOn(chain, hasKeys, say);
    return [
      ...marked(paint('green', '✔'), wholeText(chain, say)),
      ...notes.flatMap((text) => marked(' ', text)),
    ];
  });
  const others = [
    ...lostAnchors.map(({ sha256 }) =>
      say('The recorded hash {hash} is in no chain any more.', { hash: sha256 }),
    ),
    ...damaged.map((object) => say('{object} does not match its own checksum.', { object })),
  ];
  return `${[...lines, ...others.flatMap(bad)].map((line) => `  ${line}`).join('\n')}\n`;
}

function wrongIn({ account, job, runs, broken, lost, doubts }: Chain, say: Say): string[] {
  const places = { account, job, runs };
  if (lost) return [say('{account} {job}: the record of the newest run is damaged.', places)];
  if (broken) {
    const facts = { ...places, object: broken.object, why: say(WHY[broken.why]) };
    return [
      say(
        '{account} {job}: broken at {object}, which {why}; {runs} newer {runs:run is|runs are} intact.',
        facts,
      ),
    ];
  }
  if (doubts.length > 0)
    return doubts.map(({ kind, count, what }) => say(DOUBTS[kind], { account, job, count, what }));
  return runs === 0 ? [say('{account} {job}: no run to verify.', places)] : [];
}

function unsignedIn({ account, job, signatures: { unsigned, refused } }: Chain, say: Say): string[] {
  const places = (runs: readonly string[]) => ({ account, job, run: runs[0] ?? '', count: runs.length });
  return [
    ...(unsigned.length > 0
      ? [say('{account} {job}: runs are not signed, the newest is {run}. Runs: {count}.', places(unsigned))]
      : []),
    ...(refused.length > 0
      ? [
          say(
            '{account} {job}: runs are signed by none of the given keys, the newest is {run}. Runs: {count}.',
            places(refused),
          ),
        ]
      : []),
  ];
}

function wholeText({ account, job, runs, files, oldest }: Chain, say: Say): string {
  const places = { account, job, runs, files, oldest: oldest ?? '-' };
  return say(
    '{account} {job}: {runs} {runs:run|runs}, {files} {files:file|files}, complete since {oldest}.',
    places,
  );
}

/** Signatures that no key was given for are told, and prove nothing. */
function notesOn({ beside, runs, signatures: { signed } }: Chain, hasKeys: boolean, say: Say): string[] {
  const ended = { run: beside[0] ?? '', count: beside.length };
  return [
    ...(hasKeys ? [say('All of them are signed by a given key.')] : []),
    ...(!hasKeys && signed > 0
      ? [say('Signed runs: {signed} of {runs}; --public-key checks the signatures.', { signed, runs })]
      : []),
    ...(beside.length > 0
      ? [
          say(
            'Outside the chain are runs since {run} that ended before they stored their state. Runs: {count}.',
            ended,
          ),
        ]
      : []),
  ];
}
