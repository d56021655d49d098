/** Chinese wording of what `sealwatch doctor` says of the configuration, and of what is not documented. */
export const zhDoctorSettings = {
  'No setting contradicts another.': '各项设置没有相互矛盾。',
  'The waiver of {owner} for {check} on {resource} expired on {until}.':
    '{owner} 对 {resource} 的 {check} 豁免已于 {until} 到期。',
  'Repair what it accepts, or agree on a new date.': '请修复其豁免的问题，或商定新的日期。',
  'The waiver of {owner} for {check} on {resource} matches nothing that was found.':
    '{owner} 对 {resource} 的 {check} 豁免与任何结果都不匹配。',
  'Correct the id of the resource, or remove the waiver.': '请更正资源 ID，或删除该豁免。',
  'The channel {channel} hears of nothing: its checks are off, or weigh less than {minSeverity}.':
    '渠道 {channel} 收不到任何消息：其检查项已关闭，或级别低于 {minSeverity}。',
  'Lower its minSeverity, widen only.checks, or raise policy.severity.':
    '请降低其 minSeverity、放宽 only.checks，或提高 policy.severity。',
  'The channel {channel} hears only of regions that are not audited: {regions}.':
    '渠道 {channel} 只接收未审计地域的消息：{regions}。',
  'Correct only.regions of the channel, or regions.': '请更正该渠道的 only.regions 或 regions。',
  'The channel {channel} names accounts that are not audited: {accounts}.':
    '渠道 {channel} 指定了未审计的账号：{accounts}。',
  'Correct only.accounts of the channel.': '请更正该渠道的 only.accounts。',
  'With policy.proofWindowDays {days}, a key that nothing proves to be used is info only.':
    'policy.proofWindowDays 为 {days} 时，缺少使用证据的密钥仅记为提示。',
  'Set it to 7 or more, so that a missing proof weighs medium.': '请设为 7 或以上，使缺少证据记为中等级别。',
  'A policy.monthlyBudget of 0 is over with the first call of KMS.':
    'policy.monthlyBudget 为 0 时，首次调用 KMS 即超出预算。',
  'Set the amount that KMS may cost in a month, or null for no budget.':
    '请设置 KMS 每月允许的金额，不设预算则填 null。',
  'With {setting} 0, {check} never warns before it is too late.': '{setting} 为 0 时，{check} 不会提前告警。',
  'Set the days in which somebody can still act.': '请设置仍来得及处理的天数。',
  'limits.jobTimeoutSeconds {jobTimeoutSeconds} is not below the timeout of the functions, {timeoutSeconds}: they end the job first.':
    'limits.jobTimeoutSeconds {jobTimeoutSeconds} 不低于函数的超时时间 {timeoutSeconds}：函数会先结束任务。',
  'Lower it, or deploy with a larger SEALWATCH_TIMEOUT.': '请调低它，或以更大的 SEALWATCH_TIMEOUT 部署。',
  'limits.callTimeoutSeconds {callTimeoutSeconds} is not below limits.jobTimeoutSeconds {jobTimeoutSeconds}: one slow call takes the whole job.':
    'limits.callTimeoutSeconds {callTimeoutSeconds} 不低于 limits.jobTimeoutSeconds {jobTimeoutSeconds}：一次缓慢的调用会占满整个任务。',
  'Lower limits.callTimeoutSeconds.': '请调低 limits.callTimeoutSeconds。',
  'report.url is not https: whoever listens reads the report, too.':
    'report.url 不是 https：窃听者也能读到报告。',
  'Serve the report over https and write its address so.': '请通过 https 提供报告，并填写相应地址。',
  'The cluster list takes pages of {value}; the inventory asks for so many.':
    '集群列表每页可取 {value} 个；inventory 据此查询。',
  'How large a page of the cluster list may be could not be seen; 50 is asked for.':
    '无法得知集群列表每页的上限；按 50 查询。',
  'One endpoint lists the clusters of all regions.': '一个接入点即列出所有地域的集群。',
  'Whether one endpoint lists the clusters of all regions shows with clusters in several.':
    '多个地域有集群后，才能看出一个接入点是否列出所有地域的集群。',
  'The list tells an encrypted cluster so: {value}.': '列表中已加密集群的表示形式：{value}。',
  'In which form the list tells an encrypted cluster shows with the first one.':
    '有第一个已加密集群后，才能看出列表中的表示形式。',
  'A cluster keeps its key id after encryption was switched off.': '关闭加密后集群仍保留密钥 ID。',
  'Whether the key id stays after encryption is switched off shows with the first such cluster.':
    '有第一个关闭过加密的集群后，才能看出密钥 ID 是否保留。',
  'Lingjun and ACS clusters tell the flag: {value}.': '灵骏和 ACS 集群是否给出加密标志：{value}。',
  'Whether Lingjun and ACS clusters tell the flag shows with the first one.':
    '有第一个灵骏或 ACS 集群后，才能看出是否给出加密标志。',
  'A cluster that is not there is answered with {value}.': '查询不存在的集群时返回 {value}。',
  'How ACK answers for a cluster that is not there could not be seen.':
    '无法得知 ACK 对不存在的集群如何应答。',
  'ActionTrail finds the calls of the service role by {value}; the activity asks so first.':
    'ActionTrail 以 {value} 查到服务角色的调用；activity 优先如此查询。',
  'How ActionTrail spells the service role shows with its first call; every spelling is tried.':
    '有服务角色的第一次调用后，才能看出 ActionTrail 的写法；目前尝试所有写法。',
  'Whether Encrypt and Decrypt events name the key: {value}.':
    'Encrypt 和 Decrypt 事件是否给出密钥：{value}。',
  'Whether Encrypt and Decrypt events name the key shows with the first one.':
    '有第一个事件后，才能看出 Encrypt 和 Decrypt 事件是否给出密钥。',
  'The session of the service role is called {value}.': '服务角色的会话名为 {value}。',
  'How the session of the service role is called shows with its first call.':
    '有服务角色的第一次调用后，才能看出其会话名。',
  'A switch of encryption shows in ActionTrail so: {value}.': '切换加密在 ActionTrail 中的表示：{value}。',
  'How a switch of encryption shows in ActionTrail shows with the first one in 90 days.':
    '90 天内有第一次切换后，才能看出切换加密在 ActionTrail 中的表示。',
  'What was known of account {account} is damaged ({why}); it is written anew.':
    '账号 {account} 的已知信息已损坏（{why}）；将重新写入。',
  'What was known of account {account} could not be read: {message}':
    '无法读取账号 {account} 的已知信息：{message}',
  'What account {account} shows could not be kept, so the jobs do not know it: {message}':
    '账号 {account} 的实际表现无法保存，任务无从得知：{message}',
} as const;
