/** Chinese wording of what `sealwatch doctor` says. */
export const zhDoctor = {
  Identity: '身份',
  'Clock and network': '时钟与网络',
  'APIs and permissions': 'API 与权限',
  Store: '存储',
  'Evidence is signed ({algorithm}); the public key has the fingerprint {key}.':
    '证据可以签名（{algorithm}）；公钥指纹为 {key}。',
  Channels: '通知渠道',
  Deployment: '部署',
  Configuration: '配置',
  'Undocumented behaviour in this account': '本账号的未文档化行为',
  'Ready: {ok} {ok:check|checks} passed, {warned} {warned:warning|warnings}, {unknown} unknown.':
    '可以使用：通过 {ok} 项，警告 {warned} 项，未知 {unknown} 项。',
  'Not ready: {failed} {failed:check|checks} failed, {ok} passed, {warned} {warned:warning|warnings}.':
    '尚不可用：失败 {failed} 项，通过 {ok} 项，警告 {warned} 项。',
  '{n} {n:API is|APIs are} allowed in account {account}: {list}':
    '账号 {account} 中有 {n} 个 API 已获授权：{list}',
  '{account}: {text}': '{account}：{text}',
  '{message}': '{message}',
  '{hint}': '{hint}',
  'Credentials rejected: {detail}': '凭证被拒绝：{detail}',
  'Check the AccessKey ID and secret; the key may be disabled or deleted, or a token may have expired.':
    '请检查 AccessKey ID 和 Secret；密钥可能已被禁用或删除，令牌可能已过期。',
  'Could not identify the caller: {detail}': '无法识别调用者身份：{detail}',
  'Check the network to sts.aliyuncs.com, a proxy, and SEALWATCH_ENDPOINT if it is set.':
    '请检查到 sts.aliyuncs.com 的网络、代理，以及 SEALWATCH_ENDPOINT（如已设置）。',
  'The caller is {arn} of account {account}.': '调用者为账号 {account} 的 {arn}。',
  'The credentials are temporary ({kind}); no API returns their expiry, so check their source.':
    '凭证是临时的（{kind}）；没有 API 说明其到期时间，请查看其来源。',
  'The credentials are an AccessKey of the root account, which has all permissions.':
    '凭证是主账号自身的 AccessKey，拥有全部权限。',
  'Use a read-only RAM user or role; see docs/ram for its policy.':
    '请改用只读的 RAM 用户或角色；所需策略见 docs/ram。',
  'The credentials are an AccessKey ({kind}), which does not expire.':
    '凭证是 AccessKey（{kind}），不会过期。',
  '{host} sends no time.': '{host} 的应答不含时间。',
  'The clock could not be compared: {host} does not answer ({detail}).':
    '无法比对时钟：{host} 没有应答（{detail}）。',
  'The clock of this machine is off by {seconds} {seconds:second|seconds}; signatures off by 15 minutes are rejected.':
    '本机时钟偏差 {seconds} 秒；偏差达 15 分钟的签名会被拒绝。',
  'The clock of this machine is off by {seconds} {seconds:second|seconds}.': '本机时钟偏差 {seconds} 秒。',
  'Synchronise the clock of this machine, for example with NTP.': '请校准本机时钟，例如使用 NTP。',
  'The clock matches the cloud ({seconds} s).': '时钟与云端一致（{seconds} 秒）。',
  '{region} is reachable: {hosts}.': '{region} 可达：{hosts}。',
  '{region} is unreachable: {hosts} does not answer.': '{region} 不可达：{hosts} 没有应答。',
  'Allow access from this machine to {hosts} on port 443; check DNS, proxy and firewall.':
    '请让本机可访问 {hosts} 的 443 端口；检查 DNS、代理和防火墙。',
  '{api} is not needed: all checks that use it are off.': '不需要 {api}：用到它的检查项均已关闭。',
  '{api} works.': '{api} 可用。',
  '{api} is allowed (tested with a made-up ID, because no list contains a real one).':
    '{api} 已获授权：因列表中未见真实对象，查询的是虚构的 ID。',
  '{api} is allowed; the requested object does not exist.': '{api} 已获授权；所查询的对象不存在。',
  '{api} is denied ({code}): {permission} is missing.': '{api} 被拒绝（{code}）：缺少权限 {permission}。',
  'Grant {permission} on all resources to the caller; if a policy denies it, remove the Deny.':
    '请授予调用者对全部资源的 {permission} 权限；若有策略显式拒绝，请解除。',
  '{api} is rejected because the account is overdue: {detail}': '{api} 因账号欠费被拒绝：{detail}',
  'Pay the outstanding bills; until then nothing can be read.': '请结清欠费；在此之前无法读取任何内容。',
  '{api} returned {detail}; whether it is allowed is unknown.':
    '{api} 的应答为 {detail}，无法据此判断是否已获授权。',
  '{api} could not be tested: {detail}': '无法测试 {api}：{detail}',
  'Resolve the cause, then run sealwatch doctor again.': '排除原因后再次运行 sealwatch doctor。',
  'The last run of job {job} in account {account} was denied {permission}; not read ({count}): {names}':
    '任务 {job} 最近一次运行（账号 {account}）缺少 {permission}，未能读取 {count} 项：{names}',
  'The last run of job {job} in account {account} could not read ({count}): {names}':
    '任务 {job} 最近一次运行（账号 {account}）未能读取 {count} 项：{names}',
  'Grant {permission} to the identity that runs the jobs.': '请向运行任务的身份授予 {permission}。',
  'The report gives the cause under “Could not check”.': '原因见报告的“未能检查”部分。',
} as const;
