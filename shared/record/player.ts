import type { Answer } from '../cloud/answer.ts';
import type { Call, Tape } from '../cloud/tape.ts';
import { unseen } from '../model/observation.ts';
import { askedBy, keyOf, type RecordedCall } from './recording.ts';

/** Answers from a recording and never asks. What was asked several times is answered in that order, at last the same. */
export class Player implements Tape {
  readonly #answers = new Map<string, Answer[]>();
  #missing = 0;

  constructor(calls: readonly RecordedCall[]) {
    for (const { answer, ...asked } of calls) {
      const key = keyOf(asked);
      const known = this.#answers.get(key);
      if (known) known.push(answer);
      else this.#answers.set(key, [answer]);
    }
  }

  /** Requests that the recording does not hold. */
  get missing(): number {
    return this.#missing;
  }

  answer(call: Call): Promise<Answer> {
    const answers = this.#answers.get(keyOf(askedBy(call))) ?? [];
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (!answer) this.#missing += 1;
    return Promise.resolve(answer ?? unseen('unreachable', 'not in the recording'));
  }
}
