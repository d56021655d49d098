import { type Complaint, iso } from './oracle.ts';
import { type Played, play } from './play.ts';
import type { Breaks } from './product.ts';
import type { Action, Script } from './script.ts';
import { START } from './world.ts';

const DAY_MS = 86_400_000;

/** What a complaint is about, without its times: a smaller script has to break the same promise about the same check. */
export function kindOf({ promise, what }: Complaint): string {
  const [first = ''] = what.split(/[ :]/);
  return `${promise} ${first}`;
}

/** The smallest script found in so many tries that makes the same complaint: fewer days, then fewer actions. */
export async function shrink(
  script: Script,
  complaint: Complaint,
  breaks: Breaks,
  tries: number,
): Promise<Script> {
  const kind = kindOf(complaint);
  let left = tries;
  const fails = async (candidate: Script): Promise<boolean> => {
    left -= 1;
    const { complaints } = await play(candidate, breaks);
    return complaints.some((other) => kindOf(other) === kind);
  };
  const days = Math.min(script.days, Math.ceil((complaint.at - Date.parse(START)) / DAY_MS) + 1);
  const shorter = { ...script, days, actions: script.actions.filter(({ at }) => at < days * 24 * 60) };
  let best = (await fails(shorter)) ? shorter : script;
  for (let size = Math.ceil(best.actions.length / 2); size >= 1 && left > 0; size = Math.floor(size / 2)) {
    for (let from = 0; from < best.actions.length && left > 0; ) {
      const actions = without(best.actions, from, size);
      if (await fails({ ...best, actions })) best = { ...best, actions };
      else from += size;
    }
  }
  return best;
}

function without(actions: readonly Action[], from: number, size: number): Action[] {
  return [...actions.slice(0, from), ...actions.slice(from + size)];
}

/** A failed seed for people: what was promised, and what happened until then. */
export function told({ complaints, story }: Played): string {
  const lines = complaints.map(({ at, promise, what }) => `  ${iso(at)} ${promise}: ${what}`);
  const [first] = complaints;
  const until = story.filter((line) => first === undefined || line.slice(0, 16) <= iso(first.at));
  return [...lines, '  The story until then:', ...until.slice(-25).map((line) => `    ${line}`)].join('\n');
}
