import type { Refusal } from '../world/refusal.ts';
import type { Reply } from './answer.ts';
import type { FaultRule } from './faults.ts';

/** One request of a product that is known: what counts, faults and delays need, and how the product speaks. */
export interface Turn {
  product: string;
  action: string;
  region: string;
  /** the same text when the same thing is asked again */
  question: string;
  throttled(): Refusal;
  refused(refusal: Refusal): Reply;
  /** checks the caller and carries the operation out; throws Refusal */
  answer(fault: FaultRule | null): Reply | Promise<Reply>;
}
