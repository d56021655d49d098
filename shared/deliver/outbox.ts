import type { PlannedNotice } from '../alerts/build-notice.ts';
import type { ObjectStore } from '../model/object-store.ts';
import { encode } from '../state/codec.ts';
import { readStored } from '../state/formats/stored-format.ts';
import { setAside } from '../state/job-store.ts';
import { OUTBOX_MESSAGE, type OutboxMessage, type Outcome } from './outbox-format.ts';

const FOLDER = 'alerts/outbox/';

const keyOf = (id: string): string => `${FOLDER}${id}.json`;

/** Ids of the messages that lie in the outbox. */
export async function outboxIds(store: ObjectStore): Promise<string[]> {
  const keys = await store.list(FOLDER);
  return keys.flatMap((key) => /^([0-9a-f]+)\.json$/.exec(key.slice(FOLDER.length))?.[1] ?? []);
}

/** Null: it is not there, or is not what was written, twice. Throws what the store throws, StateTooNew and StateTooOld. */
export async function readMessage(store: ObjectStore, id: string): Promise<OutboxMessage | null> {
  for (let look = 1; look <= 2; look += 1) {
    const read = readStored(OUTBOX_MESSAGE, keyOf(id), await store.get(keyOf(id)));
    if (read.kind === 'ok') return read.value;
    if (read.kind === 'none') return null;
  }
  return null;
}

/** Copies a message that is not what was written to `corrupt/`, for a person to look at. Answers where the copy is. */
export function setMessageAside(store: ObjectStore, id: string, now: Date): Promise<string> {
  return setAside(store, keyOf(id), now.toISOString());
}

/** What one run writes into the outbox, one object for each message. */
export class Outbox {
  readonly #store: ObjectStore;
  readonly #run: Pick<OutboxMessage, 'fence' | 'attempt'>;
  #place = 0;

  constructor(store: ObjectStore, run: Pick<OutboxMessage, 'fence' | 'attempt'>) {
    this.#store = store;
    this.#run = run;
  }

  /**
   * Notes that a message is about to be sent: who cannot, must not send it. Answers what lies there already when it was
   * sent, or belongs to a run that has taken over.
   */
  async intend(planned: PlannedNotice): Promise<OutboxMessage> {
    const intent = this.#own(planned, 1);
    const { id } = planned.notice;
    if (await this.#store.putIfAbsent(keyOf(id), encode(OUTBOX_MESSAGE, intent))) return intent;
    const earlier = await readMessage(this.#store, id);
    if (earlier && (earlier.outcome !== null || earlier.fence > intent.fence)) return earlier;
    return this.again({ ...intent, tries: earlier?.tries ?? 0 });
  }

  /** The same for a message that may have been sent by a run that ended before it could note so. */
  async again({ planned, tries }: Pick<OutboxMessage, 'planned' | 'tries'>): Promise<OutboxMessage> {
    const intent = this.#own(planned, tries + 1);
    await this.#store.put(keyOf(planned.notice.id), encode(OUTBOX_MESSAGE, intent));
    return intent;
  }

  async noteSent(intent: OutboxMessage, outcome: Outcome): Promise<void> {
    const { id } = intent.planned.notice;
    await this.#store.put(keyOf(id), encode(OUTBOX_MESSAGE, { ...intent, outcome }));
  }

  async remove(id: string): Promise<void> {
    await this.#store.delete(keyOf(id));
  }

  #own(planned: PlannedNotice, tries: number): OutboxMessage {
    this.#place += 1;
    return { planned, ...this.#run, place: this.#place, tries, outcome: null };
  }
}
