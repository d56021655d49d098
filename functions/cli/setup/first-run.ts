import { pause } from '../../../shared/accounts/connect.ts';
import { readLedger } from '../../../shared/deliver/ledger-store.ts';
import { signLink } from '../../../shared/deliver/report-link.ts';
import { AppError } from '../../../shared/model/error.ts';
import { jobsOf } from '../../../shared/model/job.ts';
import { addressOf } from '../../../shared/setup/target.ts';
import { storedStates } from '../../../shared/state/stored-states.ts';
import { testChannel } from '../alerts.ts';
import { openStoreFor } from '../open-store.ts';
import type { Setup, SetupOptions } from './open-setup.ts';

const LOOK_AGAIN_MS = 2_000;
/** The timer of the alerts comes every minute: it sends the summary where the run that was asked for did not. */
const LOOKS = 60;
const DAY_MS = 86_400_000;
const LINK_DAYS = 7;

/**
 * Runs every job once, sends the test message, waits for the first summary and prints where the report is. Answers the exit code
 * of the deployment. Throws `AppError` FirstRunFailed.
 */
export async function firstRun(setup: Setup, options: SetupOptions): Promise<number> {
  const { config, runtime, language, region, prefix, cloud, folder } = setup;
  const { stdout } = runtime;
  await runJobs(setup);
  let code = 0;
  const test = { ...options, json: false, config: folder.config };
  for (const { name = '' } of config.alerts.channels)
    code = Math.max(code, await testChannel(name, test, runtime));
  if (code !== 0) stdout.write(UNDELIVERED[language]);
  const summary = config.alerts.channels.length === 0 ? 'noChannel' : await waitForSummary(setup);
  stdout.write(SUMMARY[summary][language]);
  if (summary === 'refused' || summary === 'late') code = 2;
  const address = config.report.url ?? (await addressOf(cloud, region, `${prefix}-report`));
  if (address !== null) stdout.write(`\n  ${linkTo(address, setup)}\n\n`);
  return code;
}

/** In the order in which they build upon each other. What a job stored tells that it ran: `s` is content with one that throws. */
async function runJobs({ config, connection, s, runtime, account }: Setup): Promise<void> {
  const { accounts, directory } = config;
  const store = openStoreFor(config, runtime);
  const jobs = jobsOf(config);
  const { states: before } = await storedStates(store, account, config);
  for (const job of jobs) await s.run(job, 'invoke', '-e', timerEvent(connection.now()));
  if (accounts.length > 0 || directory.enabled) return; // each account is a run of its own, which goes on
  const { states } = await storedStates(store, account, config);
  // Each run has a fence of its own.
  const silent = jobs.filter((job) => !states[job] || states[job].fence === before[job]?.fence);
  if (silent.length > 0)
    throw new AppError(
      'FirstRunFailed',
      `These jobs ran and stored nothing: ${silent.join(', ')}.`,
      'Read their answers above and their log in the console of Function Compute; then run it again.',
    );
}

function timerEvent(now: Date): string {
  const triggerTime = `${now.toISOString().slice(0, 19)}Z`;
  return JSON.stringify({ triggerTime, triggerName: 'deploy', payload: '' });
}

/** `arrived` when some channel was told the baseline of an account. */
async function waitForSummary({
  config,
  connection,
  s,
  runtime,
}: Setup): Promise<'arrived' | 'refused' | 'late'> {
  const store = openStoreFor(config, runtime);
  await s.run('alerts', 'invoke', '-e', timerEvent(connection.now()));
  for (let look = 1; look <= LOOKS && !runtime.signal.aborted; look += 1) {
    const { stored } = await readLedger(store, connection.now());
    const channels = Object.values(stored.ledger.channels);
    if (channels.some(({ baselines }) => Object.keys(baselines).length > 0)) return 'arrived';
    if (channels.some(({ trouble }) => trouble?.refused === true)) return 'refused';
    await pause(runtime.clock, LOOK_AGAIN_MS, runtime.signal);
  }
  return 'late';
}

/** Opens the report for seven days without a token. */
function linkTo(address: string, { config, connection }: Setup): string {
  const [secret] = config.report.linkSecrets;
  if (!secret) return address;
  return signLink(address, secret, 'read', new Date(connection.now().getTime() + LINK_DAYS * DAY_MS));
}

const SUMMARY = {
  arrived: {
    en: '  The first summary was delivered. The report, for seven days without a token:\n',
    zh: '  首条汇总消息已送达。报告地址（七天内无需令牌）：\n',
  },
  refused: {
    en: '  Deployed, but the channel refused the first summary. `sealwatch alerts test CHANNEL` explains why.\n',
    zh: '  已部署，但渠道拒收首条汇总消息。`sealwatch alerts test 渠道名` 会说明原因。\n',
  },
  late: {
    en: '  Deployed, but the first summary has not been delivered within two minutes. The function alerts tries again every minute; its log in the console of Function Compute says why.\n',
    zh: '  已部署，但首条汇总消息两分钟内未送达。alerts 函数每分钟重试一次；原因见函数计算控制台中该函数的日志。\n',
  },
  noChannel: {
    en: '  No channel is configured, so nobody is alerted: set DINGTALK_WEBHOOK in .env and deploy again.\n',
    zh: '  未配置告警渠道，不会通知任何人：请在 .env 中设置 DINGTALK_WEBHOOK 后重新部署。\n',
  },
};
const UNDELIVERED = {
  en: '  Deployed, but the test message was not delivered.\n',
  zh: '  已部署，但测试消息未送达。\n',
};
