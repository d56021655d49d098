import { spawn } from 'node:child_process';
import { AppError } from '../../../shared/model/error.ts';
import type { Runtime } from '../runtime.ts';

/** The version that s.yaml was written for and that the tests run. */
export const SERVERLESS_DEVS = '@serverless-devs/s@3.1.10';

/** Serverless Devs in one folder, with one set of variables. */
export class ServerlessDevs {
  readonly #command: readonly string[];
  readonly #folder: string;
  readonly #env: Runtime['env'];
  readonly #runtime: Runtime;

  constructor(program: string | undefined, folder: string, env: Runtime['env'], runtime: Runtime) {
    this.#command = program === undefined ? ['npx', '--yes', SERVERLESS_DEVS] : [program];
    this.#folder = folder;
    this.#env = env;
    this.#runtime = runtime;
  }

  /** s.yaml with all variables filled in. Throws `AppError` DeploymentFailed. */
  async preview(): Promise<unknown> {
    const { code, out } = await this.#run(['preview', '-o', 'json', '--silent'], false);
    const start = out.indexOf('{');
    if (code === 0 && start >= 0) return JSON.parse(out.slice(start));
    throw new AppError(
      'DeploymentFailed',
      `s preview failed: ${out.trim()}`,
      'Correct it, and run it again.',
    );
  }

  /** Runs one command and shows what it prints. Throws `AppError` DeploymentFailed, DeployerMissing. */
  async run(...args: readonly string[]): Promise<void> {
    const { code } = await this.#run(args, true);
    if (code === 0) return;
    throw new AppError(
      'DeploymentFailed',
      `s ${args.slice(0, 2).join(' ')} failed with exit code ${code}.`,
      'Correct what it says above, and run it again: what is done already stays.',
    );
  }

  #run(args: readonly string[], isShown: boolean): Promise<{ code: number | null; out: string }> {
    const { stderr, signal } = this.#runtime;
    const [file = '', ...before] = this.#command;
    return new Promise((done, fail) => {
      const child = spawn(file, [...before, ...args], { cwd: this.#folder, env: { ...this.#env }, signal });
      let out = '';
      const take = (chunk: Buffer): void => {
        out += chunk.toString();
        if (isShown) stderr.write(chunk);
      };
      child.stdout.on('data', take);
      child.stderr.on('data', take);
      child.on('error', (cause) => fail(signal.aborted ? cause : missing(file, cause)));
      child.on('close', (code) => done({ code, out }));
    });
  }
}

function missing(file: string, cause: Error): AppError {
  return new AppError(
    'DeployerMissing',
    `${file} cannot be started: ${cause.message}`,
    `Serverless Devs deploys the functions: \`npm install -g ${SERVERLESS_DEVS}\`, then give --s s.`,
    { cause },
  );
}
