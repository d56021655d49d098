/**
 * An error for people: a stable code, a message that names the object, and the next step as `hint`.
 * Everything that is thrown on purpose is one of these; anything else is a bug.
 */
export class AppError extends Error {
  readonly code: string;
  readonly hint: string;

  constructor(code: string, message: string, hint = '', options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'AppError';
    this.code = code;
    this.hint = hint;
  }
}
