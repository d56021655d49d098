import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDocument } from '../../functions/cli/setup/document.ts';
import { Deployer, type Props } from './deployer.ts';
import { preview } from './serverless-devs.ts';
import { filesOf, zipOf } from './zip.ts';

/**
 * Stands in for Serverless Devs, whose component fc3 cannot be loaded without the internet: previews with the real program, and
 * deploys, invokes and removes by the calls that the component makes. `BREAK_OFF=N` ends it before the Nth function; the file is
 * removed then, so that the next run goes on.
 */
const [folder = '', ...args] = process.argv.slice(2);
const file = join(folder, 's.yaml');
const env = process.env;
const name = (key: string): string => env[key] ?? '';

function resources(): Record<string, Props> {
  const reading = readDocument(preview(file, env));
  if ('problems' in reading) throw new Error(reading.problems.join('\n'));
  return Object.fromEntries(
    Object.entries(reading.deployment.resources).map(([key, { props }]) => [key, { ...props }]),
  );
}

const sandbox = {
  url: name('SEALWATCH_ENDPOINT'),
  accessKeyId: name('AccessKeyID'),
  accessKeySecret: name('AccessKeySecret'),
};
const deployer = new Deployer({
  sandbox,
  keys: sandbox,
  account: name('AccountID'),
  packageOf: ({ code }) => zipOf(filesOf(join(folder, String(code)))),
});

/** Whether this run is to be broken off now, as somebody who presses Ctrl-C would. */
function breaksOff(index: number): boolean {
  const place = name('BREAK_OFF');
  if (place === '' || !existsSync(place) || Number(readFileSync(place, 'utf8')) !== index) return false;
  writeFileSync(place, '-1');
  return true;
}

async function deploy(): Promise<void> {
  for (const [index, props] of Object.values(resources()).entries()) {
    if (breaksOff(index)) process.exit(1);
    await deployer.deploy(props);
    process.stdout.write(`deployed ${props.functionName}\n`);
  }
}

async function main(): Promise<void> {
  const [command = '', action = ''] = args;
  if (command === 'preview') process.stdout.write(JSON.stringify(preview(file, env)));
  else if (command === 'deploy') await deploy();
  else {
    const props = resources()[command];
    if (!props) throw new Error(`there is no resource ${command}`);
    if (breaksOff(100)) process.exit(1);
    if (action === 'remove') await deployer.remove(props);
    else process.stdout.write(`${await deployer.invoke(props.functionName, args.at(-1) ?? '')}\n`);
  }
}

await main();
