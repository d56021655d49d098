import * as v from 'valibot';
import type { Attempt, Change } from '../../model/change.ts';
import { actor, changeKind, resource, text, texts } from './common.ts';
import { type StoredFormat, schemaOf } from './stored-format.ts';

/** A change in the archive, or a call that was refused. Written once; nothing of sealwatch reads it, people and tools do. */
export type ArchivedChange = ({ outcome: 'done' } & Change) | ({ outcome: 'refused' } & Attempt);

export const CHANGE: StoredFormat<ArchivedChange> = {
  name: 'sealwatch.change',
  version: 2, // more kinds of change than before
  schema: schemaOf<ArchivedChange>()(
    v.variant('outcome', [
      v.object({
        outcome: v.literal('done'),
        id: text,
        aliases: texts,
        kind: changeKind,
        resource,
        clusters: texts,
        from: text,
        to: text,
        at: text,
        actor: v.nullable(actor),
        actorState: v.picklist(['named', 'awaited', 'absent']),
      }),
      v.object({
        outcome: v.literal('refused'),
        id: text,
        kind: changeKind,
        resource,
        at: text,
        actor,
        errorCode: text,
      }),
    ]),
  ),
  migrations: [(body) => body],
};
