/** Chinese wording of messages. */
export const zhNotify = {
  // states
  'new': '新增',
  worse: '加重',
  'still open': '仍未解决',
  flapping: '反复出现',
  resolved: '已恢复',
  'waiver expires soon': '豁免即将到期',
  'waiver expired': '豁免已到期',
  changed: '变更',
  OK: '已恢复',
  CHANGE: '变更',
  DENIED: '被拒绝',
  // titles
  '{names} and {n} more': '{names} 及另外 {n} 个',
  'sealwatch is now watching {accounts} {accounts:account|accounts}: {n} critical, {m} high':
    'sealwatch 已开始巡检 {accounts} 个账号：严重 {n} 项，高危 {m} 项',
  'sealwatch daily': 'sealwatch 日报',
  'sealwatch weekly heartbeat': 'sealwatch 每周心跳',
  'sealwatch daily and weekly heartbeat': 'sealwatch 日报与每周心跳',
  '{name}: {pass} of {inScope} Pro clusters healthy, {n} critical, {m} high':
    '{name}：{inScope} 个 Pro 版集群中 {pass} 个健康，严重 {n} 项，高危 {m} 项',
  '{name}: {pass} of {inScope} Pro clusters healthy': '{name}：{inScope} 个 Pro 版集群中 {pass} 个健康',
  '{name}: the list of clusters could not be read': '{name}：无法读取集群列表',
  'sealwatch: test message': 'sealwatch：这是一条测试消息',
  'This channel works.': '该渠道可用。',
  '{text} (and {n} more)': '{text}（另有 {n} 项）',
  // lines
  Clusters: '集群',
  Since: '开始时间',
  By: '操作者',
  Account: '账号',
  Run: '执行',
  Waiver: '豁免',
  Console: '控制台',
  Report: '报告',
  '{n} min': '{n} 分钟',
  '{n} h': '{n} 小时',
  '{n} d': '{n} 天',
  'until {until} by {owner}: {reason}': '由 {owner} 豁免至 {until}：{reason}',
  '{n} more in the report': '另有 {n} 项见报告',
  'More in the report: {list}': '另见报告：{list}',
  'lasted {length}': '持续 {length}',
  'was: {problem}': '此前：{problem}',
  'open for {length}': '已持续 {length}',
  '{n} more {n:finding|findings} from this cause': '另有 {n} 项由此引起',
  'Acknowledge {n} h': '确认 {n} 小时',
  // numbers
  'Pro clusters healthy: {pass} of {inScope}{arrow}': '健康的 Pro 版集群：{pass} / {inScope}{arrow}',
  'Encryption on: {encrypted} of {inScope}{arrow}': '加密已开启：{encrypted} / {inScope}{arrow}',
  'Accounts whose list of clusters could not be read: {n}': '无法读取集群列表的账号：{n} 个',
  'Open: critical {critical}{a}, high {high}{b}, medium {medium}{c}, unknown {unknown}, waived {waived}':
    '未解决：严重 {critical}{a}，高危 {high}{b}，中危 {medium}{c}，未知 {unknown}，已豁免 {waived}',
  'Longest open: {name}, check “{title}”, since {since}': '最久未解决：{name}，检查项“{title}”，自 {since}',
  'Newest evidence, for sealwatch report --verify --anchor:':
    '最新证据（可用于 sealwatch report --verify --anchor）：',
  'KMS spend: {day} {currency} on {date}, {month} {currency} this month, {forecast} expected':
    'KMS 费用：{date} 为 {day} {currency}，本月 {month} {currency}，预计 {forecast}',
} as const;
