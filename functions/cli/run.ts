import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { AppError } from '../../shared/model/error.ts';
import { SEVERITIES } from '../../shared/model/finding.ts';
import { ALL_JOBS, type Job } from '../../shared/model/job.ts';
import { jsonText } from '../../shared/model/json-text.ts';
import { VERSION } from '../../shared/model/version.ts';
import { renderError } from '../../shared/report/terminal/render-error.ts';
import type { AuditCommand } from './audit.ts';
import type { DemoCommand } from './demo.ts';
import { codeOfStop } from './interrupted.ts';
import type { InvokeCommand } from './invoke.ts';
import type { ProofCommand } from './proof.ts';
import type { ReportCommand } from './report.ts';
import { type CommonOptions, type Runtime, wantsColours } from './runtime.ts';
import type { SandboxCommand } from './sandbox.ts';
import type { ServeCommand } from './serve.ts';

const ALL = 'show checks that passed or did not apply, too';

/** It could not run at all: wrong options, configuration, credentials, or nothing reachable. */
export const COULD_NOT_RUN = 3;

/** Runs one command and returns its exit code. */
export async function run(argv: readonly string[], runtime: Runtime): Promise<number> {
  let code = 0;
  const finish = (result: number): void => {
    code = result;
  };
  try {
    const formats = argv.includes('report') ? await formatNames() : '';
    await program(formats, runtime, finish).parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : COULD_NOT_RUN;
    const told = error instanceof AppError ? error : bug(error);
    report(told, argv.includes('--json'), runtime);
    return codeOfStop(runtime.signal) ?? COULD_NOT_RUN;
  }
}

/** Nothing that we expect ends here; the stack goes along so that it can be repaired. */
function bug(error: unknown): AppError {
  const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new AppError(
    'Bug',
    `This is a bug in sealwatch. ${told}`,
    'Please report it with the lines above; they hold no secret.',
    { cause: error },
  );
}

function report({ code, message, hint }: AppError, json: boolean, runtime: Runtime): void {
  if (json) {
    const told = { schema: 'sealwatch.error/1', error: { code, message, hint } };
    runtime.stdout.write(`${jsonText(told)}\n`);
  } else {
    runtime.stderr.write(renderError({ message, hint }));
  }
}

/** With them comes all that renders them; only those who name the command see them. */
async function formatNames(): Promise<string> {
  const { FORMATS } = await import('../../shared/report/formats.ts');
  return FORMATS.map(({ id }) => id).join();
}

/** Commands load what they need when they run, so that `--help` is quick. */
function program(formats: string, runtime: Runtime, finish: (code: number) => void): Command {
  const root = new Command('sealwatch')
    .description(
      'Audits that the Secrets of every ACK Pro cluster are sealed at rest with a KMS key that works.',
    )
    .configureOutput({
      writeOut: (text) => runtime.stdout.write(text),
      writeErr: (text) => runtime.stderr.write(text),
      getOutHasColors: () => wantsColours({ color: true }, runtime),
    })
    .version(VERSION, '--version', 'show the version')
    .showHelpAfterError('(--help shows the commands and their options)')
    .exitOverride();
  common(root.command('audit').description('audit the account of the credentials once'))
    .option('--job <name>', `run only this job (repeatable): ${ALL_JOBS.join(', ')}`, collectJob, [])
    .option('--all', ALL)
    .option('--alert', 'send what has to be said to the configured channels')
    .addOption(new Option('--html <file>', 'write the report as a page, too').conflicts(['record', 'replay']))
    .addOption(recordOption())
    .option('--record-amounts', 'keep amounts of money in the recording as they are')
    .addOption(replayOption())
    .addOption(failOn())
    .action(async (options: AuditCommand) => finish(await audit(options, runtime)));
  addReport(root, formats, runtime, finish);
  common(root.command('demo').description('audit an embedded demo account; needs no cloud account'))
    .option('--all', ALL)
    .option('--html <file>', 'where to write the page (default: sealwatch-demo.html)')
    .action(async (options: DemoCommand) => finish(await (await import('./demo.ts')).demo(options, runtime)));
  addChecks(root, runtime, finish);
  common(root.command('doctor').description('say whether it can work here, and what to grant or run')).action(
    async (options: CommonOptions) => finish(await (await import('./doctor.ts')).doctor(options, runtime)),
  );
  addProof(root, runtime, finish);
  addSandbox(root, runtime, finish);
  addServe(root, runtime, finish);
  addAlerts(root, runtime, finish);
  addInvoke(root, runtime, finish);
  return root;
}

