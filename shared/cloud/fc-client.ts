import { Readable } from 'node:stream';
import fc from '@alicloud/fc20230330';
import type { Invocation } from './operation.ts';

type Client = InstanceType<typeof fc.default>;
type Runtime = Parameters<Client['invokeFunctionWithOptions']>[3];

/** The official client of Function Compute 3.0. This file is imported only when a function is called: 20 ms. */
export function fcClient(config: ConstructorParameters<typeof fc.default>[0]): Client {
  return new fc.default(config);
}

/** Starts a function asynchronously. The answer has no body worth reading. */
export async function invokeFunction(
  client: object,
  { functionName, payload, taskId }: Invocation,
  runtime: Runtime,
): Promise<void> {
  if (!(client instanceof fc.default)) throw new TypeError('this is no client of Function Compute');
  // A stream of texts would crash the process inside the package; it must be one of buffers.
  const body = Readable.from([Buffer.from(payload)]);
  const headers = new fc.InvokeFunctionHeaders({ xFcInvocationType: 'Async', xFcAsyncTaskId: taskId });
  const request = new fc.InvokeFunctionRequest({ body });
  await client.invokeFunctionWithOptions(functionName, request, headers, runtime);
}
