import { parseDocument } from 'yaml';
import { AppError } from '../../shared/model/error.ts';
import { makeRole } from '../../shared/setup/role.ts';
import { addressOf } from '../../shared/setup/target.ts';
import { interrupted } from './interrupted.ts';
import type { Runtime } from './runtime.ts';
import { confirmed } from './setup/ask.ts';
import { checkDeployment, checkHandlers } from './setup/check-deployment.ts';
import { firstRun } from './setup/first-run.ts';
import { openSetup, type Setup, type SetupOptions } from './setup/open-setup.ts';
import { planText } from './setup/plan.ts';
import { lookAround, planOf, roleOf } from './setup/resources.ts';

export interface DeployCommand extends SetupOptions {
  dryRun?: boolean;
}

/**
 * `sealwatch deploy`: checks everything, shows the plan, makes role and bucket, deploys the functions, runs each job once and says
 * where the report is. Broken off anywhere and run again it completes. Returns 0 when the first summary has arrived or there is
 * no channel, 2 when a message could not be delivered. Throws `AppError` when it could not go on.
 */
export async function deploy(options: DeployCommand, runtime: Runtime): Promise<number> {
  const setup = await openSetup(options, runtime);
  try {
    return await deployed(setup, options);
  } catch (error) {
    throw runtime.signal.aborted ? stopped() : error;
  } finally {
    setup.folder.remove();
  }
}

async function deployed(setup: Setup, options: DeployCommand): Promise<number> {
  const { language, runtime, cloud, s } = setup;
  const { stdout } = runtime;
  await requireDeployable(setup);
  const found = await lookAround(setup);
  stdout.write(planText(planOf(setup, found), language));
  if (options.dryRun) return 0;
  stdout.write('\n');
  if (!(await confirmed(GO[language], options.yes === true, runtime))) return 0;
  const role = roleOf(setup);
  if (role && found.role) await makeRole(cloud, role, found.role);
  if (found.bucket && !found.bucket.exists) await found.bucket.store.create();
  const before = await configureAddress(setup);
  await s.run('deploy', '-y');
  // Only now is the address known that messages link to.
  if (before === null && (await configureAddress(setup)) !== null) await s.run('deploy', '-y');
  return await firstRun(setup, options);
}

/** Everything that can be found before anything is made, all of it at once. */
async function requireDeployable({ s, folder }: Setup): Promise<void> {
  const document = await s.preview();
  const wrong = [...checkDeployment(document), ...(await checkHandlers(document, folder.path))];
  if (wrong.length === 0) return;
  const list = wrong.join('\n');
  throw new AppError(
    'DeploymentInvalid',
    `It cannot be deployed like this:\n${list}`,
    'Correct sealwatch.yaml or .env.',
  );
}

/** Lets messages link to the report, whose address the cloud chooses; null while there is none. */
async function configureAddress({
  config,
  cloud,
  region,
  prefix,
  text,
  folder,
}: Setup): Promise<string | null> {
  if (config.report.url !== undefined) return config.report.url;
  const address = await addressOf(cloud, region, `${prefix}-report`);
  if (address !== null) folder.configure(withAddress(text, address));
  return address;
}

function withAddress(text: string, address: string): string {
  const document = parseDocument(text);
  document.setIn(['report', 'url'], address);
  return document.toString({ lineWidth: 0 });
}

function stopped(): AppError {
  return interrupted('The deployment was stopped.');
}

const GO = { en: 'Apply this plan?', zh: '执行以上计划？' };
