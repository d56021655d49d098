import { Refusal } from '../world/refusal.ts';
import type { Answer, Reply } from './answer.ts';
import type { Desk } from './desk.ts';
import { faultBefore } from './fault-before.ts';
import type { FaultRule } from './faults.ts';
import type { Turn } from './turn.ts';

/** How far the cloud's idea of the time is off, in milliseconds. */
export function skewOf(fault: FaultRule | null): number {
  return fault?.kind === 'clockSkew' ? fault.skewSeconds * 1000 : 0;
}

/** A cloud with a wrong clock says so in the Date of its answers. */
function dated(desk: Desk, fault: FaultRule | null, answer: Reply): Reply {
  const skew = skewOf(fault);
  if (skew !== 0) answer.headers['date'] = new Date(desk.ambient.now() + skew).toUTCString();
  return answer;
}

function isThrottling(refusal: unknown): boolean {
  return refusal instanceof Refusal && /Throttl|QpsLimit|^130101$/.test(refusal.code);
}

/** What the network makes of an answer on its way back. */
function delivered(answer: Reply, fault: FaultRule | null): Answer {
  if (fault?.kind === 'hangAfter') return { kind: 'hang' };
  if (fault?.kind !== 'truncate') return answer;
  return { ...answer, cutAt: Math.floor(Buffer.byteLength(answer.body) / 2) };
}

/** Counts a request, lets faults and delays befall it, and answers it. */
export async function conduct(desk: Desk, turn: Turn): Promise<Answer> {
  const { product, action, region, question } = turn;
  const ongoing = desk.calls.begin({ product, action, region, question });
  const fault = desk.faults.next(product, action, region);
  let refusal: unknown = null;
  let failed = true;
  try {
    const delay = desk.latencyMs + (fault?.kind === 'slow' ? fault.delayMs : 0);
    if (delay > 0) await desk.ambient.sleep(delay);
    const struck = fault && faultBefore(turn, fault);
    if (struck) {
      refusal = struck.refusal;
      return struck.answer;
    }
    const answer = dated(desk, fault, await turn.answer(fault));
    failed = ['truncate', 'hangAfter', 'successFalse'].includes(fault?.kind ?? '');
    return delivered(answer, fault);
  } catch (error) {
    refusal = error;
    if (!(error instanceof Refusal)) throw error;
    const answer = dated(desk, fault, turn.refused(error));
    return fault?.kind === 'hangAfter' ? delivered(answer, fault) : answer;
  } finally {
    ongoing.end({ throttled: isThrottling(refusal), failed });
  }
}
