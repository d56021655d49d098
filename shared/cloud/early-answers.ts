import type { Answer } from './answer.ts';
import type { Operation, Request } from './operation.ts';

/** Whoever needs the answer has asked already: nothing further need be asked early either. */
export class NotNeeded extends Error {}

/**
 * Answers to questions that are asked before it is certain that somebody will ask them, by question, while they are under way and
 * after. Whoever really asks gets the early answer once; who asks the same again asks the cloud.
 */
export class EarlyAnswers {
  readonly #asked = new Map<string, Promise<Answer>>();
  readonly #taken = new Set<string>();

  /** Asks early. Throws `NotNeeded` when it was really asked before. */
  early(operation: Operation, request: Request, ask: () => Promise<Answer>): Promise<Answer> {
    const question = nameOf(operation, request);
    if (this.#taken.has(question)) throw new NotNeeded(operation.action);
    const answer = this.#asked.get(question) ?? ask();
    this.#asked.set(question, answer);
    return answer;
  }

  /** Asks, unless there is an early answer. */
  take(operation: Operation, request: Request, ask: () => Promise<Answer>): Promise<Answer> {
    const question = nameOf(operation, request);
    const answer = this.#asked.get(question) ?? ask();
    this.#asked.delete(question);
    this.#taken.add(question);
    return answer;
  }
}

function nameOf({ product, action }: Operation, { region, path, query, body }: Request): string {
  return JSON.stringify([product, action, region, path, query, body]);
}
