import * as v from 'valibot';
import type { Answer } from '../cloud/answer.ts';
import type { Call, Tape } from '../cloud/tape.ts';
import type { Config } from '../config/schema.ts';
import {
  type Asked,
  askedBy,
  callSchema,
  judgedBy,
  type Manifest,
  manifestSchema,
  RECORDING_MARK,
  type RecordedCall,
} from './recording.ts';
import { redactor } from './redactor.ts';

/** What is known about a run besides its calls. */
export type About = Pick<Manifest, 'version' | 'recordedAt' | 'language' | 'jobs' | 'amounts'>;

export interface Recording {
  manifest: Manifest;
  calls: readonly RecordedCall[];
}

interface Noted {
  asked: Asked;
  /** Null while there is none yet. */
  answer: Answer | null;
}

/** Notes every call and its answer; what it noted leaves it redacted only. */
export class Recorder implements Tape {
  /** In the order in which they were asked, which is that in which a replay asks. */
  readonly #calls: Noted[] = [];

  async answer(call: Call, ask: () => Promise<Answer>): Promise<Answer> {
    const note: Noted = { asked: askedBy(call), answer: null };
    this.#calls.push(note);
    note.answer = await ask();
    return note.answer;
  }

  /** The recording without anything that tells whose it is; amounts are multiplied by `factor`. */
  redacted(about: About, config: Config, factor: number): Recording {
    const judged = { configuration: judgedBy(config) };
    const notes = this.#calls.flatMap(({ asked, answer }) => (answer ? toNote({ ...asked, answer }) : []));
    const redact = redactor([judged, ...notes.map(({ hidden }) => hidden)], factor);
    const calls = notes.map(({ product, action, refusal, hidden }) => {
      const call = v.parse(callSchema, { product, action, ...Object(redact(hidden)) });
      return { ...call, answer: refusal ? withCode(call.answer) : call.answer };
    });
    const manifest = {
      schema: RECORDING_MARK,
      ...about,
      calls: calls.length,
      ...Object(redact(judged)),
    };
    return { manifest: v.parse(manifestSchema, manifest), calls };
  }
}

/** The words of a refusal are the cloud's, and may name anything; the code before them may stay. */
function toNote({ product, action, ...hidden }: RecordedCall) {
  const { answer } = hidden;
  const code = answer.seen ? '' : `${answer.code}: `;
  if (answer.seen || !answer.detail.startsWith(code)) return { product, action, hidden, refusal: false };
  const words = { ...answer, detail: answer.detail.slice(code.length) };
  return { product, action, hidden: { ...hidden, answer: words }, refusal: true };
}

function withCode(answer: Answer): Answer {
  return answer.seen ? answer : { ...answer, detail: `${answer.code}: ${answer.detail}` };
}
