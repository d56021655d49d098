import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runClient } from './clients.ts';
import type { Cloud } from './cloud.ts';
import type { Truth } from './truth.ts';

/** What it asks for and the sandbox does not have: instances, disks and VPCs, of which the world knows nothing. */
const UNSERVED = ['DescribeDisks', 'DescribeInstances', 'DescribeVpcs'];

interface Finding {
  status_code: string;
  status_detail: string;
  metadata: { event_code: string };
  resources: { name: string }[];
}

interface Scan {
  findings: Finding[];
  /** what it wrote into its log, and said when it ended */
  log: string;
}

async function scan(python: string, env: Readonly<Record<string, string>>): Promise<Scan> {
  const folder = mkdtempSync(join(tmpdir(), 'strangers-prowler-'));
  const log = join(folder, 'log');
  const args = ['alibabacloud', '--no-banner', '--no-color', '--log-level', 'ERROR', '--log-file', log];
  const to = ['-M', 'json-ocsf', '-o', folder, '-F', 'scan'];
  const { out, err } = await runClient(join(dirname(python), 'prowler'), [...args, ...to], env);
  const files = readdirSync(folder);
  return {
    findings: files.includes('scan.ocsf.json')
      ? JSON.parse(readFileSync(join(folder, 'scan.ocsf.json'), 'utf8'))
      : [],
    log: `${files.includes('log') ? readFileSync(log, 'utf8') : ''}${out}${err}`,
  };
}

/** What each check must say of each resource, by the world's truth. */
function expected({ users, trails, buckets }: Truth): [string, string, string][] {
  const verdict = (isGood: boolean): string => (isGood ? 'PASS' : 'FAIL');
  return [
    ...users.map(({ name, policies = [] }): [string, string, string] => [
      'ram_policy_attached_only_to_group_or_roles',
      name,
      verdict(policies.length === 0),
    ]),
    ...users
      .filter((one) => one.console)
      .map(({ name }): [string, string, string] => ['ram_user_mfa_enabled_console_access', name, 'PASS']),
    ...trails
      .slice(0, 1)
      .map((): [string, string, string] => [
        'actiontrail_multi_region_enabled',
        '',
        verdict(trails.some(({ covers }) => covers === 'All')),
      ]),
    ...buckets.map(({ name, acl = 'private' }): [string, string, string] => [
      'oss_bucket_not_publicly_accessible',
      name,
      verdict(acl === 'private'),
    ]),
    ['ram_password_policy_minimum_length', '', 'FAIL'],
    ['cs_kubernetes_cluster_check_recent', 'pay-prod', 'FAIL'],
    ['cs_kubernetes_cloudmonitor_enabled', 'pay-prod', 'FAIL'],
  ];
}

/** By the name of its resource, or of a cluster by its sentence, because its resource is the id. */
function isOf({ resources, status_detail: detail }: Omit<Finding, 'metadata'>, name: string): boolean {
  return name === '' || resources.some((one) => one.name === name) || detail.split(' ').includes(name);
}

/** Of each thing that it compared: empty when it is so, else what is otherwise. */
export async function judgeProwler(
  python: string,
  cloud: Cloud,
  truth: Truth,
  env: Readonly<Record<string, string>>,
): Promise<{ what: string; wrong: string }[]> {
  await cloud.takeUnserved();
  const { findings, log } = await scan(python, env);
  const unserved = await cloud.takeUnserved();
  const verdicts = expected(truth).map(([check, resource, status]) => {
    const told = findings.filter(
      ({ metadata, ...one }) => metadata.event_code === check && isOf(one, resource),
    );
    const said = told.map(({ status_code: code }) => code).join(', ') || `nothing (${log.slice(-300)})`;
    return {
      what: `${check} ${resource}`.trim(),
      wrong: said === status ? '' : `${said} instead of ${status}`,
    };
  });
  // A PASS of a service that was asked for what there is not would come from a 404.
  const unearned = findings.filter(
    ({ status_code: code, metadata }) =>
      code === 'PASS' && /^(ecs_instance|ecs_(un)?attached|vpc)_/.test(metadata.event_code),
  );
  const wrongSecret = await scan(python, { ...env, ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'not the secret' });
  await cloud.setFaults([{ kind: 'throttle', action: 'Ram:ListUsers', nth: 1 }]);
  const throttled = await scan(python, env);
  await cloud.setFaults([]);
  return [
    ...verdicts,
    {
      what: 'asks for nothing else that is not served',
      wrong: unserved.filter((one) => !UNSERVED.includes(one)).join(', '),
    },
    {
      what: 'no PASS about what is not served',
      wrong: unearned.map(({ status_detail: detail }) => detail).join(' '),
    },
    {
      what: 'a wrong secret',
      wrong:
        wrongSecret.findings.length === 0 && wrongSecret.log.includes('SignatureDoesNotMatch')
          ? ''
          : `${wrongSecret.findings.length} findings, ${wrongSecret.log.slice(-300)}`,
    },
    {
      what: 'throttled once',
      wrong: /ram_service.*Throttling\.User/.test(throttled.log) ? '' : throttled.log.slice(-300),
    },
  ];
}
