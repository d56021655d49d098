import type { JsonObject } from './json.ts';

/** A call the cloud answers with an error. The front gives it the body form of its product. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  /** fields beside code, message and request id */
  readonly extra: JsonObject;

  constructor(status: number, code: string, message: string, extra: JsonObject = {}) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
    this.code = code;
    this.extra = extra;
  }
}

/** Told by the gateway before a product hears of the call, and so in one form for all products. */
export class GatewayRefusal extends Refusal {}
