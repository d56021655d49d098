/** Chinese wording of what the command line prints. */
export const zhTerminal = {
  'account {account}': '账号 {account}',
  '{n} accounts': '{n} 个账号',
  'No Pro cluster is in scope.': '范围内没有 Pro 版集群。',
  'Clusters unknown: the list could not be read.': '集群情况未知：无法读取集群列表。',
  '{count:The Pro cluster is|All {count} Pro clusters are} healthy.': '全部 {count} 个 Pro 版集群均健康。',
  '{count:The known Pro cluster is|All {count} known Pro clusters are} healthy.':
    '已知的 {count} 个 Pro 版集群均健康。',
  '{pass} of {count} Pro clusters are healthy: {rest}.': '{count} 个 Pro 版集群中有 {pass} 个健康：{rest}。',
  '{account}: the list of clusters could not be read.': '{account}：无法读取集群列表。',
  '{account}: the list of clusters is incomplete; some may be missing.':
    '{account}：只能读取集群列表的一部分，可能有遗漏。',
  'Not in the latest cluster list, which is incomplete.': '不在最新的集群列表中；该列表未能完整读取。',
  'No failed checks.': '没有不通过的检查项。',
  '{n} at risk': '{n} 个有风险',
  '{n} unknown': '{n} 个未知',
  '{n} changing': '{n} 个变更中',
  'Some checks could not run; see “Could not check”.': '部分检查无法执行，详见“无法检查”。',
  '{n} more {n:cluster is|clusters are} out of scope: {names}.': '另有 {n} 个集群不在范围内：{names}。',
  '* Not in the latest cluster list, which is incomplete; shown as last seen.':
    '* 最近一次集群列表未能完整读取且不含该集群，显示为上次所见的状态。',
  'No findings.': '没有发现问题。',
  Findings: '发现的问题',
  'Could not check': '无法检查',
  Informational: '提示',
  'not listed: {list} (--all lists them)': '未列出：{list}（--all 列出全部）',
  '{answer} Next, {name}: {remedy}': '{answer}下一步（{name}）：{remedy}',
  'and {n} more': '以及另外 {n} 个',
  'affects {clusters}': '影响 {clusters}',
  'accepted until {until} by {owner}: {reason}': '由 {owner} 豁免至 {until}：{reason}',
  'the waiver of {owner} expired on {until}': '{owner} 的豁免已于 {until} 到期',
  'is missing': '缺失',
  'does not match its hash': '与哈希不符',
  'cannot be read': '无法读取',
  '{account} {job}: the record of the newest run is damaged.': '{account} {job}：最新一次运行的记录已损坏。',
  '{account} {job}: the record of the newest run is missing, but its evidence exists. Runs: {count}.':
    '{account} {job}：最新一次运行的记录已丢失，但证据仍在。运行数：{count}。',
  '{account} {job}: the state records no newest run, but evidence exists. Runs: {count}.':
    '{account} {job}：状态未记录最新一次运行，但证据仍在。运行数：{count}。',
  '{account} {job}: runs since {what} are not in the chain: added, or cut off. Runs: {count}.':
    '{account} {job}：自 {what} 起有运行不在证据链中：可能是外来添加，或被从链上截断。运行数：{count}。',
  'Outside the chain are runs since {run} that ended before they stored their state. Runs: {count}.':
    '链旁另有自 {run} 起在写入状态前结束的运行。运行数：{count}。',
  '{account} {job}: the state records runs since {what} that are not in the chain. Runs: {count}.':
    '{account} {job}：状态记录了自 {what} 起的运行，但证据链中没有。运行数：{count}。',
  '{account} {job}: evidence starts at {what}, later than the retention period requires.':
    '{account} {job}：证据仅自 {what} 起保留，晚于保留期限的要求。',
  '{account} {job}: the state differs from the evidence of its newest run, {what}.':
    '{account} {job}：状态与最新一次运行 {what} 的证据不一致。',
  '{account} {job}: no run to verify.': '{account} {job}：没有可校验的运行。',
  'The recorded hash {hash} is in no chain any more.': '所记录的哈希 {hash} 已不在任何证据链中。',
  '{account} {job}: manifests in the chain, the newest in {what}, name another account, job or run. Runs: {count}.':
    '{account} {job}：证据链中有清单自称属于其他账号、任务或运行，最新一份在 {what}。运行数：{count}。',
  '{account}: archived changes were altered, the first is {what}. Changes: {count}.':
    '{account}：变更归档中有记录与写入时不一致，首条为 {what}。变更数：{count}。',
  '{account}: archived changes are missing, the first is {what}. Changes: {count}.':
    '{account}：变更归档中有记录缺失，首条为 {what}。变更数：{count}。',
  '{account}: the archive holds changes that no run stored, the first is {what}. Changes: {count}.':
    '{account}：变更归档中有并非由任何运行写入的记录，首条为 {what}。变更数：{count}。',
  '{account}: days of the history were altered, the first is {what}. Days: {count}.':
    '{account}：历史中有日期与写入时不一致，首个为 {what}。天数：{count}。',
  '{account}: days of the history are missing, the first is {what}. Days: {count}.':
    '{account}：历史中有日期缺失，首个为 {what}。天数：{count}。',
  '{account}: the history holds days that no run stored, the first is {what}. Days: {count}.':
    '{account}：历史中有并非由任何运行写入的日期，首个为 {what}。天数：{count}。',
  '{account}: days of the history hold a KMS spend that is in no bill, the first is {what}. Days: {count}.':
    '{account}：历史中有日期的 KMS 费用与任何账单都不符，首个为 {what}。天数：{count}。',
  '{account} {job}: runs are not signed, the newest is {run}. Runs: {count}.':
    '{account} {job}：有运行未签名，最新一次为 {run}。运行数：{count}。',
  '{account} {job}: runs are signed by none of the given keys, the newest is {run}. Runs: {count}.':
    '{account} {job}：有运行的签名不属于所给的任何公钥，最新一次为 {run}。运行数：{count}。',
  'All of them are signed by a given key.': '全部运行均由所给的公钥签名。',
  'Signed runs: {signed} of {runs}; --public-key checks the signatures.':
    '已签名的运行：{signed} / {runs}；用 --public-key 校验签名。',
  '{object} does not match its own checksum.': '{object} 与其自身的校验和不符。',
  '{account} {job}: {runs} {runs:run|runs}, {files} {files:file|files}, complete since {oldest}.':
    '{account} {job}：{runs} 次运行、{files} 个文件，自 {oldest} 起完整。',
  'Runs that name it: {count}.': '引用该对象的运行数：{count}。',
  '{account} {job}: broken at {object}, which {why}; {runs} newer {runs:run is|runs are} intact.':
    '{account} {job}：证据链在 {object} 处断开（{why}）；其后 {runs} 次运行完整。',
  Money: '费用',
  'Overdue since {since}. KMS stops {kmsStopsAt}; Pro clusters are deleted from {clusterDeletionAt}':
    '自 {since} 起欠费。KMS 停服：{kmsStopsAt}；Pro 版集群自 {clusterDeletionAt} 起被删除',
  'Overdue since {since} at the latest. KMS stops {kmsStopsAt}; Pro clusters are deleted from {clusterDeletionAt}':
    '最迟自 {since} 起欠费。KMS 停服：{kmsStopsAt}；Pro 版集群自 {clusterDeletionAt} 起被删除',
  'Balance unknown': '余额未知',
  'Balance {available} {currency}': '余额 {available} {currency}',
  '{balance} (account {payer}, which pays)': '{balance}，由账号 {payer} 持有并付费',
  '{balance}, lasts about {days} {days:day|days} at {burn} {currency} a day':
    '{balance}，按每天 {burn} {currency} 约可用 {days} 天',
  '{balance}, lasts about {days} {days:day|days} ({low} to {high}) at {burn} {currency} a day':
    '{balance}，按每天 {burn} {currency} 约可用 {days} 天（{low} 至 {high} 天）',
  'KMS spend unknown': 'KMS 费用未知',
  'KMS spend: only the last {days} {days:day was|days were} read; the next run reads the rest of the month':
    'KMS 费用：仅读取了最近 {days} 天；下次运行将读取本月其余天数',
  'KMS {monthToDate} {currency} this month, {forecast} expected  {bars}':
    'KMS 本月 {monthToDate} {currency}，预计 {forecast}  {bars}',
  'KMS {monthToDate} {currency} this month, {forecast} expected, budget {budget}  {bars}':
    'KMS 本月 {monthToDate} {currency}，预计 {forecast}，预算 {budget}  {bars}',
  'Most expensive keys (30 days, estimated from {prices} of {date}): {currency} {list}':
    '费用最高的密钥（30 天，按 {date} 的{prices}估算，{currency}）：{list}',
  'Most expensive keys (30 days, estimated from bills): {currency} {list}':
    '费用最高的密钥（30 天，按账单估算，{currency}）：{list}',
  Why: '为什么',
  'How it is checked': '检查方法',
  'What to do': '怎么处理',
  'acknowledged by {by} in the configuration': '{by} 已在配置中确认',
  'in the configuration': '在配置中',
  'acknowledged by {by} until {until}': '{by} 已确认，至 {until}',
  'At risk so far: {n}': '目前发现有风险：{n} 个',
  '{seconds} s · reading {list}': '{seconds} 秒 · 正在读取：{list}',
  '{seconds} s · storing results': '{seconds} 秒 · 正在保存结果',
  '{what} {n}': '{what} {n}',
  '{what} {n} of {count}': '{what} {n}/{count}',
  clusters: '集群',
  'roles and network path': '角色与网络连通性',
  keys: '密钥',
  ActionTrail: '操作审计',
  bills: '账单',
  'API servers': 'API Server',
  accounts: '账号',
  'Stopped after {seconds} s.': '已中止，用时 {seconds} 秒。',
  'Complete: {list}.': '已读完：{list}。',
  'Not complete: {list}.': '未读完：{list}。',
  'Nothing is concluded about other clusters.': '未列出的集群没有结论。',
  'Nothing is concluded about any cluster.': '所有集群均无结论。',
  '{name} was at risk when it was first read; with everything read its verdict is: {verdict}.':
    '{name}：最初读取时有风险，全部读完后的结论：{verdict}。',
} as const;
