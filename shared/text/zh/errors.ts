import { zhCommandErrors } from './command-errors.ts';
import { zhConfigErrors } from './config-errors.ts';
import { zhDeliveryErrors } from './delivery-errors.ts';
import { zhWorkErrors } from './work-errors.ts';

/** Chinese wording of what is put together in English before it is shown: details, problems, names. Places are what was filled in. */
export const zhErrors: Readonly<Record<string, string>> = {
  // frameworks
  // trails
  '{name} (never started)': '{name}（从未启动）',
  '{name} (stopped)': '{name}（已停止）',
  '{name} (Write only)': '{name}（仅写事件）',
  '{name} (Read only)': '{name}（仅读事件）',
  '{name} (unknown)': '{name}（未知）',
  // price lists and items of bills
  'KMS 1.0 pay-as-you-go, CNY': ' KMS 1.0 按量付费价目表（人民币）',
  'KMS 1.0 pay-as-you-go, USD': ' KMS 1.0 按量付费价目表（美元）',
  'API calls, basic keys': 'API 调用次数（基础密钥）',
  'Key hosting, basic keys': '密钥托管（基础密钥）',
  // facts
  'on: {key}': '开启：{key}',
  'trusts ACK; {rest}': '信任 ACK；{rest}',
  'does not trust ACK; {rest}': '不信任 ACK；{rest}',
  'trusts ACK conditionally; {rest}': '有条件地信任 ACK；{rest}',
  'no policy; {rest}': '无权限策略；{rest}',
  'no policy': '无权限策略',
  'policies {names}; {rest}': '权限策略 {names}；{rest}',
  'policies {names}': '权限策略 {names}',
  '{action} missing; {rest}': '缺少 {action}；{rest}',
  '{action} missing': '缺少 {action}',
  '{action} denied': '拒绝 {action}',
  '{action} open': '{action} 未定',
  // what a configuration of the cluster contradicts
  'DisableEncryption is false but EncryptionKMSKeyId is empty': '加密已开启但密钥 ID 为空',
  // accounts, roles and credentials
  'No Alibaba Cloud credentials were found.': '未找到阿里云凭证。',
  'Set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, or run `aliyun configure`; `sealwatch demo` needs none.':
    '请设置 ALIBABA_CLOUD_ACCESS_KEY_ID 和 ALIBABA_CLOUD_ACCESS_KEY_SECRET，或运行 `aliyun configure`；`sealwatch demo` 不需要凭证。',
  'Alibaba Cloud rejected the credentials: {detail}': '阿里云拒绝了凭证：{detail}',
  'Check the AccessKey ID and secret; the key may be disabled or deleted.':
    '请检查 AccessKey ID 和 Secret；密钥可能已被禁用或删除。',
  'Alibaba Cloud cannot be reached: {detail}': '无法访问阿里云：{detail}',
  'Check the network, the proxy, and SEALWATCH_ENDPOINT if it is set.':
    '请检查网络、代理，以及 SEALWATCH_ENDPOINT（如已设置）。',
  'The security token has expired ({code}).': '安全令牌已过期（{code}）。',
  'Get a new token, or log in again, and run once more.': '请获取新令牌或重新登录，然后再次运行。',
  'Alibaba Cloud rejected the time of the request: {detail}': '阿里云拒绝了请求的时间：{detail}',
  'Synchronise the clock of this machine; at most 15 minutes are accepted.':
    '请校准本机时钟，最多允许相差 15 分钟。',
  'Synchronise the clock of this machine if it is off; otherwise something in between, such as a proxy, sends requests twice.':
    '如果本机时钟不准，请校准；否则是中间的代理等重复发送了请求。',
  'The login of the {name} profile of the aliyun command line has expired, or was never made.':
    'aliyun 命令行的 {name} 配置的登录已过期，或从未登录。',
  'Log in again: `aliyun configure --mode {name} --profile NAME`.':
    '请重新登录：`aliyun configure --mode {name} --profile NAME`。',
  'Function Compute passed no credentials.': '函数计算未提供凭证。',
  'Give the function a role (`role` in s.yaml), and keep the injection of its credentials on.':
    '请为函数设置角色（s.yaml 中的 `role`），并保持凭证注入开启。',
  'The roleArn of account {id} is a role of another account: {arn}':
    '账号 {id} 的 roleArn 属于另一账号：{arn}',
  'Write the ARN of a role in that account, or correct the id.': '请填写该账号中角色的 ARN，或更正账号 ID。',
  'Account {id} is listed without a roleArn, but the credentials belong to account {own}.':
    '账号 {id} 未配置 roleArn，而凭证属于账号 {own}。',
  'Add the roleArn of a role in account {id} that the caller may assume, or use credentials of that account.':
    '请添加账号 {id} 中调用者可扮演的角色的 roleArn，或使用该账号的凭证。',
  // configuration
  'The configuration file {file} cannot be read.': '无法读取配置文件 {file}。',
  'Check the path given with --config or SEALWATCH_CONFIG.':
    '请检查 --config 或 SEALWATCH_CONFIG 指定的路径。',
  'The configuration {file} has {noun}:\n{lines}': '配置 {file} 有{noun}：\n{lines}',
  '{n} mistakes': ' {n} 处错误',
  'docs/config.schema.json describes every key; editors can check it while you type.':
    'docs/config.schema.json 描述了每个配置项；编辑器可在输入时检查。',
  'SEALWATCH_NOW is set, but no sandbox on this machine is.': '已设置 SEALWATCH_NOW，但未使用本机沙箱。',
  'Unset SEALWATCH_NOW, or set SEALWATCH_ENDPOINT to the sandbox.':
    '请取消 SEALWATCH_NOW，或将 SEALWATCH_ENDPOINT 设为沙箱地址。',
  'SEALWATCH_NOW is no point in time: {value}': 'SEALWATCH_NOW 不是有效时间：{value}',
  'Write it as 2026-11-23T00:00:00Z.': '请写成 2026-11-23T00:00:00Z。',
  'SEALWATCH_ENDPOINT cannot be used: {value}': 'SEALWATCH_ENDPOINT 无法使用：{value}',
  'It must be an origin such as http://127.0.0.1:8080, without a path.':
    '必须是不含路径的地址，例如 http://127.0.0.1:8080。',
  'Plain HTTP is allowed to this machine only; use https.': '仅本机可使用 HTTP；请使用 https。',
  // jobs and store
  'Job {job} has not run yet.': '任务 {job} 尚未运行。',
  'Run `sealwatch audit`, or wait for its timer.': '请运行 `sealwatch audit`，或等待定时触发。',
  'Job {job} is off.': '任务 {job} 已关闭。',
  'Set {job}.enabled to true in the configuration.': '请在配置中将 {job}.enabled 设为 true。',
  'The store holds no account yet.': '存储中尚无任何账号。',
  'Run `sealwatch audit` first, or check `store` in the configuration.':
    '请先运行 `sealwatch audit`，或检查配置中的 `store`。',
  'The store cannot write {path} ({code}).': '存储无法写入 {path}（{code}）。',
  'The store cannot read {path} ({code}).': '存储无法读取 {path}（{code}）。',
  'The store may not read {path} ({code}).': '存储无权读取 {path}（{code}）。',
  'Check the disk, or set store.directory to another path.':
    '请检查磁盘，或将 store.directory 设为其他路径。',
  'There is no bucket {bucket} in {region}.': '{region} 没有 Bucket {bucket}。',
  'Create the bucket without versioning, or correct store.oss.bucket and store.oss.region.':
    '请创建未开启版本控制的 Bucket，或更正 store.oss.bucket 和 store.oss.region。',
  'OSS denied {permission} on {place}: {said}.': 'OSS 拒绝了对 {place} 的 {permission}：{said}。',
  'Grant {permission} on the bucket, and see that its account is not overdue.':
    '请授予对该 Bucket 的 {permission}，并确认其账号未欠费。',
  'No file can be written to {folder} ({code}).': '无法在 {folder} 写入文件（{code}）。',
  'Another run of {job} works on account {account} ({attempt}, until {until}).':
    '另一次 {job} 正在处理账号 {account}（{attempt}，至 {until}）。',
  'Wait until it has ended, or use another store.': '请等待其结束，或使用其他存储。',
  'There is no inventory of account {account} yet, which {job} starts from.':
    '账号 {account} 尚无 inventory 结果，{job} 需要以其为起点。',
  'Run the job inventory first.': '请先运行任务 inventory。',
  // commands
  'There is no check {id}.': '没有检查项 {id}。',
  '`sealwatch checks` lists them.': '`sealwatch checks` 可列出全部检查项。',
  'There is no channel {name}.': '没有通知渠道 {name}。',
  'Available: {names}.': '可用：{names}。',
  'No channel is configured.': '未配置通知渠道。',
  'Add one under `alerts.channels`; docs/alerts.md shows how to set up a DingTalk robot.':
    '请在 `alerts.channels` 下添加；设置钉钉机器人的方法见 docs/zh-CN/alerts.md。',
  'A link needs the address of the report and a secret to sign with.': '生成链接需要报告地址和签名密钥。',
  'Set `report.url` and `report.linkSecrets` in the configuration; docs/report.md shows how.':
    '请在配置中设置 `report.url` 和 `report.linkSecrets`；方法见 docs/report.md。',
  'No token is configured, and the report is never served without one.': '未配置令牌；没有令牌不会提供报告。',
  'Put one of at least 16 characters into `report.tokens`, best from the environment; docs/report.md shows how.':
    '请在 `report.tokens` 中填入至少 16 个字符的令牌，建议取自环境变量；方法见 docs/zh-CN/report.md。',
  '{address} cannot be listened on ({code}).': '无法监听 {address}（{code}）。',
  'Choose another one with --port; 0 takes any that is free.':
    '请用 --port 选择其他端口；0 表示任意空闲端口。',
  'The kubeconfig {file} cannot be read.': '无法读取 kubeconfig {file}。',
  'Check the path given with --kubeconfig.': '请检查 --kubeconfig 指定的路径。',
  'There is no format "{name}".': '没有格式“{name}”。',
  'Formats: {names}.': '可用格式：{names}。',
  'The audit was stopped.': '巡检已停止。',
  'Run it again.': '请重新运行。',
  'This is a bug in sealwatch. {told}': '这是 sealwatch 的缺陷。{told}',
  'Please report it with the lines above; they hold no secret.':
    '请附上以上内容提交 issue；其中不含敏感信息。',
  'A name of 1 to 60 characters is needed.': '请填写 1 到 60 个字符的姓名。',
  'Give one with --by.': '请用 --by 指定。',
  'No open finding has the fingerprint {fingerprint}.': '没有指纹为 {fingerprint} 的未解决问题。',
  '`sealwatch report --json` lists the findings.': '`sealwatch report --json` 列出各问题。',
  'Finding {fingerprint} is not acknowledged.': '问题 {fingerprint} 未被确认。',
  '`sealwatch alerts acks` lists what is.': '`sealwatch alerts acks` 列出已确认的问题。',
  ...zhCommandErrors,
  ...zhWorkErrors,
  ...zhDeliveryErrors,
  ...zhConfigErrors,
  // init, deploy and destroy
  'Some answers are missing or wrong:\n{list}': '部分选项缺失或有误：\n{list}',
  'Give them as flags.': '请通过命令行选项提供。',
  'Nothing was changed: nobody said yes.': '未做任何更改：未得到确认。',
  'Add --yes.': '请加上 --yes。',
  'There is no {file}.': '没有文件 {file}。',
  'Write it with `sealwatch init`.': '请用 `sealwatch init` 生成。',
  'It cannot be deployed like this:\n{list}': '无法部署：\n{list}',
  'Correct sealwatch.yaml or .env.': '请修改 sealwatch.yaml 或 .env。',
  '{action} failed: {why}': '{action} 失败：{why}',
  'Grant {permission} (docs/ram/setup-policy.json), and run it again: what is done already stays.':
    '请授予 {permission}（docs/ram/setup-policy.json）后重新运行；已完成的步骤会保留。',
  'The account of the credentials could not be read: {why}': '无法读取凭证所属账号：{why}',
  'Check the credentials and the network; `sealwatch doctor` looks closer.':
    '请检查凭证和网络；`sealwatch doctor` 会进一步排查。',
  '{name} could not be read: {why}': '无法读取 {name}：{why}',
  'Grant fc:GetFunction (docs/ram/deployer-policy.json).':
    '请授予 fc:GetFunction（docs/ram/deployer-policy.json）。',
  's {command} failed with exit code {code}.': 's {command} 失败，退出码 {code}。',
  'Correct what it says above, and run it again: what is done already stays.':
    '请按上方输出修正后重新运行；已完成的步骤会保留。',
  's preview failed: {why}': 's preview 失败：{why}',
  'Correct it, and run it again.': '请修正后重新运行。',
  '{program} cannot be started: {why}': '无法启动 {program}：{why}',
  'Serverless Devs deploys the functions: `{command}`, then give --s s.':
    '函数由 Serverless Devs 部署：先运行 `{command}`，再加上 --s s。',
  'The functions are not built.': '函数尚未构建。',
  'Run `npm run build` first.': '请先运行 `npm run build`。',
  'These jobs ran and stored nothing: {jobs}.': '以下任务已运行但未保存任何内容：{jobs}。',
  'Read their answers above and their log in the console of Function Compute; then run it again.':
    '请查看上方的返回内容以及函数计算控制台中的日志，然后重新运行。',
  'The deployment was stopped.': '部署已中断。',
  'The removal was stopped.': '卸载已中断。',
};
