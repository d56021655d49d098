import { readFileSync, writeFileSync } from 'node:fs';
import * as v from 'valibot';
import { JOBS } from '../shared/model/job.ts';

const FILE = 'bench/durations.json';

const amount = v.pipe(v.number(), v.finite(), v.minValue(0));

/** Of an invocation, loading included. `cpuMs` is the work in it, on a whole core; the rest is waiting for answers. */
const runSchema = v.strictObject({ ms: amount, cpuMs: amount });

/** `rssMiB`: the highest resident memory. */
const sampleSchema = v.strictObject({ ...runSchema.entries, rssMiB: amount });

/** In a new instance, and in a warm one. */
const samplesSchema = v.strictObject({ new: sampleSchema, warm: sampleSchema });

/** In a warm instance: sees that there is no news; compares everything and has nothing to send. */
const alertsSchema = v.strictObject({ quiet: runSchema, compared: runSchema });

/** What `npm run bench:jobs -- --write` measures, and `npm run bench:cost` computes with. */
export const durationsSchema = v.strictObject({
  measured: v.strictObject({
    date: v.pipe(v.string(), v.isoDate()),
    command: v.string(),
    machine: v.string(),
    /** Of each call of the sandbox. */
    latencyMs: amount,
  }),
  /** One account. `alerts` compares everything in the new instance, and sees no news in the warm one. */
  worlds: v.array(
    v.strictObject({
      clusters: amount,
      keys: amount,
      jobs: v.strictObject(v.entriesFromList([...JOBS, 'alerts'], samplesSchema)),
    }),
  ),
  alerts: alertsSchema,
  /** Many accounts of the size of the first world, new instances. */
  many: v.strictObject({
    accounts: amount,
    /** All invocations of a run of the timer, the planning one too, for each account. */
    jobs: v.strictObject(v.entriesFromList(JOBS, runSchema)),
    alerts: alertsSchema,
  }),
});

export type Durations = v.InferOutput<typeof durationsSchema>;
export type Run = v.InferOutput<typeof runSchema>;
export type Sample = v.InferOutput<typeof sampleSchema>;
export type AlertRuns = v.InferOutput<typeof alertsSchema>;

/** What is checked in. Throws when it is not what `durationsSchema` says. */
export function readDurations(): Durations {
  return v.parse(durationsSchema, JSON.parse(readFileSync(FILE, 'utf8')));
}

/** Throws when it is not what `readDurations` reads. */
export function writeDurations(durations: Durations): void {
  writeFileSync(FILE, `${JSON.stringify(v.parse(durationsSchema, durations), null, 2)}\n`);
}

/** Seconds with so many vCPU: work takes as much longer there, waiting does not. One run uses one core at most. */
export function secondsOf({ ms, cpuMs }: Run, cpu: number): number {
  return (Math.max(0, ms - cpuMs) + cpuMs / Math.min(1, cpu)) / 1000;
}
