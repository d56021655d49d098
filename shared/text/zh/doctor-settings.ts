/** Chinese wording of what `sealwatch doctor` says of the configuration, and of what is not documented. */
export const zhDoctorSettings = {
  'The settings are consistent.': '各项设置一致。',
  'The waiver of {owner} for {check} on {resource} expired on {until}.':
    '{owner} 对 {resource} 的 {check} 豁免已于 {until} 到期。',
  'Fix the accepted finding, or agree on a new date.': '请修复其豁免的问题，或商定新的日期。',
  'The waiver of {owner} for {check} on {resource} matches no finding.':
    '{owner} 对 {resource} 的 {check} 豁免与任何结果都不匹配。',
  'Correct the resource ID, or remove the waiver.': '请更正资源 ID，或删除该豁免。',
  'Channel {channel} receives nothing: its checks are off, or below {minSeverity}.':
    '渠道 {channel} 收不到任何消息：其检查项已关闭，或级别低于 {minSeverity}。',
  'Lower its minSeverity, widen only.checks, or raise policy.severity.':
    '请降低其 minSeverity、放宽 only.checks，或提高 policy.severity。',
  'Channel {channel} is limited to regions that are not audited: {regions}.':
    '渠道 {channel} 只接收未审计地域的消息：{regions}。',
  'Correct only.regions of the channel, or regions.': '请更正该渠道的 only.regions 或 regions。',
  'Channel {channel} is limited to accounts that are not audited: {accounts}.':
    '渠道 {channel} 指定了未审计的账号：{accounts}。',
  'Correct only.accounts of the channel.': '请更正该渠道的 only.accounts。',
  'With policy.proofWindowDays {days}, a key without evidence of use is only info.':
    'policy.proofWindowDays 为 {days} 时，缺少使用证据的密钥仅记为提示。',
  'Set it to 7 or more, so that missing evidence is medium.': '请设为 7 或以上，使缺少证据时为中危。',
  'A policy.monthlyBudget of 0 is exceeded by the first KMS call.':
    'policy.monthlyBudget 为 0 时，首次调用 KMS 即超出预算。',
  'Set the monthly KMS budget, or null for none.': '请设置 KMS 每月允许的金额，不设预算则填 null。',
  'With {setting} 0, {check} never warns in advance.': '{setting} 为 0 时，{check} 不会提前告警。',
  'Set a number of days that leaves time to act.': '请设置仍来得及处理的天数。',
  'limits.jobTimeoutSeconds {jobTimeoutSeconds} is not below the function timeout of {timeoutSeconds}: the function ends first.':
    'limits.jobTimeoutSeconds {jobTimeoutSeconds} 不低于函数的超时时间 {timeoutSeconds}：函数会先结束任务。',
  'Lower it, or deploy with a larger SEALWATCH_TIMEOUT.': '请调低它，或以更大的 SEALWATCH_TIMEOUT 部署。',
  'limits.callTimeoutSeconds {callTimeoutSeconds} is not below limits.jobTimeoutSeconds {jobTimeoutSeconds}: one slow call can use the whole job.':
    'limits.callTimeoutSeconds {callTimeoutSeconds} 不低于 limits.jobTimeoutSeconds {jobTimeoutSeconds}：一次缓慢的调用会占满整个任务。',
  'Lower limits.callTimeoutSeconds.': '请调低 limits.callTimeoutSeconds。',
  'report.url is not https: the report can be intercepted.': 'report.url 不是 https：报告可能被窃听。',
  'Serve the report over https, and set report.url accordingly.':
    '请通过 https 提供报告，并相应设置 report.url。',
  'Cluster list page size: {value}.': '集群列表每页上限：{value}。',
  'Cluster list page size unknown; 50 is used.': '集群列表每页上限未知；使用 50。',
  'One endpoint lists the clusters of all regions.': '一个接入点即列出所有地域的集群。',
  'Unknown until clusters exist in several regions: whether one endpoint lists the clusters of all regions.':
    '尚未知：一个接入点是否列出所有地域的集群（需多个地域有集群）。',
  'Encrypted clusters appear in the list as: {value}.': '列表中已加密集群的形式：{value}。',
  'Unknown until an encrypted cluster exists: its form in the list.':
    '尚未知：列表中已加密集群的形式（需有已加密集群）。',
  'A cluster keeps its key ID after encryption is turned off.': '关闭加密后集群仍保留密钥 ID。',
  'Unknown until such a cluster exists: whether the key ID stays after encryption is turned off.':
    '尚未知：关闭加密后是否保留密钥 ID（需有这样的集群）。',
  'Encryption setting of Lingjun and ACS clusters: {value}.': '灵骏和 ACS 集群的加密设置：{value}。',
  'Unknown until one exists: whether Lingjun and ACS clusters report the encryption setting.':
    '尚未知：灵骏和 ACS 集群是否返回加密设置（需有这样的集群）。',
  'Response for a cluster that does not exist: {value}.': '不存在的集群的返回：{value}。',
  'Unknown: the response of ACK for a cluster that does not exist.': '未知：ACK 对不存在的集群的返回。',
  'ActionTrail finds calls of the service role by {value}; the job activity uses it first.':
    '操作审计以 {value} 查到服务角色的调用；任务 activity 优先使用它。',
  'Unknown until its first call: the name of the service role in ActionTrail; all variants are tried.':
    '尚未知：服务角色在操作审计中的名称（需有首次调用）；尝试所有写法。',
  'Encrypt/Decrypt events contain the key ID.': 'Encrypt/Decrypt 事件包含密钥 ID。',
  'Encrypt/Decrypt events do not contain the key ID.': 'Encrypt/Decrypt 事件不含密钥 ID。',
  'Unknown until the first event: whether Encrypt/Decrypt events contain the key ID.':
    '尚未知：Encrypt/Decrypt 事件是否包含密钥 ID（需有首个事件）。',
  'Session name of the service role: {value}.': '服务角色的会话名：{value}。',
  'Unknown until its first call: the session name of the service role.':
    '尚未知：服务角色的会话名（需有首次调用）。',
  'Encryption changes appear in ActionTrail as: {value}.': '加密变更在操作审计中的形式：{value}。',
  'Unknown until the first one in 90 days: the form of encryption changes in ActionTrail.':
    '尚未知：加密变更在操作审计中的形式（90 天内需有一次）。',
  'The stored facts of account {account} are damaged ({why}) and will be rewritten.':
    '账号 {account} 的已存信息已损坏（{why}），将重新写入。',
  'The stored facts of account {account} could not be read: {message}':
    '无法读取账号 {account} 的已存信息：{message}',
  'The facts of account {account} could not be stored, so the jobs do not use them: {message}':
    '账号 {account} 的信息无法保存，任务不会使用：{message}',
} as const;
