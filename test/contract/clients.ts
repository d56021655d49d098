import csModule from '@alicloud/cs20151215';
import fcModule from '@alicloud/fc20230330';
import kmsModule from '@alicloud/kms20160120';
import openapiModule, { $OpenApiUtil } from '@alicloud/openapi-core';
import type RpcClient from '@alicloud/pop-core';
import popCore from '@alicloud/pop-core';
import type { Sandbox } from '../../sandbox/start.ts';

// CommonJS packages: the default import is module.exports, whose `default` is the client class.
export const CsClient = csModule.default;
export const FcClient = fcModule.default;
export const KmsClient = kmsModule.default;
export const OpenApiClient = openapiModule.default;

export interface Pair {
  accessKeyId: string;
  accessKeySecret: string;
}

export const hostOf = (sandbox: Sandbox): string => new URL(sandbox.url).host;

export function wrong(pair: Pair): Pair {
  return { accessKeyId: pair.accessKeyId, accessKeySecret: 'not the secret' };
}

/** As the design says: endpoint, plain HTTP, and the host it would have had in a header. */
export function openApiConfig(sandbox: Sandbox, pair: Pair, forwardedHost?: string): $OpenApiUtil.Config {
  return new $OpenApiUtil.Config({
    accessKeyId: pair.accessKeyId,
    accessKeySecret: pair.accessKeySecret,
    endpoint: hostOf(sandbox),
    protocol: 'http',
    ...(forwardedHost && {
      globalParameters: new $OpenApiUtil.GlobalParameters({ headers: { 'x-forwarded-host': forwardedHost } }),
    }),
  });
}

export interface RoaClient {
  request(
    method: string,
    path: string,
    query?: object,
    body?: string,
    headers?: object,
    options?: object,
  ): Promise<unknown>;
}

type RoaConstructor = new (config: { endpoint: string; apiVersion: string } & Pair) => RoaClient;

function isRoaConstructor(value: unknown): value is RoaConstructor {
  return typeof value === 'function' && 'prototype' in value;
}

/** The package types its RPC client only. */
export function popRoaClient(sandbox: Sandbox, pair: Pair): RoaClient {
  const found: unknown = Object.entries(popCore).find(([name]) => name === 'ROAClient')?.[1];
  if (!isRoaConstructor(found)) throw new Error('@alicloud/pop-core has no ROAClient');
  return new found({ endpoint: sandbox.url, apiVersion: '2015-12-15', ...pair });
}

export function popRpcClient(sandbox: Sandbox, pair: Pair, apiVersion: string): RpcClient {
  return new popCore({ endpoint: sandbox.url, apiVersion, ...pair });
}

/** What a call threw; fails when it did not. */
export async function thrownBy(call: Promise<unknown>): Promise<Record<string, unknown>> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Error) return { ...error, message: error.message };
    throw error;
  }
  throw new Error('The call was not refused.');
}
