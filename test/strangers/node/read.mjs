// The vendor's older RPC and ROA core, and its client of object storage. Node knows no proxy by itself, so both are given an agent
// that asks one for the way, as their documentation has it.

import { request } from 'node:http';
import { Agent } from 'node:https';
import { createRequire } from 'node:module';
import { connect } from 'node:tls';
import Rpc from '@alicloud/pop-core';
import OSS from 'ali-oss';

const { ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET, HTTPS_PROXY } = process.env;
const keys = { accessKeyId: ALIBABA_CLOUD_ACCESS_KEY_ID, accessKeySecret: ALIBABA_CLOUD_ACCESS_KEY_SECRET };

class Tunnel extends Agent {
  createConnection({ host, servername }, ready) {
    const asked = request(HTTPS_PROXY, { method: 'CONNECT', path: `${host}:443`, agent: false });
    asked.on('connect', (_, socket) => ready(null, connect({ socket, servername: servername ?? host })));
    asked.on('error', ready).end();
  }
}
const agent = new Tunnel();

const rpc = (name, apiVersion) =>
  new Rpc({ ...keys, endpoint: `https://${name}.aliyuncs.com`, apiVersion, opts: { agent } });
const oss = new OSS({
  ...keys,
  region: 'oss-cn-hangzhou',
  bucket: 'sealwatch-evidence',
  secure: true,
  httpsAgent: agent,
  agent,
});

const kms = rpc('kms.cn-hangzhou', '2016-01-20');
const post = { method: 'POST' };

async function clusters() {
  const client = new Rpc.ROAClient({
    ...keys,
    endpoint: 'https://cs.cn-hangzhou.aliyuncs.com',
    apiVersion: '2015-12-15',
  });
  const { clusters: found } = await client.request(
    'GET',
    '/api/v1/clusters',
    { page_size: 50 },
    '',
    {},
    { agent },
  );
  return Object.fromEntries(found.map((one) => [one.name, one.region_id]));
}

async function keyStates() {
  const listed = await kms.request('ListKeys', { PageSize: 100 }, post);
  const described = await Promise.all(
    listed.Keys.Key.map(({ KeyId }) => kms.request('DescribeKey', { KeyId }, post)),
  );
  return Object.fromEntries(described.map(({ KeyMetadata: key }) => [key.KeyId, key.KeyState]));
}

async function stored() {
  await oss.put('strangers/node.txt', Buffer.from('from afar'));
  const { content } = await oss.get('strangers/node.txt');
  return content.toString();
}

const facts = {
  'sts.account': async () =>
    (await rpc('sts', '2015-04-01').request('GetCallerIdentity', {}, post)).AccountId,
  'cs.clusters': clusters,
  'kms.keys': keyStates,
  'actiontrail.trails': async () => {
    const { TrailList } = await rpc('actiontrail.cn-hangzhou', '2020-07-06').request(
      'DescribeTrails',
      {},
      post,
    );
    return Object.fromEntries(TrailList.map(({ Name, Status }) => [Name, Status]));
  },
  'ram.users': async () => {
    const { Users } = await rpc('ram', '2015-05-01').request('ListUsers', {}, post);
    return Users.User.map(({ UserName }) => UserName);
  },
  'bss.balance': async () => {
    const { Data } = await rpc('business', '2017-12-14').request('QueryAccountBalance', {}, post);
    return Data.AvailableAmount;
  },
  'oss.buckets': async () => (await oss.listBuckets({}, {})).buckets.map(({ name }) => name),
  'oss.acl': async () => (await oss.getBucketACL('sealwatch-evidence')).acl,
  'oss.stored': stored,
};

const found = {};
for (const [name, read] of Object.entries(facts)) {
  found[name] = await read().catch((error) => ({
    error: { type: error.name, code: error.code ?? '', text: String(error.message).slice(0, 300) },
  }));
}
const require = createRequire(import.meta.url);
const versions = Object.fromEntries(
  ['@alicloud/pop-core', 'ali-oss'].map((name) => [name, require(`${name}/package.json`).version]),
);
process.stdout.write(`${JSON.stringify({ versions, facts: found })}\n`);
