import type { Answer } from './answer.ts';
import type { Operation, Request } from './operation.ts';

/** What is asked, and in which account; empty for that of the caller. */
export interface Call {
  account: string;
  operation: Operation;
  request: Request;
}

/** Sees every call once, whatever it took to get its answer: it may note what the cloud answers, or answer itself. */
export interface Tape {
  answer(call: Call, ask: () => Promise<Answer>): Promise<Answer>;
}
