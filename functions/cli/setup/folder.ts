import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseDocument } from 'yaml';
import { AppError } from '../../../shared/model/error.ts';
import { builtFunctions } from '../invoke.ts';

/** What is deployed: s.yaml, and the code of each function with the configuration in it; nothing else. */
export class DeploymentFolder {
  readonly path: string;
  readonly #names: readonly string[];

  /** `variables`: what the configuration refers to. Throws `AppError` NotBuilt. */
  constructor(names: readonly string[], variables: readonly string[]) {
    this.#names = names;
    const built = builtFunctions();
    if (!existsSync(built))
      throw new AppError('NotBuilt', 'The functions are not built.', 'Run `npm run build` first.');
    this.path = mkdtempSync(join(tmpdir(), 'sealwatch-deploy-'));
    mkdirSync(join(this.path, 'dist'));
    cpSync(built, join(this.path, 'dist/functions'), { recursive: true });
    writeFileSync(join(this.path, 's.yaml'), deployable(readFileSync(ownFile('s.yaml'), 'utf8'), variables));
  }

  /** The configuration as it is deployed. */
  get config(): string {
    return this.#configOf('alerts');
  }

  /** Puts a configuration into the code of every function. */
  configure(text: string): void {
    for (const name of this.#names) writeFileSync(this.#configOf(name), text);
  }

  #configOf(name: string): string {
    return join(this.path, 'dist/functions', name, 'sealwatch.yaml');
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

function ownFile(name: string): string {
  const beside = fileURLToPath(new URL(`./${name}`, import.meta.url));
  return existsSync(beside) ? beside : name;
}

/** s.yaml without the build, which is done, and with every variable that the configuration refers to. */
function deployable(text: string, variables: readonly string[]): string {
  const document = parseDocument(text);
  document.delete('actions');
  const place = ['template', 'job', 'environmentVariables'];
  for (const name of variables)
    if (!/^(FC_|ALIBABA_CLOUD_)/.test(name) && !document.hasIn([...place, name]))
      document.setIn([...place, name], `\${env('${name}')}`);
  return document.toString({ lineWidth: 0 });
}
