import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { AppError } from '../../shared/model/error.ts';
import { SEVERITIES } from '../../shared/model/finding.ts';
import { ALL_JOBS, type Job } from '../../shared/model/job.ts';
import { VERSION } from '../../shared/model/version.ts';
import { addAlerts } from './alert-commands.ts';
import type { AuditCommand } from './audit.ts';
import { languageOf, speakChinese } from './chinese.ts';
import type { DemoCommand } from './demo.ts';
import { COULD_NOT_RUN, codeOfStop } from './interrupted.ts';
import type { InvokeCommand } from './invoke.ts';
import type { ProofCommand } from './proof.ts';
import type { ReportCommand } from './report.ts';
import { reportError } from './report-error.ts';
import { type CommonOptions, type Runtime, wantsColours } from './runtime.ts';
import type { SandboxCommand } from './sandbox.ts';
import type { ServeCommand } from './serve.ts';
import { addSetup } from './setup/commands.ts';

const ALL = 'list everything, also checks that passed or do not apply';

/** Runs one command and returns its exit code. */
export async function run(argv: readonly string[], runtime: Runtime): Promise<number> {
  let code = 0;
  const finish = (result: number): void => {
    code = result;
  };
  try {
    const formats = argv.includes('report') ? await formatNames() : '';
    const root = program(formats, runtime, finish);
    if (languageOf(argv, runtime.env) === 'zh') await speakChinese(root, runtime);
    await root.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : COULD_NOT_RUN;
    await reportError(error, argv, runtime);
    return codeOfStop(runtime.signal) ?? COULD_NOT_RUN;
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
      'Checks that every ACK Pro cluster really encrypts its Secrets with a working KMS key, and alerts DingTalk when it stops.',
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
    .option('--alert', 'send due alerts to the configured channels')
    .addOption(
      new Option('--html <file>', 'also write the report as an HTML page').conflicts(['record', 'replay']),
    )
    .addOption(recordOption())
    .option('--record-amounts', 'keep amounts of money in the recording')
    .addOption(replayOption())
    .addOption(failOn())
    .action(async (options: AuditCommand) => finish(await audit(options, runtime)));
  addReport(root, formats, runtime, finish);
  common(root.command('demo').description('audit an embedded demo account; needs no cloud account'))
    .option('--all', ALL)
    .option('--html <file>', 'file for the HTML page (default: sealwatch-demo.html)')
    .action(async (options: DemoCommand) => finish(await (await import('./demo.ts')).demo(options, runtime)));
  addChecks(root, runtime, finish);
  common(root.command('doctor').description('check credentials, permissions and deployment')).action(
    async (options: CommonOptions) => finish(await (await import('./doctor.ts')).doctor(options, runtime)),
  );
  addProof(root, runtime, finish);
  addSandbox(root, runtime, finish);
  addServe(root, runtime, finish);
  addLink(root, runtime, finish);
  addAlerts(root, common, runtime, finish);
  addInvoke(root, runtime, finish);
  addSetup((command) => common(command), root, runtime, finish);
  return root;
}

function addReport(root: Command, formats: string, runtime: Runtime, finish: (code: number) => void): void {
  const format = `export: one or more of ${formats}, separated by commas; or evidence, for an assessor`;
  const anchor = 'verify, and compare with a newest run recorded elsewhere';
  const verify = 'verify the hash chain of the evidence and report the first broken link';
  common(root.command('report').description('show the stored report, or verify its evidence'))
    .option('--all', ALL)
    .addOption(new Option('--verify', verify).conflicts('format'))
    .addOption(new Option('--anchor <hash|file>', anchor).conflicts('format'))
    .addOption(publicKeyOption().conflicts('format'))
    .addOption(new Option('--format <list>', format).conflicts('json'))
    .option('--framework <id>', 'framework of the evidence, such as mlps-level-3 or pci-dss-4.0.1')
    .option('--from <day>', 'first day of the evidence, Asia/Shanghai')
    .option('--to <day>', 'last day of the evidence')
    .option('--out <dir>', 'folder for the files; without it, a single file goes to stdout')
    .option('--bom', 'start CSV files with a byte order mark, for Excel')
    .addOption(failOn())
    .action(async (options: ReportCommand) =>
      finish(await (await import('./report.ts')).report(options, runtime)),
    );
}

function publicKeyOption(): Option {
  const text = 'verify, and accept only runs that this key has signed (repeatable)';
  return new Option('--public-key <file|hex>', text).argParser((key: string, before: string[] = []) => [
    ...before,
    key,
  ]);
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
    checks.command('show <id>').description('explain one check: why it matters, how it works, how to fix it'),
  ).action(async (id: string, _options: CommonOptions, command: Command) =>
    finish((await import('./checks.ts')).showCheck(id, command.optsWithGlobals(), runtime)),
  );
}

