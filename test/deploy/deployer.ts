import { createHmac } from 'node:crypto';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import fc from '@alicloud/fc20230330';
import core from '@alicloud/openapi-core';
import OSS from 'ali-oss';
import type { FunctionProps } from '../../functions/cli/setup/document.ts';
import { type Keys, type SandboxPlace, send, signAcs3 } from '../sandbox/signed.ts';
import { makeLogs } from './log-service.ts';

/** Where things are deployed to, and by whom. */
export interface Target {
  sandbox: SandboxPlace;
  keys: Keys;
  account: string;
  /** the code package of a function, a zip file */
  packageOf(props: FunctionProps): Buffer;
}

/** Everything that the component fc3 reads of a resolved function. */
export interface Props extends FunctionProps {
  role?: string;
  logConfig?: unknown;
  [name: string]: unknown;
}

/** Not part of a function: the component sends them by calls of their own, or not at all. */
const APART = [
  'region',
  'triggers',
  'asyncInvokeConfig',
  'concurrencyConfig',
  'customDomain',
  'code',
  'role',
  'logConfig',
];

/** What the component fills in, so that nothing deployed before stays. */
const EMPTY = {
  vpcConfig: { vpcId: '', vSwitchIds: [], securityGroupId: '' },
  nasConfig: { userId: 0, groupId: 0, mountPoints: [] },
  ossMountConfig: { mountPoints: [] },
  tracingConfig: {},
  layers: [],
  description: '',
  internetAccess: true,
  instanceIsolationMode: 'SHARE',
  sessionAffinity: 'NONE',
};

/** Deploys and removes functions by the calls that the component fc3 0.1.22 makes, in its order, with the official client. */
export class Deployer {
  readonly #target: Target;
  readonly #client: fc.default;

