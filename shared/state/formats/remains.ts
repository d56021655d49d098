import * as v from 'valibot';
import { unseen } from '../../model/observation.ts';
import { changeEvent, drift, finding, fitting } from './common.ts';
import { fits } from './fits.ts';
import { cluster, parts } from './parts.ts';

const DAMAGED = unseen('malformed', 'the stored state is damaged');

/**
 * What a damaged state still tells, for its own schema to be read again. One odd finding, drift, event or cluster is left
 * out, and one odd part counts as not seen; the others stay. What is damaged elsewhere leaves nothing.
 *
 * Nothing passes on what is left: no link of the chain was seen to hold, the result is incomplete, and the flag of every
 * cluster counts as not seen, because the finding that is missing may have been about any of them.
 */
export const remains = v.looseObject({
  carried: fitting(finding),
  drifts: fitting(drift),
  events: fitting(changeEvent),
  result: v.nullable(
    v.looseObject({
      findings: fitting(finding),
      parts: v.pipe(v.looseObject({}), v.transform(fittingParts)),
      complete: always(false),
      passed: always({}),
    }),
  ),
});

function always(value: unknown) {
  return v.pipe(
    v.unknown(),
    v.transform(() => value),
  );
}

function fittingParts(stored: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(stored).map(([name, value]) => {
      const known = name === 'clusters' ? withoutFlags(value) : value;
      return [name, fits(parts, { [name]: known }) ? known : DAMAGED];
    }),
  );
}

const clusterRows = v.looseObject({ value: v.array(v.looseObject({})) });

function withoutFlags(clusters: unknown): unknown {
  if (!fits(clusterRows, clusters)) return clusters;
  const rows = clusters.value.map((row) => ({ ...row, encryption: DAMAGED }));
  return { ...clusters, value: rows.filter((row) => fits(cluster, row)), missing: [DAMAGED] };
}
