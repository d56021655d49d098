import { refusesCredentials } from '../cloud/answer.ts';
import type { Cloud } from '../cloud/cloud.ts';
import type { Operation, Request } from '../cloud/operation.ts';
import type { Observation } from '../model/observation.ts';

/** One API as it was asked. */
export interface ProbedCall {
  operation: Operation;
  region: string;
  /** Asked for a thing that cannot exist, because the account showed none. */
  madeUp: boolean;
  answer: Observation<unknown>;
}

/**
 * `absent`: allowed, but the thing is not there. `untried`: there was no answer, or the credentials were refused. `unclear`:
 * an answer that does not tell whether the call is allowed, because parameters may be looked at before permissions.
 */
export type Verdict = 'allowed' | 'absent' | 'denied' | 'overdue' | 'untried' | 'unclear';

/** Codes that only who is allowed to ask is answered with. */
const NOTHING_THERE = /NotFound|NotExist|NoSuch|NotSupport|Unsupported|NotEnabled|NotInUse/i;

export function verdictOf({ answer }: Pick<ProbedCall, 'answer'>): Verdict {
  if (answer.seen) return 'allowed';
  if (answer.because === 'overdue') return 'overdue';
  if (refusesCredentials(answer)) return 'untried';
  if (answer.because === 'denied') return 'denied';
  if (answer.because === 'throttled' || answer.because === 'unreachable') return 'untried';
  return answer.because === 'absent' || NOTHING_THERE.test(answer.code ?? '') ? 'absent' : 'unclear';
}

/** Asks for something that is there, or, when there is none, for a thing that cannot exist. */
export async function probeCall(
  cloud: Cloud,
  operation: Operation,
  request: Request,
  madeUp = false,
): Promise<ProbedCall> {
  return { operation, region: request.region, madeUp, answer: await cloud.call(operation, request) };
}