  constructor(target: Target) {
    const { sandbox, keys } = target;
    this.#target = target;
    const { host: endpoint } = new URL(sandbox.url);
    const { accessKeyId, accessKeySecret } = keys;
    this.#client = new fc.default(
      new core.$OpenApiUtil.Config({
        accessKeyId,
        accessKeySecret,
        endpoint,
        protocol: 'http',
        regionId: 'cn-hangzhou',
        connectTimeout: 300_000, // for a run that is waited for; the package counts its silence as connecting, too
        readTimeout: 300_000,
      }),
    );
  }

  async deploy(props: Props): Promise<void> {
    const { functionName: name, triggers = [] } = props;
    for (const { triggerType } of triggers) if (triggerType === 'eventbridge') await this.#linkRoles();
    const logConfig =
      props.logConfig === 'auto' ? await makeLogs(this.#target, props.region) : props.logConfig;
    const isThere = await this.#has(() => this.#client.getFunction(name, new fc.GetFunctionRequest({})));
    const code = await this.#upload(this.#target.packageOf(props));
    const own = Object.entries(props).filter(([key]) => !APART.includes(key));
    const role = `acs:ram::${this.#target.account}:role/${props.role}`.toLowerCase();
    const body = { ...EMPTY, ...Object.fromEntries(own), role, logConfig, code };
    const unknown = Object.keys(body).filter((key) => !(key in fc.CreateFunctionInput.names()));
    if (unknown.length > 0) throw new Error(`${name}: the client would drop ${unknown.join(', ')}`);
    if (isThere) {
      const input = new fc.UpdateFunctionInput(body);
      await this.#client.updateFunction(name, new fc.UpdateFunctionRequest({ body: input }));
    } else {
      const input = new fc.CreateFunctionInput(body);
      await this.#client.createFunction(new fc.CreateFunctionRequest({ body: input }));
    }
    for (const trigger of triggers) await this.#deployTrigger(name, trigger);
    const asyncInput = new fc.PutAsyncInvokeConfigInput({
      ...props.asyncInvokeConfig,
      destinationConfig: {},
    });
    await this.#client.putAsyncInvokeConfig(
      name,
      new fc.PutAsyncInvokeConfigRequest({ qualifier: 'LATEST', body: asyncInput }),
    );
    const concurrency = new fc.PutConcurrencyInput({ ...props.concurrencyConfig });
    await this.#client.putConcurrencyConfig(name, new fc.PutConcurrencyConfigRequest({ body: concurrency }));
  }

  async #deployTrigger(
    name: string,
    { triggerName, triggerType, triggerConfig }: NonNullable<Props['triggers']>[number],
  ) {
    const config = { qualifier: 'LATEST', description: '', triggerConfig: JSON.stringify(triggerConfig) };
    if (await this.#has(() => this.#client.getTrigger(name, triggerName))) {
      const body = new fc.UpdateTriggerInput(config);
      await this.#client.updateTrigger(name, triggerName, new fc.UpdateTriggerRequest({ body }));
    } else {
      const body = new fc.CreateTriggerInput({ ...config, triggerName, triggerType });
      await this.#client.createTrigger(name, new fc.CreateTriggerRequest({ body }));
    }
  }

  async remove({ functionName: name }: Props): Promise<void> {
    const { body } = await this.#client.listTriggers(name, new fc.ListTriggersRequest({ limit: 10 }));
    for (const { triggerName = '' } of body?.triggers ?? [])
      await this.#client.deleteTrigger(name, triggerName);
    await this.#client.deleteConcurrencyConfig(name);
    await this.#client.deleteFunction(name);
  }

  /**
   * Runs a function once and answers what it returned; what it threw is shown, too, and is no error, as with the component.
   * An answer that nobody reads keeps its connection, and with it the process, for as long as the server lets it.
   */
  async invoke(name: string, payload: string): Promise<string> {
    const request = new fc.InvokeFunctionRequest({ body: Readable.from([Buffer.from(payload)]) });
    const { body } = await this.#client.invokeFunction(name, request);
    return body ? await text(body) : '';
  }

  /** What there is, each with its triggers. */
  async deployed(): Promise<Map<string, string[]>> {
    const { body } = await this.#client.listFunctions(new fc.ListFunctionsRequest({ limit: 100 }));
    const found = new Map<string, string[]>();
    for (const { functionName: name = '' } of body?.functions ?? []) {
      const { body: told } = await this.#client.listTriggers(
        name,
        new fc.ListTriggersRequest({ limit: 100 }),
      );
      found.set(
        name,
        (told?.triggers ?? []).map(({ triggerName = '' }) => triggerName),
      );
    }
    return found;
  }

  /** The public address of its HTTP trigger. */
  async addressOf(name: string, trigger: string): Promise<string> {
    const { body } = await this.#client.getTrigger(name, trigger);
    return body?.httpTrigger?.urlInternet ?? '';
  }

  async #has(read: () => Promise<unknown>): Promise<boolean> {
    try {
      await read();
      return true;
    } catch (error) {
      if (typeof error === 'object' && error && 'code' in error && /NotFound$/.test(String(error.code)))
        return false;
      throw error;
    }
  }

  async #upload(code: Buffer): Promise<{ ossBucketName: string; ossObjectName: string }> {
    const { sandbox, account } = this.#target;
    const { credentials, ossBucket, objectName } = await this.#uploadPlace();
    const oss = new OSS({
      endpoint: sandbox.url,
      bucket: ossBucket,
      accessKeyId: credentials.AccessKeyId,
      accessKeySecret: credentials.AccessKeySecret,
      stsToken: credentials.SecurityToken,
    });
    const ossObjectName = `${account}/${objectName}`;
    await oss.put(ossObjectName, code);
    return { ossBucketName: ossBucket, ossObjectName };
  }

  /** Signed as the client of the older API does. */
  async #uploadPlace(): Promise<UploadPlace> {
    const { keys, account, sandbox } = this.#target;
    const path = '/2016-08-15/tempBucketToken';
    const date = new Date().toUTCString();
    const text = `GET\n\n\n${date}\nx-fc-account-id:${account}\n${path}`;
    const signature = createHmac('sha256', keys.accessKeySecret).update(text).digest('base64');
    const answer = await fetch(sandbox.url + path, {
      headers: {
        date,
        'x-fc-account-id': account,
        'x-forwarded-host': `${account}.cn-hangzhou.fc.aliyuncs.com`,
        authorization: `FC ${keys.accessKeyId}:${signature}`,
      },
    });
    if (!answer.ok) throw new Error(await answer.text());
    const place: UploadPlace = JSON.parse(await answer.text());
    return place;
  }

  async #linkRoles(): Promise<void> {
    for (const service of ['sendevent-fc', 'source-cms', 'source-actiontrail']) {
      const ServiceName = `${service}.eventbridge.aliyuncs.com`;
      const { body } = await this.#rpc('CheckServiceLinkedRoleExistence', { ServiceName });
      const isThere = typeof body === 'object' && body && 'Exists' in body && body.Exists === true;
      if (!isThere) await this.#rpc('CreateServiceLinkedRole', { ServiceName });
    }
  }

  async #rpc(action: string, params: Record<string, string>) {
    const { sandbox, keys } = this.#target;
    const host = 'resourcemanager.aliyuncs.com';
    const answer = await send(signAcs3(sandbox, { host, version: '2020-03-31', action, params, keys }));
    if (answer.status !== 200) throw new Error(answer.text);
    return answer;
  }
}

interface UploadPlace {
  credentials: { AccessKeyId: string; AccessKeySecret: string; SecurityToken: string };
  ossBucket: string;
  objectName: string;
}
