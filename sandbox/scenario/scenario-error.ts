export interface ScenarioProblem {
  line: number;
  column: number;
  path: string;
  message: string;
}

/** Everything that is wrong with a scenario file, each with its place; without any, why there is no file to read. */
export class ScenarioError extends Error {
  readonly problems: readonly ScenarioProblem[];

  constructor(file: string, problems: readonly ScenarioProblem[], why = 'The scenario cannot be used.') {
    const lines = problems.map(
      ({ line, column, path, message }) => `${file}:${line}:${column} ${path && `${path}: `}${message}`,
    );
    super([why, ...lines].join('\n'));
    this.name = 'ScenarioError';
    this.problems = problems;
  }
}
