import type { Command } from 'commander';
import type { DeployCommand } from '../deploy.ts';
import type { DestroyCommand } from '../destroy.ts';
import type { InitCommand } from '../init.ts';
import type { Runtime } from '../runtime.ts';

/** `init`, `deploy` and `destroy`. */
export function addSetup(
  common: (command: Command) => Command,
  root: Command,
  runtime: Runtime,
  finish: (code: number) => void,
): void {
  common(root.command('init').description('write sealwatch.yaml and .env for functions, and show the plan'))
    .option('--site <site>', 'site of the account: china or international')
    .option('--region <id>', 'region of the functions and the bucket')
    .option('--bucket <name>', 'OSS bucket for state and evidence')
    .option('--webhook <address>', 'webhook of a DingTalk group robot')
    .option('--secret <text>', 'secret of the robot')
    .option('--language <language>', 'language of messages and report: en or zh')
    .option('--proof', 'also ask the API servers how Secrets are stored')
    .option('--dir <dir>', 'folder of the two files', '.')
    .option('--yes', 'do not ask: take the defaults, and write over files that exist (copies are kept)')
    .action(async (options: InitCommand) =>
      finish(await (await import('../init.ts')).init(options, runtime)),
    );
  deployment(common(root.command('deploy').description('deploy the functions, with their role and bucket')))
    .option('--dry-run', 'only check and show the plan')
    .action(async (options: DeployCommand) =>
      finish(await (await import('../deploy.ts')).deploy(options, runtime)),
    );
  deployment(
    common(root.command('destroy').description('remove the functions and their role; the bucket stays')),
  ).action(async (options: DestroyCommand) =>
    finish(await (await import('../destroy.ts')).destroy(options, runtime)),
  );
}

function deployment(command: Command): Command {
  return command
    .option('--dir <dir>', 'folder of sealwatch.yaml and .env', '.')
    .option('--s <program>', 'Serverless Devs; default: npx with the version that was tested')
    .option('--yes', 'do not ask');
}