function addReport(root: Command, formats: string, runtime: Runtime, finish: (code: number) => void): void {
  const format = `export: one or more of ${formats}, separated by commas`;
  const anchor = 'verify, and hold it against a newest run that was noted elsewhere';
  const verify = 'walk the hash chain of the evidence and name the first broken link';
  common(root.command('report').description('show what was stored last, or verify its evidence'))
    .option('--all', ALL)
    .addOption(new Option('--verify', verify).conflicts('format'))
    .addOption(new Option('--anchor <hash|file>', anchor).conflicts('format'))
    .addOption(new Option('--format <list>', format).conflicts('json'))
    .option('--out <dir>', 'write the files there; without it, the only file goes to stdout')
    .option('--bom', 'start CSV files with a byte order mark, for Excel')
    .addOption(failOn())
    .action(async (options: ReportCommand) =>
      finish(await (await import('./report.ts')).report(options, runtime)),
    );
}

async function audit(options: AuditCommand, runtime: Runtime): Promise<number> {
  const { record, recordAmounts, replay } = options;
  if (recordAmounts && record === undefined) {
    throw new AppError(
      'OptionWithoutRecord',
      '--record-amounts belongs to a recording.',
      'Add --record DIR.',
    );
  }
  if (replay !== undefined) return (await import('./replay.ts')).replay(replay, options, runtime);
  if (record !== undefined) return (await import('./record.ts')).record(record, options, runtime);
  return (await import('./audit.ts')).audit(options, runtime);
}

function addChecks(root: Command, runtime: Runtime, finish: (code: number) => void): void {
  const checks = common(root.command('checks').description('list the checks')).action(
    async (options: CommonOptions) => finish((await import('./checks.ts')).listChecks(options, runtime)),
  );
  common(
    checks.command('show <id>').description('explain one check: why, how it is judged, how to fix'),
  ).action(async (id: string, _options: CommonOptions, command: Command) =>
    finish((await import('./checks.ts')).showCheck(id, command.optsWithGlobals(), runtime)),
  );
}

function addProof(root: Command, runtime: Runtime, finish: (code: number) => void): void {
  const level = new Option('--level <level>', 'how deep to look; default: metrics, with --names cluster');
  common(
    root.command('proof').description('look into one cluster from inside and say how its Secrets are stored'),
  )
    .requiredOption('--kubeconfig <file>', 'opens the cluster; only read, never stored or sent')
    .addOption(level.choices(['ready', 'metrics', 'cluster']))
    .option('--cluster <id>', 'compare with what the store knows of this cluster: key, switch, markers')
    .option('--names', 'print the names of Secrets, too')
    .action(async (options: ProofCommand) =>
      finish(await (await import('./proof.ts')).proof(options, runtime)),
    );
}

