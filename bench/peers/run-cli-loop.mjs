// What a person does who has nothing but `aliyun`: all pages of the list of clusters, then the key of each that names one.
// `node run-cli-loop.mjs ALIYUN`; prints `{ clusters }`: how many it read.
import { spawnSync } from 'node:child_process';

const [aliyun] = process.argv.slice(2);

function ask(command, region) {
  const { status, stdout, stderr } = spawnSync(aliyun, [...command.split(' '), '--region', region], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) process.stderr.write(stderr + stdout);
  return status === 0 ? JSON.parse(stdout) : null;
}

const clusters = [];
for (let page = 1, total = 1; clusters.length < total; page += 1) {
  const answer = ask(`cs DescribeClustersV1 --page_size 50 --page_number ${page}`, 'cn-hangzhou');
  if (answer === null || answer.clusters.length === 0) break;
  clusters.push(...answer.clusters);
  total = answer.page_info.total_count;
}

const keys = new Map();
for (const { region_id: region, meta_data: text } of clusters) {
  const [, id] = /"EncryptionKMSKeyId":"([^"]+)"/.exec(text) ?? [];
  if (id) keys.set(id, region);
}
for (const [id, region] of keys) ask(`kms DescribeKey --KeyId ${id}`, region);
process.stdout.write(JSON.stringify({ clusters: clusters.length }));