function addProof(root: Command, runtime: Runtime, finish: (code: number) => void): void {
  const level = new Option(
    '--level <level>',
    'depth of the inspection; default: metrics, with --names cluster',
  );
  common(
    root
      .command('proof')
      .description('inspect one cluster from inside and report how its Secrets are stored'),
  )
    .requiredOption('--kubeconfig <file>', 'gives access to the cluster; only read, never stored or sent')
    .addOption(level.choices(['ready', 'metrics', 'cluster']))
    .option('--cluster <id>', 'compare with the stored facts of this cluster: key, encryption, markers')
    .option('--names', 'also print the names of Secrets')
    .action(async (options: ProofCommand) =>
      finish(await (await import('./proof.ts')).proof(options, runtime)),
    );
}

function addSandbox(root: Command, runtime: Runtime, finish: (code: number) => void): void {
  common(root.command('sandbox').description('run only the embedded sandbox cloud, for experiments'))
    .option('--port <number>', 'port on 127.0.0.1', wholeNumber, 0)
    .option('--scenario <file>', 'a scenario by name or file', 'demo')
    .option('--clusters <number>', 'number of clusters of a generated world', wholeNumber)
    .option(
      '--accounts <number>',
      'accounts of a generated world, each with that number of clusters',
      wholeNumber,
      1,
    )
    .option('--regions <number>', 'regions of a generated world', wholeNumber, 3)
    .option('--keys <number>', 'keys of a generated world', wholeNumber, 10)
    .option('--seed <number>', 'seed of a generated world', wholeNumber, 7)
    .option('--latency <ms>', 'delay of every response', wholeNumber, 0)
    .option('--no-rates', 'do not enforce the documented rate limits')
    .option(
      '--tls <dir>',
      'also serve TLS; the CA certificate and lines for the hosts file go to this folder',
    )
    .option(
      '--tls-port <number>',
      'TLS port on 127.0.0.1; 443 for clients without proxy support',
      wholeNumber,
      0,
    )
    .action(async (options: SandboxCommand) =>
      finish(await (await import('./sandbox.ts')).sandbox(options, runtime)),
    );
}

function addServe(root: Command, runtime: Runtime, finish: (code: number) => void): void {
  common(root.command('serve').description('serve the stored report over HTTP (token required)'))
    .option('--port <number>', 'port to listen on; 0 for any free port', wholeNumber, 8080)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--open', 'also open the report in the browser of this machine')
    .action(async (options: ServeCommand) =>
      finish(await (await import('./serve.ts')).serve(options, runtime)),
    );
}

function addLink(root: Command, runtime: Runtime, finish: (code: number) => void): void {
  common(root.command('link').description('print a link that opens the report for a day')).action(
    async (options: CommonOptions) => finish((await import('./link.ts')).link(options, runtime)),
  );
}

function failOn(): Option {
  return new Option('--fail-on <severity>', 'exit with 1 when a finding has this severity or worse')
    .choices([...SEVERITIES.slice(0, 4), 'none'])
    .default('high');
}

function recordOption(): Option {
  const what = 'write a redacted recording of all requests and responses to this folder; stores nothing else';
  return new Option('--record <dir>', what).conflicts('alert');
}

function replayOption(): Option {
  const what = 'audit a recording again, with its configuration, without network';
  const others = ['record', 'recordAmounts', 'alert', 'job', 'config'];
  return new Option('--replay <dir>', what).conflicts(others);
}

function addInvoke(root: Command, runtime: Runtime, finish: (code: number) => void): void {
  common(root.command('invoke <function>').description('run a built function once, like Function Compute'))
    .option('--event <file>', 'event file; default: a timer event, now')
    .option('--code <dir>', 'folder of the built function; default: functions/<name> beside this program')
    .option('--timeout <seconds>', 'time limit', wholeNumber, 600)
    .option('--memory <mb>', 'memory size passed to the function', wholeNumber, 512)
    .action(async (name: string, options: InvokeCommand) =>
      finish(await (await import('./invoke.ts')).invoke(name, options, runtime)),
    );
}

function common(command: Command): Command {
  return command
    .option('--config <file>', 'configuration file (YAML); or set SEALWATCH_CONFIG')
    .option('--json', 'print one JSON document on stdout')
    .addOption(new Option('--lang <language>', 'language of the output').choices(['en', 'zh']))
    .option('--quiet', 'print errors only')
    .option('--no-color', 'disable colours')
    .exitOverride();
}

function collectJob(name: string, before: Job[]): Job[] {
  const job = ALL_JOBS.find((known) => known === name);
  if (!job) throw new InvalidArgumentError(`Jobs are ${ALL_JOBS.join(', ')}.`);
  return [...before, job];
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('Use a whole number.');
  return Number(text);
}
