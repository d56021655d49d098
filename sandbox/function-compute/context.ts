import { tmpdir } from 'node:os';
import type { ContextData, InstanceCredentials } from './messages.ts';
import type { CheckedSpec } from './spec.ts';

/** The `service` part is kept by the platform for compatibility; its values are an assumption. */
export function contextFor(
  spec: CheckedSpec,
  accountId: string,
  credentials: InstanceCredentials,
  requestId: string,
): ContextData {
  const { name, handler, memorySize: memory, timeout, initializer, region } = spec;
  const initializationTimeout = initializer === '' ? 0 : timeout;
  return {
    requestId,
    credentials,
    function: { name, handler, memory, timeout, initializer, initializationTimeout },
    service: {
      name: '',
      logProject: `serverless-${region}-sandbox`,
      logStore: 'default-logs',
      qualifier: 'LATEST',
      versionId: '',
    },
    region,
    accountId,
    tracing: { spanContext: '', jaegerEndpoint: '', spanBaggages: {} },
  };
}

/** Everything a handler finds in its environment: nothing comes from this machine. The function's own come last. */
export function environmentFor(
  spec: CheckedSpec,
  accountId: string,
  credentials: InstanceCredentials,
  instanceId: string,
): Record<string, string> {
  const { accessKeyId, accessKeySecret, securityToken } = credentials;
  return {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    // Only the temporary folder can be written there; a profile in somebody's home must not be found.
    HOME: tmpdir(),
    TZ: 'UTC',
    FC_FUNCTION_NAME: spec.name,
    FC_FUNCTION_HANDLER: spec.handler,
    FC_FUNCTION_MEMORY_SIZE: String(spec.memorySize),
    FC_REGION: spec.region,
    FC_ACCOUNT_ID: accountId,
    FC_INSTANCE_ID: instanceId,
    ...(spec.initializer && { FC_INITIALIZER_HANDLER: spec.initializer }),
    ...(accessKeyId && {
      ALIBABA_CLOUD_ACCESS_KEY_ID: accessKeyId,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: accessKeySecret,
    }),
    ...(securityToken && { ALIBABA_CLOUD_SECURITY_TOKEN: securityToken }),
    ...Object.fromEntries(
      Object.entries(spec.environmentVariables).map(([name, value]) => [name, inCode(value, spec.codeDir)]),
    ),
  };
}

/** The platform has the code at /code; here it lies where it was unpacked. */
function inCode(value: string, codeDir: string): string {
  return value.startsWith('/code/') ? codeDir + value.slice('/code'.length) : value;
}
