/** Something wrong with one field of a spec that only shows when it meets the world. */
export class SpecProblem extends Error {
  readonly field: string;

  constructor(field: string, message: string) {
    super(message);
    this.name = 'SpecProblem';
    this.field = field;
  }
}