function addSandbox(root: Command, runtime: Runtime, finish: (code: number) => void): void {
  common(root.command('sandbox').description('run the embedded sandbox cloud alone, for experiments'))
    .option('--port <number>', 'port on 127.0.0.1', wholeNumber, 0)
    .option('--scenario <file>', 'a scenario by name or file', 'demo')
    .option('--clusters <number>', 'generate a world with so many clusters', wholeNumber)
    .option(
      '--accounts <number>',
      'accounts of a generated world, each with so many clusters',
      wholeNumber,
      1,
    )
    .option('--regions <number>', 'regions of a generated world', wholeNumber, 3)
    .option('--keys <number>', 'keys of a generated world', wholeNumber, 10)
    .option('--seed <number>', 'seed of a generated world', wholeNumber, 7)
    .option('--latency <ms>', 'delay of every answer', wholeNumber, 0)
    .option('--no-rates', 'do not enforce the documented rate limits')
    .option(
      '--tls <dir>',
      'answer over TLS, too; the authority to trust and lines for hosts go to this folder',
    )
    .option(
      '--tls-port <number>',
      'port of TLS on 127.0.0.1; 443 for clients that know no proxy',
      wholeNumber,
      0,
    )
    .action(async (options: SandboxCommand) =>
      finish(await (await import('./sandbox.ts')).sandbox(options, runtime)),
    );
}

function addServe(root: Command, runtime: Runtime, finish: (code: number) => void): void {
  common(root.command('serve').description('serve the stored report over HTTP, to those who have a token'))
    .option('--port <number>', 'port to listen on; 0 takes any that is free', wholeNumber, 8080)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .action(async (options: ServeCommand) =>
      finish(await (await import('./serve.ts')).serve(options, runtime)),
    );
}

function failOn(): Option {
  return new Option('--fail-on <severity>', 'exit with 1 when a finding is this bad')
    .choices([...SEVERITIES.slice(0, 4), 'none'])
    .default('high');
}

function recordOption(): Option {
  const what = 'write a redacted recording of all requests and answers to this folder; stores nothing else';
  return new Option('--record <dir>', what).conflicts('alert');
}

function replayOption(): Option {
  const what = 'judge a recording again, with its configuration, without any network';
  const others = ['record', 'recordAmounts', 'alert', 'job', 'config'];
  return new Option('--replay <dir>', what).conflicts(others);
}

function addAlerts(root: Command, runtime: Runtime, finish: (code: number) => void): void {
  const alerts = root.command('alerts').description('look at messages, or try a channel').exitOverride();
  common(
    alerts.command('preview').description('show what would be said now, to each channel, without sending it'),
  ).action(async (options: CommonOptions) =>
    finish(await (await import('./alerts.ts')).previewAlerts(options, runtime)),
  );
  common(alerts.command('test <channel>').description('send one test message and explain the answer')).action(
    async (channel: string, options: CommonOptions) =>
      finish(await (await import('./alerts.ts')).testChannel(channel, options, runtime)),
  );
}

function addInvoke(root: Command, runtime: Runtime, finish: (code: number) => void): void {
  common(
    root.command('invoke <function>').description('run a built function once, as Function Compute would'),
  )
    .option('--event <file>', 'the event it gets; default: that of a timer, now')
    .option('--code <dir>', 'folder of the built functions; default: functions/ beside this program')
    .option('--timeout <seconds>', 'kill it after so long', wholeNumber, 600)
    .option('--memory <mb>', 'memory size it is told', wholeNumber, 512)
    .action(async (name: string, options: InvokeCommand) =>
      finish(await (await import('./invoke.ts')).invoke(name, options, runtime)),
    );
}

function common(command: Command): Command {
  return command
    .option('--config <file>', 'configuration file (YAML); SEALWATCH_CONFIG does the same')
    .option('--json', 'print one JSON document on stdout')
    .addOption(new Option('--lang <language>', 'language of the output').choices(['en', 'zh']))
    .option('--quiet', 'print nothing but errors')
    .option('--no-color', 'no colours')
    .exitOverride();
}

function collectJob(name: string, before: Job[]): Job[] {
  const job = ALL_JOBS.find((known) => known === name);
  if (!job) throw new InvalidArgumentError(`Jobs are ${ALL_JOBS.join(', ')}.`);
  return [...before, job];
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}
