import { startSandbox } from '../../sandbox/start.ts';
import type { Connection } from '../../shared/accounts/connect.ts';
import type { Answer } from '../../shared/cloud/answer.ts';
import type { Call, Tape } from '../../shared/cloud/tape.ts';
import type { Config } from '../../shared/config/schema.ts';
import { auditAll } from '../../shared/jobs/audit.ts';
import { JOBS } from '../../shared/model/job.ts';
import { silentLog } from '../../shared/model/log.ts';
import type { Report } from '../../shared/model/report.ts';
import { makeReport } from '../../shared/present/make-report.ts';
import { Player } from '../../shared/record/player.ts';
import { askedBy, type RecordedCall } from '../../shared/record/recording.ts';
import { toolsFor } from '../../shared/run/tools.ts';
import { memoryStore } from '../../shared/store/memory.ts';
import { connectionTo } from '../sandbox-cloud.ts';

type SandboxOptions = Parameters<typeof startSandbox>[0];

/** What one audit of a world asked and was answered, as it came, and how it is judged. */
export interface World {
  name: string;
  calls: readonly RecordedCall[];
  report: Report;
  judge(calls: readonly RecordedCall[]): Promise<Report>;
}

class Notes implements Tape {
  readonly calls: RecordedCall[] = [];

  async answer(call: Call, ask: () => Promise<Answer>): Promise<Answer> {
    const answer = await ask();
    this.calls.push({ ...askedBy(call), answer });
    return answer;
  }
}

/** Audits a world of the sandbox once, over HTTP; from then on its answers are judged without it. */
export async function recordWorld(name: string, options: SandboxOptions, config?: Config): Promise<World> {
  const sandbox = await startSandbox({ ...options, rates: 'off' });
  const notes = new Notes();
  const now = sandbox.now();
  const connection = connectionTo({ ...sandbox, now: () => now }, config ? { config } : {});
  const report = await judged(connection, notes);
  await sandbox.close();
  const judge = (calls: readonly RecordedCall[]) => judged(connection, new Player(calls));
  return { name, calls: notes.calls, report, judge };
}

async function judged(connection: Connection, tape: Tape): Promise<Report> {
  const { config, now } = connection;
  const tools = toolsFor(memoryStore(), config, { now, log: silentLog, isGone: () => true });
  const results = await auditAll(
    { connection: { ...connection, tape }, tools, jobs: JOBS, attempt: 'once', wait: async () => false },
    now,
  );
  return makeReport(results, config, now(), 'en', true);
}
