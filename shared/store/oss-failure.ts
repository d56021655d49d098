import { harmlessWords } from '../cloud/failure.ts';
import type { Response } from './oss-client.ts';

/** What is known of a call to OSS that failed. */
export interface OssFailure {
  /** HTTP status; null when there was no answer, or none that can be believed. */
  status: number | null;
  /** Code of OSS, or a word for what went wrong on the way. */
  code: string;
  message: string;
  requestId: string;
}

/** A gateway's page with status 200 would pass for an object or an empty list: OSS gives every answer an id. */
export function isFromOss({ headers }: Response): boolean {
  return headers['x-oss-request-id'] !== undefined;
}

export const notFromOss: OssFailure = {
  status: null,
  code: 'the answer is not from OSS',
  message: '',
  requestId: '',
};

/**
 * Reads an error of ali-oss. Messages of its own are left out: they hold URLs, and of a broken download the part of the
 * object that arrived.
 */
export function ossFailureOf(error: unknown): OssFailure {
  const { name, code, status, message, requestId }: Readonly<Record<string, unknown>> =
    error instanceof Error ? { ...error, name: error.name, message: error.message } : {};
  const answered = typeof status === 'number' && status >= 400;
  const said = typeof code === 'string' && code !== '';
  return {
    status: answered ? status : null,
    code: answered ? (said ? code : `HTTP ${status}`) : onTheWay(textOf(name), textOf(message)),
    message: answered && said ? harmlessWords(textOf(message)) : '',
    requestId: textOf(requestId),
  };
}

/** Socket errors are named in the text only. */
function onTheWay(name: string, message: string): string {
  if (/Timeout/.test(name)) return 'no answer in time';
  return /\bE[A-Z]{4,}\b|^the answer is too long.*/.exec(message)?.[0] ?? 'the answer broke off';
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Throttling is a 503 at OSS. Faults of the server and of the network pass; everything else answers the same again. */
export function passes({ status }: OssFailure): boolean {
  return status === null || status === 429 || status >= 500;
}
