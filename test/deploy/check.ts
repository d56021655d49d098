import { checkDeployment, checkHandlers } from '../../functions/cli/setup/check-deployment.ts';
import { preview } from './serverless-devs.ts';

/** `npm run check:deploy`: what is wrong with s.yaml under the variables that are set now. Exit code 1 when something is. */
async function check(): Promise<string[]> {
  try {
    const document = preview('s.yaml', process.env);
    return [...checkDeployment(document), ...(await checkHandlers(document, '.'))];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

const problems = await check();
for (const problem of problems) process.stderr.write(`${problem}\n`);
if (problems.length === 0) process.stdout.write('s.yaml: nothing wrong\n');
process.exitCode = problems.length === 0 ? 0 : 1;
