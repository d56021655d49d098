import type { Sandbox } from '../../sandbox/start.ts';
import { type Answered, type Question, send, signAcs3 } from '../sandbox/signed.ts';
import { type CliCall, cliCall, stepsOf } from '../wire/command-line.ts';
import { official } from '../wire/official.ts';

/** Sends a call as the CLI would: where it goes comes from the vendor's metadata, what it says from its flags. */
async function sendCall(sandbox: Sandbox, { product, operation, flags }: CliCall): Promise<Answered> {
  const known = official.products[product];
  const { method = '', path } = known?.operations[operation] ?? {};
  if (!known || method === '') throw new Error(`${product} has no ${operation}`);
  const { region, body, ...parameters } = flags;
  const question: Question = {
    host: region ? `${product}.${region}.aliyuncs.com` : `${product}.aliyuncs.com`,
    version: known.version,
    action: operation,
  };
  if (path === undefined) return await send(signAcs3(sandbox, { ...question, params: parameters }));
  const filled = path.replace(/\[(\w+)\]/g, (_, name: string) => parameters[name] ?? '');
  const json: unknown = body === undefined ? undefined : JSON.parse(body);
  return await send(signAcs3(sandbox, { ...question, method, path: filled, ...(body && { json }) }));
}

/** What the reader puts in place of the words in capitals: what is known, or what the step before answered. */
export type Reader = Readonly<Record<string, string | ((answered: unknown) => string)>>;

function filled(step: string, reader: Reader, answered: unknown): string {
  return Object.entries(reader).reduce((text, [word, value]) => {
    if (!text.includes(word)) return text;
    return text.replaceAll(word, typeof value === 'string' ? value : value(answered));
  }, step);
}

/** Runs a command step by step, as a shell would, and answers the operations that were called. */
export async function runCommand(sandbox: Sandbox, command: string, reader: Reader = {}): Promise<string[]> {
  const called: string[] = [];
  let answered: unknown = null;
  for (const step of stepsOf(command)) {
    const call = cliCall(filled(step, reader, answered));
    const { status, text, body } = await sendCall(sandbox, call);
    if (status >= 300) throw new Error(`${call.operation} was refused: ${text}`);
    answered = body;
    called.push(call.operation);
  }
  return called;
}
