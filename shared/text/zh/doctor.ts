/** Chinese wording of what `sealwatch doctor` says. */
export const zhDoctor = {
  'Who asks': '调用者',
  'Clock and network': '时钟与网络',
  'APIs and permissions': 'API 与权限',
  Store: '存储',
  'Evidence is signed ({algorithm}); the public key has the fingerprint {key}.':
    '证据可以签名（{algorithm}）；公钥指纹为 {key}。',
  Channels: '通知渠道',
  Deployment: '部署',
  Configuration: '配置',
  'What this account shows of what is not documented': '本账号对文档未说明之处的实际表现',
  'It works here: {ok} examinations are well, {warned} warn, {unknown} could not be decided.':
    '可以在此运行：{ok} 项检查正常，{warned} 项警告，{unknown} 项无法判定。',
  'It does not work here yet: {failed} of the examinations failed, {ok} are well, {warned} warn.':
    '尚不能在此运行：{failed} 项检查失败，{ok} 项正常，{warned} 项警告。',
  '{n} APIs are allowed in account {account}: {list}': '账号 {account} 中有 {n} 个 API 已获授权：{list}',
  '{account}: {text}': '{account}：{text}',
  '{message}': '{message}',
  '{hint}': '{hint}',
  'The credentials are refused: {detail}': '凭证被拒绝：{detail}',
  'Check the access key id and its secret; the key may be disabled or deleted, a token may have expired.':
    '请检查 AccessKey ID 和 Secret；密钥可能已被禁用或删除，令牌可能已过期。',
  'Nobody tells whose credentials these are: {detail}': '无法得知凭证属于谁：{detail}',
  'Check the network to sts.aliyuncs.com, a proxy, and SEALWATCH_ENDPOINT if it is set.':
    '请检查到 sts.aliyuncs.com 的网络、代理，以及 SEALWATCH_ENDPOINT（如已设置）。',
  'The caller is {arn} of account {account}.': '调用者为账号 {account} 的 {arn}。',
  'The credentials are temporary ({kind}); no API tells when they end, so look where they come from.':
    '凭证是临时的（{kind}）；没有 API 说明其到期时间，请查看其来源。',
  'The credentials are an access key of the account itself, which may do everything.':
    '凭证是主账号自身的 AccessKey，拥有全部权限。',
  'Use a RAM user or a role that may only read; docs/ram holds its policy.':
    '请改用只读的 RAM 用户或角色；所需策略见 docs/ram。',
  'The credentials are an access key ({kind}), which does not expire.':
    '凭证是 AccessKey（{kind}），不会过期。',
  '{host} does not tell the time.': '{host} 的应答不含时间。',
  'The clock could not be compared: {host} does not answer ({detail}).':
    '无法比对时钟：{host} 没有应答（{detail}）。',
  'The clock of this machine is {seconds} seconds off; signatures that are 15 minutes off are refused.':
    '本机时钟偏差 {seconds} 秒；偏差达 15 分钟的签名会被拒绝。',
  'The clock of this machine is {seconds} seconds off.': '本机时钟偏差 {seconds} 秒。',
  'Set the clock of this machine, for example with NTP.': '请校准本机时钟，例如使用 NTP。',
  'The clock agrees with that of the cloud ({seconds} s).': '时钟与云端一致（{seconds} 秒）。',
  '{region} is reached: {hosts}.': '{region} 可达：{hosts}。',
  '{region} is not reached: {hosts} does not answer.': '{region} 不可达：{hosts} 没有应答。',
  'Let this machine reach {hosts} on port 443; check DNS, a proxy and the firewall.':
    '请让本机可访问 {hosts} 的 443 端口；检查 DNS、代理和防火墙。',
  '{api} is not needed: every check that asks for it is off.': '不需要 {api}：用到它的检查项均已关闭。',
  '{api} answers.': '{api} 有应答。',
  '{api} is allowed: a made-up id was asked for, because no list showed a real one.':
    '{api} 已获授权：因列表中未见真实对象，查询的是虚构的 ID。',
  '{api} is allowed; what was asked for is not there.': '{api} 已获授权；所查询的对象不存在。',
  '{api} is denied ({code}): {permission} is missing.': '{api} 被拒绝（{code}）：缺少权限 {permission}。',
  'Grant {permission} to the caller, on all resources; where a policy denies it, lift that denial.':
    '请授予调用者对全部资源的 {permission} 权限；若有策略显式拒绝，请解除。',
  '{api} is refused, because the account is overdue: {detail}': '{api} 因账号欠费被拒绝：{detail}',
  'Pay what is due; until then nothing can be read.': '请结清欠费；在此之前无法读取任何内容。',
  '{api} answered with {detail}, which does not tell whether it is allowed.':
    '{api} 的应答为 {detail}，无法据此判断是否已获授权。',
  '{api} could not be tried: {detail}': '未能尝试 {api}：{detail}',
  'Repair what keeps it from answering, then run sealwatch doctor again.':
    '请排除其无法应答的原因，然后再次运行 sealwatch doctor。',
} as const;
