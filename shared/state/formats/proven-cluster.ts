import * as v from 'valibot';
import type { CountedServer, Growth, ProvenCluster } from '../../model/proof.ts';
import { clusterProofEntries, marker } from './cluster-proof.ts';
import { number, text, textOrNull } from './common.ts';
import { schemaOf } from './stored-format.ts';

const growth = schemaOf<Growth>()(v.object({ count: number, after: textOrNull, by: text }));

const countedServer = schemaOf<CountedServer>()(
  v.object({
    server: text,
    startedAt: textOrNull,
    seenAt: text,
    read: v.nullable(growth),
    written: v.nullable(growth),
  }),
);

/** What the last look saw of a cluster, with what is kept of the looks before. */
export const provenCluster = schemaOf<ProvenCluster>()(
  v.object({
    ...clusterProofEntries,
    counted: v.array(countedServer),
    markers: v.array(marker),
  }),
);
