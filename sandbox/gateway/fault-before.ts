import { GatewayRefusal, Refusal } from '../world/refusal.ts';
import type { Answer, Reply } from './answer.ts';
import type { FaultRule } from './faults.ts';
import type { Turn } from './turn.ts';

interface Struck {
  answer: Answer;
  refusal: Refusal | null;
}

/** Header names clients look at; the second is the gateway's own and counts milliseconds. */
function withRetryAfter(answer: Reply, seconds: number | undefined): Reply {
  if (seconds !== undefined) {
    answer.headers['retry-after'] = `${seconds}`;
    answer.headers['x-acs-retry-after'] = `${seconds * 1000}`;
  }
  return answer;
}

function serverError(product: string, fault: FaultRule): Refusal {
  const status = fault.status ?? 503;
  // KMS spells it so. https://www.alibabacloud.com/help/doc-detail/69008.htm
  const unavailable = product === 'Kms' ? 'SerivceUnavailableTemporary' : 'ServiceUnavailable';
  const internal = product === 'Kms' ? 'InternalFailure' : 'InternalError';
  const code = fault.code ?? (status === 500 ? internal : unavailable);
  return new Refusal(status, code, 'The request has failed due to a temporary failure of the server.');
}

function gatewayPage(status: number): Reply {
  const body = '<html><head><title>502 Bad Gateway</title></head><body>Bad Gateway</body></html>';
  return { kind: 'reply', status, headers: { 'content-type': 'text/html' }, body, cutAt: null };
}

/** Faults that strike before anything is looked at. */
export function faultBefore(
  turn: Pick<Turn, 'product' | 'throttled' | 'refused'>,
  fault: FaultRule,
): Struck | null {
  const { kind } = fault;
  if (kind === 'reset' || kind === 'hang') return { answer: { kind }, refusal: null };
  if (kind === 'htmlBody') return { answer: gatewayPage(fault.status ?? 502), refusal: null };
  if (kind !== 'throttle' && kind !== 'retryAfter' && kind !== 'error5xx') return null;
  const usual = kind === 'error5xx' ? serverError(turn.product, fault) : turn.throttled();
  const Kind = usual instanceof GatewayRefusal ? GatewayRefusal : Refusal;
  const refusal = fault.code ? new Kind(fault.status ?? usual.status, fault.code, usual.message) : usual;
  const seconds = fault.retryAfter ?? (kind === 'retryAfter' ? 1 : undefined);
  return { answer: withRetryAfter(turn.refused(refusal), seconds), refusal };
}
