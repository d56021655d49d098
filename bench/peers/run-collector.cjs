// Runs CloudSploit's collector for Alibaba Cloud, as its own program does, on clusters and keys: `node run-collector.cjs FOLDER`.
// Its clients know no other place than the names of the cloud over TLS, so what they send goes to the sandbox here. Prints
// `{ clusters }`: how many it had described when it ended.
const http = require('node:http');
const https = require('node:https');
const { join } = require('node:path');

const [folder] = process.argv.slice(2);
const { hostname, port } = new URL(process.env.SEALWATCH_ENDPOINT);
const agent = new http.Agent({ keepAlive: true });

https.request = ({ host, headers, ...options }, ...more) =>
  http.request(
    { ...options, host: hostname, port, agent, headers: { ...headers, 'x-forwarded-host': host } },
    ...more,
  );

const collect = require(join(folder, 'collectors/alibaba/collector.js'));
const credentials = {
  accessKeyId: process.env.ALIBABA_CLOUD_ACCESS_KEY_ID,
  accessKeySecret: process.env.ALIBABA_CLOUD_ACCESS_KEY_SECRET,
};
const calls = ['ACK:describeClustersV1', 'ACK:describeClusterDetail', 'KMS:ListKeys', 'KMS:DescribeKey'];

collect(credentials, { api_calls: calls, paginate: true, china: true }, (error, { ack }) => {
  if (error) throw error;
  const answers = Object.values(ack.describeClusterDetail).flatMap((region) => Object.values(region));
  const found = { clusters: answers.filter(({ data }) => data !== undefined).length };
  process.stdout.write(JSON.stringify(found), () => process.exit(0));
});
