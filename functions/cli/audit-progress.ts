import type { Config } from '../../shared/config/schema.ts';
import type { AuditWatch } from '../../shared/jobs/audit.ts';
import type { Job } from '../../shared/model/job.ts';
import type { Report } from '../../shared/model/report.ts';
import { EarlyVerdicts } from '../../shared/present/early-verdicts.ts';
import {
  type Live,
  type LiveOptions,
  renderLive,
  renderStopped,
  withdrawn,
} from '../../shared/report/terminal/render-live.ts';
import type { Language } from '../../shared/text/render.ts';
import { AuditParts } from './audit-parts.ts';
import { LiveArea } from './live-area.ts';
import { DRAW_MS } from './progress.ts';
import { type CommonOptions, type Runtime, wantsColours } from './runtime.ts';

export interface AuditProgress extends AuditWatch {
  /** The report comes next, if there is one: nothing stays on the screen, but what turned out otherwise is told. */
  end(report?: Report): void;
}

type Audited = Parameters<AuditWatch['ended']>[0];

interface Settings {
  config: Pick<Config, 'policy' | 'site'>;
  jobs: readonly Job[];
  language: Language;
  /** The time to judge by. */
  now: () => Date;
}

/** What is shown on stderr, for a person at a terminal; undefined: nothing is. */
export function showAudit(
  options: CommonOptions,
  runtime: Runtime,
  settings: Settings,
): AuditProgress | undefined {
  return LiveArea.fits(options, runtime) ? new LiveAudit(options, runtime, settings) : undefined;
}

/**
 * What is known while an audit runs: which clusters are at risk already, and what is still read. Where only stderr is a terminal,
 * the report is for somebody else, and there is one line. What a stopped audit knew stays on the screen.
 */
class LiveAudit implements AuditProgress {
  readonly #runtime: Runtime;
  readonly #language: Language;
  readonly #colours: boolean;
  readonly #area: LiveArea;
  readonly #verdicts: EarlyVerdicts | null;
  readonly #parts: AuditParts;
  readonly #startedAt: number;
  readonly #timer: NodeJS.Timeout;
  /** Of the accounts, where there are several. */
  #names = new Map<string, string>();
  #drawnAt = Number.NEGATIVE_INFINITY;
  #isOver = false;

  constructor(options: CommonOptions, runtime: Runtime, { config, jobs, language, now }: Settings) {
    this.#runtime = runtime;
    this.#language = language;
    this.#colours = wantsColours(options, runtime);
    this.#area = new LiveArea(runtime.stderr);
    this.#verdicts = runtime.stdout.isTTY === true ? new EarlyVerdicts(config, language, now) : null;
    this.#parts = new AuditParts(jobs);
    this.#startedAt = this.#clock();
    this.#timer = setInterval(() => this.#draw(), DRAW_MS).unref();
    runtime.signal.addEventListener('abort', this.#stop);
    process.on('SIGCONT', this.#area.forget); // the shell has written since
  }

  planned(accounts: Parameters<AuditWatch['planned']>[0]): void {
    this.#parts.planned(accounts.length);
    if (accounts.length > 1) this.#names = new Map(accounts.map(({ id, name }) => [id, name || id]));
  }

  glimpsed(account: Audited, glimpse: Parameters<AuditWatch['glimpsed']>[1]): void {
    this.#parts.glimpsed(account, glimpse);
    if ('cluster' in glimpse) this.#verdicts?.cluster(account.id, glimpse.cluster);
    if ('key' in glimpse) this.#verdicts?.key(account.id, glimpse.key);
    this.#changed();
  }

  finished(account: Audited, { job, result }: Parameters<AuditWatch['finished']>[1]): void {
    this.#parts.finished(account, job);
    if (result) this.#verdicts?.result(account.id, result);
    this.#changed();
  }

  ended(account: Audited): void {
    this.#parts.ended(account);
  }

  end(report?: Report): void {
    if (this.#isOver) return;
    this.#leave();
    this.#area.clear();
    if (!report || !this.#verdicts) return;
    for (const line of withdrawnFrom(report, this.#verdicts, this.#language))
      this.#runtime.stderr.write(`${line}\n`);
  }

  readonly #stop = (): void => {
    this.#leave();
    this.#area.keep(renderStopped(this.#live(), this.#look()));
  };

  #leave(): void {
    this.#isOver = true;
    clearInterval(this.#timer);
    process.off('SIGCONT', this.#area.forget);
    this.#runtime.signal.removeEventListener('abort', this.#stop);
  }

  /** What comes by the thousand is drawn together. */
  #changed(): void {
    if (!this.#isOver && this.#clock() - this.#drawnAt >= DRAW_MS) this.#draw();
  }

  #draw(): void {
    this.#drawnAt = this.#clock();
    this.#area.draw(renderLive(this.#live(), this.#look()));
  }

  #live(): Live {
    const rows = this.#verdicts?.rows() ?? [];
    return {
      rows: rows.map((row) => ({ ...row, account: this.#names.get(row.account) ?? '' })),
      ...this.#parts.parts(),
      seconds: (this.#clock() - this.#startedAt) / 1000,
    };
  }

  #look(): LiveOptions {
    const { width, height } = this.#area;
    return { language: this.#language, width, height, colours: this.#colours };
  }

  #clock(): number {
    return this.#runtime.now().getTime();
  }
}

/** What was shown as at risk and is not. */
function withdrawnFrom({ clusters }: Report, early: EarlyVerdicts, language: Language): string[] {
  const verdicts = new Map(clusters.map(({ account, id, verdict }) => [`${account} ${id}`, verdict]));
  return early.rows().flatMap((row) => {
    const verdict = verdicts.get(`${row.account} ${row.cluster}`);
    return verdict === undefined || verdict === 'fail' ? [] : [withdrawn(row, verdict, language)];
  });
}
