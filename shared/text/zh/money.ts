/** Sentences of the checks about money. */
export const zhMoney = {
  // arrears-clock
  'Account pays its bills': '账号按时付清账单',
  'KMS stops and cluster control is lost seven days after an unpaid bill; after fifteen days ACK deletes Pro clusters.':
    '账单逾期七天后 KMS 停服、集群失去管控；十五天后 ACK 删除 Pro 版集群。',
  'Fails when KMS reports the account as overdue or suspended, which is critical at once, or when the balance is below zero: high, and critical when three days or fewer are left until KMS stops. An unpaid bill alone does not fail, because credit may cover it; it dates the debt. A status that KMS reports in one region fails the clusters of that region; while the balance cannot be read, the others are unknown. A good balance is unknown while a fault keeps the status of KMS in a region from being read. Without a bill the days are counted from the first observation.':
    'KMS 报告欠费或已停服立即为严重；余额为负为高危，距 KMS 停服三天及以内为严重。仅有未付账单不算不通过，因为信用额度可能覆盖；它用于确定欠费起始时间。某个地域的 KMS 报告欠费，则该地域的集群不通过；余额无法读取时，其余集群为未知。因故障无法读取某个地域的 KMS 状态时，余额正常也判为未知。没有账单时从首次发现之时起算。',
  'Pay the outstanding bills now, then check that KMS is enabled again in every region.':
    '立即结清欠费账单，然后确认各地域的 KMS 已恢复。',
  'Overdue since {since} at the latest (not all bills could be read). KMS should have stopped on {kmsStopsAt} but is still enabled. Pro clusters are deleted from {clusterDeletionAt} at the latest (in {deletionDays} d).':
    '最迟自 {since} 起欠费（部分账单无法读取）。KMS 应于 {kmsStopsAt} 停服，但仍可用。Pro 版集群最迟自 {clusterDeletionAt} 起被删除（还剩 {deletionDays} 天）。',
  'Overdue since {since} at the latest (not all bills could be read). KMS stops and cluster control is lost {kmsStopsAt} at the latest (in {kmsDays} d); Pro clusters are deleted from {clusterDeletionAt} at the latest (in {deletionDays} d).':
    '最迟自 {since} 起欠费（部分账单无法读取）。KMS 最迟于 {kmsStopsAt} 停服、集群失去管控（还剩 {kmsDays} 天）；Pro 版集群最迟自 {clusterDeletionAt} 起被删除（还剩 {deletionDays} 天）。',
  'Overdue since {since} at the latest (not all bills could be read). KMS rejects all calls and cluster control is lost. Pro clusters are deleted from {clusterDeletionAt} at the latest (in {deletionDays} d).':
    '最迟自 {since} 起欠费（部分账单无法读取）。KMS 已拒绝所有调用，集群失去管控。Pro 版集群最迟自 {clusterDeletionAt} 起被删除（还剩 {deletionDays} 天）。',
  'Overdue since {since} at the latest (from the bills that could be read), for more than fifteen days: Pro clusters are being deleted.':
    '从已读取的未付账单看，账号最迟自 {since} 起欠费，已超过十五天，Pro 版集群正在被删除。',
  'Overdue since {since} (oldest unpaid bill). KMS stops and cluster control is lost {kmsStopsAt} (in {kmsDays} d); Pro clusters are deleted from {clusterDeletionAt} (in {deletionDays} d).':
    '账号自 {since} 起欠费（依据最早的未付账单）。KMS 将于 {kmsStopsAt} 停服、集群失去管控（还剩 {kmsDays} 天）；Pro 版集群自 {clusterDeletionAt} 起被删除（还剩 {deletionDays} 天）。',
  'Overdue since {since} (oldest unpaid bill). KMS rejects all calls and cluster control is lost. Pro clusters are deleted from {clusterDeletionAt} (in {deletionDays} d).':
    '账号自 {since} 起欠费（依据最早的未付账单）。KMS 拒绝调用，集群失去管控。Pro 版集群自 {clusterDeletionAt} 起被删除（还剩 {deletionDays} 天）。',
  'Overdue since {since} (oldest unpaid bill). KMS should have stopped on {kmsStopsAt} but is still enabled. Pro clusters are deleted from {clusterDeletionAt} (in {deletionDays} d).':
    '账号自 {since} 起欠费（依据最早的未付账单）。KMS 应于 {kmsStopsAt} 停服，但仍可用。Pro 版集群自 {clusterDeletionAt} 起被删除（还剩 {deletionDays} 天）。',
  'Overdue since {since} (oldest unpaid bill), for more than fifteen days: Pro clusters are being deleted.':
    '账号自 {since} 起欠费（依据最早的未付账单），已超过十五天，Pro 版集群正在被删除。',
  'Account overdue (first seen {since}; may have started earlier). KMS stops and cluster control is lost {kmsStopsAt} (in {kmsDays} d); Pro clusters are deleted from {clusterDeletionAt} (in {deletionDays} d).':
    '账号欠费（首次发现于 {since}，可能更早开始）。KMS 将于 {kmsStopsAt} 停服、集群失去管控（还剩 {kmsDays} 天）；Pro 版集群自 {clusterDeletionAt} 起被删除（还剩 {deletionDays} 天）。',
  'Account overdue (first seen {since}). KMS rejects all calls and cluster control is lost. Pro clusters are deleted from {clusterDeletionAt} at the latest (in {deletionDays} d).':
    '账号欠费，首次发现于 {since}。KMS 拒绝调用，集群失去管控。Pro 版集群最迟自 {clusterDeletionAt} 起被删除（还剩 {deletionDays} 天）。',
  'Account overdue (first seen {since}). KMS should have stopped on {kmsStopsAt} but is still enabled. Pro clusters are deleted from {clusterDeletionAt} at the latest (in {deletionDays} d).':
    '账号欠费，首次发现于 {since}。KMS 应于 {kmsStopsAt} 停服，但仍可用。Pro 版集群最迟自 {clusterDeletionAt} 起被删除（还剩 {deletionDays} 天）。',
  'Account overdue (first seen {since}), for more than fifteen days: Pro clusters are being deleted.':
    '账号欠费，首次发现于 {since}，已超过十五天，Pro 版集群正在被删除。',
  'No bill is overdue.': '没有逾期账单。',
  'Bills are unpaid since {unpaidSince}, but the balance could not be read: credit may cover them.':
    '自 {unpaidSince} 起有未付账单，但余额无法读取，不能判断信用额度是否覆盖。',

  // balance-runway
  'Balance covers the coming weeks': '余额足够未来数周使用',
  'When the balance runs out, KMS stops a week later, and with it every encrypted cluster.':
    '余额耗尽一周后 KMS 停服，所有加密集群随之停摆。',
  'Compares the available amount (cash and credit) with the expected spend of the whole account: weekly pattern and level of the last two weeks, plus subscriptions that are expected to renew. High when it lasts no longer than runwayDays.fail, medium up to runwayDays.warn. The range holds in four of five cases. Costs paid by another account are skipped.':
    '可用额度（现金与信用）对比整个账号的预期费用：按星期的形态与最近两周的水平估算，并计入预计续订的包年包月项目。可用天数不超过 runwayDays.fail 为高危，不超过 runwayDays.warn 为中危。区间的可信度为五分之四。由其他账号付费的不适用。',
  'Top up the account, or raise its credit, before the balance runs out.':
    '在余额耗尽之前充值，或提高信用额度。',
  'Paid by account {payer}.': '由账号 {payer} 付费。',
  'The balance is used up.': '余额已耗尽。',
  'The balance is in {currency}, the bills in {billed}.': '余额币种为 {currency}，账单币种为 {billed}。',
  'No billed days yet; the runway is unknown.': '尚无账单，无法判断余额可用多久。',
  'At the current spend, the balance lasts for years.': '按目前费用，余额足够使用数年。',
  'The balance lasts for {days} {days:day|days}.': '余额可用 {days} 天。',
  'The balance of {available} {currency} lasts about {days} {days:day|days} (at least {low}) at {burnPerDay} {currency} a day.':
    '余额 {available} {currency}，按每天 {burnPerDay} {currency} 约可用 {days} 天（至少 {low} 天）。',
  'The balance of {available} {currency} lasts about {days} {days:day|days} at {burnPerDay} {currency} a day.':
    '余额 {available} {currency}，按每天 {burnPerDay} {currency} 约可用 {days} 天。',
  'The balance of {available} {currency} lasts about {days} {days:day|days} ({low} to {high}) at {burnPerDay} {currency} a day.':
    '余额 {available} {currency}，按每天 {burnPerDay} {currency} 约可用 {days} 天（{low} 至 {high} 天）。',

  // spend-budget
  'KMS spend stays within the monthly budget': 'KMS 费用在月度预算之内',
  'KMS is billed by calls; a client that reads Secrets in a loop exceeds its usual cost long before anybody checks the bill.':
    'KMS 按调用次数计费；循环读取 Secret 的客户端在有人查看账单之前早已超支。',
  'Pay-as-you-go KMS spend of the month (Asia/Shanghai) against policy.monthlyBudget. High when already over the budget, medium when the forecast for the month is. Skipped without a budget; unknown when bills and balance use different currencies, and after the first run, which reads only the last seven days, unless these exceed the budget.':
    '当月（Asia/Shanghai）KMS 按量付费费用对比 policy.monthlyBudget。已超出为高危，预测全月超出为中危。未设预算不适用；账单与余额币种不同为未知；首次运行只读取最近七天，除非这七天已超出预算，否则为未知。',
  'Find the key with the most calls in the report, then repair the client, or raise policy.monthlyBudget.':
    '在报告中找出调用频繁的密钥并修复客户端，或调高 policy.monthlyBudget。',
  'No budget is set.': '未设置预算。',
  'No billed days yet; the cost of the month is unknown.': '尚无账单，无法判断当月费用。',
  'KMS cost {toDate} {currency} in {month}, over the budget of {budget}; {forecast} expected by the end of the month.':
    'KMS 在 {month} 已产生费用 {toDate} {currency}，超过预算 {budget}；预计全月 {forecast}。',
  'KMS is expected to cost {forecast} {currency} in {month} ({low} to {high}), over the budget of {budget}; {toDate} so far.':
    '预计 KMS 在 {month} 的费用为 {forecast} {currency}（{low} 至 {high}），超过预算 {budget}；目前为 {toDate}。',
  'KMS cost at least {toDate} {currency} in {month}, over the budget of {budget}; the next run reads {unread} more {unread:day|days}.':
    'KMS 在 {month} 已产生费用至少 {toDate} {currency}，超过预算 {budget}；下次运行将读取其余 {unread} 天。',
  'KMS cost at least {toDate} {currency} in {month}; the next run reads {unread} more {unread:day|days}.':
    'KMS 在 {month} 已产生费用至少 {toDate} {currency}；下次运行将读取其余 {unread} 天。',
  'KMS is expected to stay within the budget of the month.': '预计 KMS 费用不超过当月预算。',

  // spend-anomaly
  'KMS spend is at its usual level': 'KMS 费用处于正常水平',
  'A jump in KMS calls means a runaway client, a restart loop, or somebody reading every Secret.':
    'KMS 调用激增意味着客户端失控、循环重启，或有人在读取所有 Secret。',
  'Compares each of the last three billed days with the same weekdays before: fails above the median by five times the usual deviation, a third of the median, and a relevant amount. Subscription orders do not count, and a level that held for a week is usual. Unknown with fewer than six billed days, and after the first run, which reads only the last seven days, unless one of them stands out.':
    '最近三个出账日分别对比此前相同的星期几：高出中位数的幅度超过通常偏差的五倍、中位数的三分之一以及有意义的金额为不通过。包年包月订单不计；持续一周的水平视为正常。账单少于六天为未知；首次运行只读取最近七天，除非其中一天异常，否则为未知。',
  'Check in ActionTrail who called KMS that day, and the cost by key in the report.':
    '在 操作审计 中查看当天谁调用了 KMS，并查看报告中各密钥的费用。',
  'KMS cost {amount} {currency} on {date}, usually about {usual}: more calls ({item}: {from} → {to}).':
    'KMS 在 {date} 的费用为 {amount} {currency}，通常约 {usual}：调用增多（{item}：{from} → {to}）。',
  'KMS cost {amount} {currency} on {date}, usually about {usual}: more hosting ({item}: {from} → {to}).':
    'KMS 在 {date} 的费用为 {amount} {currency}，通常约 {usual}：托管增多（{item}：{from} → {to}）。',
  'KMS cost {amount} {currency} on {date}, usually about {usual}: an instance is new or costs more ({item}).':
    'KMS 在 {date} 的费用为 {amount} {currency}，通常约 {usual}：有新实例或实例费用上升（{item}）。',
  'KMS cost {amount} {currency} on {date}, usually about {usual}: higher price ({item}: {from} → {to}).':
    'KMS 在 {date} 的费用为 {amount} {currency}，通常约 {usual}：价格上涨（{item}：{from} → {to}）。',
  'KMS cost {amount} {currency} on {date}, usually about {usual}; the bills do not show why.':
    'KMS 在 {date} 的费用为 {amount} {currency}，通常约 {usual}；账单未说明原因。',
  'Too few billed days to know the usual level.': '出账天数太少，无法判断往常水平。',
  'The last {read} billed {read:day|days} are at one level; the next run reads {left} more {left:day|days} to compare with.':
    '最近 {read} 个出账日处于同一水平；下次运行将读取其余 {left} 天以作对比。',
  'Run it again with the same store: the next run reads the rest of the bills.':
    '使用同一存储再运行一次：下次运行将读取其余账单。',
  'The last days are at the usual level.': '最近几天处于正常水平。',

  // key-idle
  'Every paid key is used by a cluster': '付费托管的密钥均被集群使用',
  'An unused key costs its hosting fee every day, and nobody knows what would break without it.':
    '不再使用的密钥每天产生托管费用，且没有人知道失去它会影响什么。',
  'Covers keys that users created in the regions of the clusters, enabled or disabled, that no cluster uses and that no old Secret may still need. Other services and applications may use them; only clusters are known here. Unknown when a cluster does not report its key.':
    '集群所在地域内由用户创建、启用或禁用、没有集群使用、也没有旧 Secret 可能仍需要的密钥。其他服务和应用可能在使用；此处只了解集群。有集群未返回密钥时为未知。',
  'Ask the owners; disable a key for some weeks before you schedule its deletion, because data encrypted with it cannot be read afterwards.':
    '询问其所有者；计划删除之前先禁用数周，因为删除后其加密的内容将无法读取。',
  'Every hosted key is used by a cluster.': '每个托管密钥都被集群使用。',
  'Some clusters do not report their key; idle keys are unknown.':
    '部分集群未返回密钥，无法判断哪些密钥闲置。',
  '{count} hosted {count:key is|keys are} used by no cluster: {keys}.':
    '{count} 个托管密钥没有被任何集群使用：{keys}。',
} as const;
