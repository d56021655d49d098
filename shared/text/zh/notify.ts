/** Chinese wording of messages. */
export const zhNotify = {
  // states
  new: '新增',
  worse: '加重',
  'still open': '仍未解决',
  flapping: '反复出现',
  resolved: '已恢复',
  'waiver expires soon': '豁免即将到期',
  'waiver expired': '豁免已到期',
  changed: '变更',
  tried: '被拒绝的操作',
  OK: '恢复',
  CHANGE: '变更',
  // titles
  '{names} and {n} more': '{names} 等另外 {n} 个',
  'sealwatch begins: {n} critical, {m} high, accounts: {accounts}':
    'sealwatch 开始巡检：严重 {n}，高危 {m}，账号 {accounts} 个',
  'sealwatch daily: {pass} of {inScope} Pro clusters healthy, {n} critical, {m} high':
    'sealwatch 日报：{inScope} 个 Pro 版集群中 {pass} 个健康，严重 {n}，高危 {m}',
  'sealwatch daily: the list of clusters could not be read': 'sealwatch 日报：无法读取集群列表',
  'sealwatch is alive: {pass} of {inScope} Pro clusters healthy':
    'sealwatch 运行正常：{inScope} 个 Pro 版集群中 {pass} 个健康',
  'sealwatch is alive: the list of clusters could not be read': 'sealwatch 在运行：无法读取集群列表',
  'sealwatch: this is a test': 'sealwatch：这是一条测试消息',
  'If you can read this, the channel works.': '能看到这条消息，说明渠道可用。',
  // lines
  Clusters: '集群',
  Since: '开始时间',
  'Ended after': '持续时间',
  Who: '操作者',
  Account: '账号',
  Also: '同类',
  Run: '执行',
  Do: '处理',
  Waiver: '豁免',
  'To acknowledge': '确认',
  'To accept': '接受',
  Console: '控制台',
  Report: '报告',
  '{time} ({length})': '{time}（{length}）',
  'Not done': '未成功',
  '{who}, on {time}': '{who}，{time}',
  Was: '此前',
  '{count} ({names})': '{count} 个：{names}',
  '{n} min': '{n} 分钟',
  '{n} h': '{n} 小时',
  '{n} d': '{n} 天',
  'until {until} by {owner}: {reason}': '由 {owner} 豁免至 {until}：{reason}',
  '{n} more are in the report.': '另有 {n} 项见报告。',
  // numbers
  'Pro clusters healthy: {pass} of {inScope}{arrow}': '健康的 Pro 版集群：{pass} / {inScope}{arrow}',
  'Encryption on: {encrypted} of {inScope}{arrow}': '加密已开启：{encrypted} / {inScope}{arrow}',
  'Accounts whose list of clusters could not be read: {n}': '无法读取集群列表的账号：{n} 个',
  'Open: critical {critical}{a}, high {high}{b}, medium {medium}{c}, unknown {unknown}, waived {waived}':
    '未解决：严重 {critical}{a}，高危 {high}{b}，中危 {medium}{c}，未知 {unknown}，已豁免 {waived}',
  'Longest open: {name}, check “{title}”, since {since}': '最久未解决：{name}，检查项“{title}”，自 {since}',
  'Newest evidence, for sealwatch report --verify --anchor:':
    '最新证据（可用于 sealwatch report --verify --anchor）：',
  '{n} more in the report': '另有 {n} 项见报告',
  'KMS spend: {day} {currency} on {date}, {month} {currency} this month, {forecast} expected':
    'KMS 费用：{date} 为 {day} {currency}，本月 {month} {currency}，预计 {forecast}',
} as const;
