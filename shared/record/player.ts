import type { Answer } from '../cloud/answer.ts';
import type { Call, Tape } from '../cloud/tape.ts';
import { unseen } from '../model/observation.ts';
import { type Asked, askedBy, keyOf, type RecordedCall } from './recording.ts';

/**
 * Answers from a recording and never asks. What was asked several times is answered in that order, at last the same.
 * A run that is denied stops asking; how far it came depends on how fast each answer arrived. What it did not come to
 * ask is denied as well.
 */
export class Player implements Tape {
  readonly #answers = new Map<string, Answer[]>();
  readonly #denials = new Map<string, Answer>();
  #missing = 0;

  constructor(calls: readonly RecordedCall[]) {
    for (const { answer, ...asked } of calls) {
      const key = keyOf(asked);
      const known = this.#answers.get(key);
      if (known) known.push(answer);
      else this.#answers.set(key, [answer]);
      if (!answer.seen && answer.because === 'denied') this.#denials.set(likeOf(asked), answer);
    }
  }

  /** Requests that the recording does not hold. */
  get missing(): number {
    return this.#missing;
  }

  answer(call: Call): Promise<Answer> {
    const asked = askedBy(call);
    const answers = this.#answers.get(keyOf(asked)) ?? [];
    const answer = (answers.length > 1 ? answers.shift() : answers[0]) ?? this.#denials.get(likeOf(asked));
    if (!answer) this.#missing += 1;
    return Promise.resolve(answer ?? unseen('unreachable', 'not in the recording'));
  }
}

/** The same for calls that need the same permission. */
function likeOf({ account, product, action }: Asked): string {
  return `${account} ${product} ${action}`;
}
