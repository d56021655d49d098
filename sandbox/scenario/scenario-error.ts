export interface ScenarioProblem {
  line: number;
  column: number;
  path: string;
  message: string;
}

/** Everything that is wrong with a scenario file, each with its place. */
export class ScenarioError extends Error {
  readonly problems: readonly ScenarioProblem[];

  constructor(file: string, problems: readonly ScenarioProblem[]) {
    const lines = problems.map(
      ({ line, column, path, message }) => `${file}:${line}:${column} ${path && `${path}: `}${message}`,
    );
    super(`The scenario cannot be used.\n${lines.join('\n')}`);
    this.name = 'ScenarioError';
    this.problems = problems;
  }
}
