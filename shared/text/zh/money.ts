/** Sentences of the checks about money. */
export const zhMoney = {
  // arrears-clock
  'Account pays its bills': '账号按时付清账单',
  'Seven days after a bill is unpaid KMS stops and cluster control is lost; after fifteen days ACK deletes Pro clusters.':
    '账单逾期七天后 KMS 停服、集群失去管控；十五天后 ACK 删除 Pro 集群。',
  'Fails when KMS reports InDebt or Suspended, which is critical at once, or when the balance is below zero: high, and critical when three days or fewer are left until KMS stops. An unpaid bill alone does not fail, because credit may cover it; it tells since when. What KMS reports in one region fails the clusters of that region; while the balance cannot be read, the others are unknown. A good balance is unknown while a fault keeps KMS of a region from being asked. Without a bill the days are counted from when it was first seen.':
    'KMS 报告 InDebt 或 Suspended 立即为严重；余额为负为高危，距 KMS 停服三天及以内为严重。仅有未付账单不算不通过，因为信用额度可能覆盖；它用于确定欠费起始时间。某个地域的 KMS 报告欠费，则该地域的集群不通过；余额无法读取时，其余集群为未知。因故障无法查询某个地域的 KMS 时，余额正常也判为未知。没有账单时从首次发现之时起算。',
  'Pay the outstanding bills now, then look whether KMS is enabled again in every region.':
    '立即结清欠费账单，然后确认各地域的 KMS 已恢复。',
  'The account is overdue since {since} at the latest: not all bills could be read. KMS was to stop on {kmsStopsAt}, but says Enabled. Pro clusters are deleted from {clusterDeletionAt} at the latest ({deletionDays} days left).':
    '账号最迟自 {since} 起欠费：部分账单未能读取。KMS 本应于 {kmsStopsAt} 停止服务，但仍显示启用。Pro 版集群最迟自 {clusterDeletionAt} 起被删除（剩余 {deletionDays} 天）。',
  'The account is overdue since {since} at the latest: not all bills could be read. KMS stops and cluster control is lost on {kmsStopsAt} at the latest ({kmsDays} days left); Pro clusters are deleted from {clusterDeletionAt} at the latest ({deletionDays} days left).':
    '账号最迟自 {since} 起欠费：部分账单未能读取。KMS 最迟于 {kmsStopsAt} 停止服务，集群管控能力随之丧失（剩余 {kmsDays} 天）；Pro 版集群最迟自 {clusterDeletionAt} 起被删除（剩余 {deletionDays} 天）。',
  'The account is overdue since {since} at the latest: not all bills could be read. KMS refuses calls and cluster control is lost. Pro clusters are deleted from {clusterDeletionAt} at the latest ({deletionDays} days left).':
    '账号最迟自 {since} 起欠费：部分账单未能读取。KMS 已拒绝调用，集群管控能力已丧失。Pro 版集群最迟自 {clusterDeletionAt} 起被删除（剩余 {deletionDays} 天）。',
  'The account is overdue since {since} at the latest, as the unpaid bills that could be read say: more than fifteen days, so Pro clusters are being deleted.':
    '从已读取的未付账单看，账号最迟自 {since} 起欠费，已超过十五天，Pro 版集群正在被删除。',
  'The account is overdue since {since}, as its oldest unpaid bill says. KMS stops and cluster control is lost on {kmsStopsAt} ({kmsDays} days left); Pro clusters are deleted from {clusterDeletionAt} ({deletionDays} days left).':
    '账号自 {since} 起欠费（依据最早的未付账单）。KMS 将于 {kmsStopsAt} 停服、集群失去管控（还剩 {kmsDays} 天）；Pro 集群自 {clusterDeletionAt} 起被删除（还剩 {deletionDays} 天）。',
  'The account is overdue since {since}, as its oldest unpaid bill says. KMS refuses calls and cluster control is lost. Pro clusters are deleted from {clusterDeletionAt} ({deletionDays} days left).':
    '账号自 {since} 起欠费（依据最早的未付账单）。KMS 拒绝调用，集群失去管控。Pro 集群自 {clusterDeletionAt} 起被删除（还剩 {deletionDays} 天）。',
  'The account is overdue since {since}, as its oldest unpaid bill says. KMS was to stop on {kmsStopsAt}, but says Enabled. Pro clusters are deleted from {clusterDeletionAt} ({deletionDays} days left).':
    '账号自 {since} 起欠费（依据最早的未付账单）。KMS 本应于 {kmsStopsAt} 停服，但仍报告 Enabled。Pro 集群自 {clusterDeletionAt} 起被删除（还剩 {deletionDays} 天）。',
  'The account is overdue since {since}, as its oldest unpaid bill says: more than fifteen days, so Pro clusters are being deleted.':
    '账号自 {since} 起欠费（依据最早的未付账单），已超过十五天，Pro 集群正在被删除。',
  'The account is overdue; it was first seen so on {since}, and no bill tells whether it began earlier. Counted from there, KMS stops and cluster control is lost on {kmsStopsAt} ({kmsDays} days left); Pro clusters are deleted from {clusterDeletionAt} ({deletionDays} days left).':
    '账号欠费，首次发现于 {since}，没有账单说明是否更早开始。自此起算，KMS 将于 {kmsStopsAt} 停服、集群失去管控（还剩 {kmsDays} 天）；Pro 集群自 {clusterDeletionAt} 起被删除（还剩 {deletionDays} 天）。',
  'The account is overdue; it was first seen so on {since}. KMS refuses calls and cluster control is lost. Pro clusters are deleted from {clusterDeletionAt} at the latest ({deletionDays} days left).':
    '账号欠费，首次发现于 {since}。KMS 拒绝调用，集群失去管控。Pro 集群最迟自 {clusterDeletionAt} 起被删除（还剩 {deletionDays} 天）。',
  'The account is overdue; it was first seen so on {since}. KMS was to stop on {kmsStopsAt}, but says Enabled. Pro clusters are deleted from {clusterDeletionAt} at the latest ({deletionDays} days left).':
    '账号欠费，首次发现于 {since}。KMS 本应于 {kmsStopsAt} 停服，但仍报告 Enabled。Pro 集群最迟自 {clusterDeletionAt} 起被删除（还剩 {deletionDays} 天）。',
  'The account is overdue; it was first seen so on {since}, more than fifteen days ago, so Pro clusters are being deleted.':
    '账号欠费，首次发现于 {since}，已超过十五天，Pro 集群正在被删除。',
  'No bill is overdue.': '没有逾期账单。',
  'Bills are unpaid since {unpaidSince}, but the balance could not be read, so nobody can tell whether credit covers them.':
    '自 {unpaidSince} 起有未付账单，但余额无法读取，不能判断信用额度是否覆盖。',

  // balance-runway
  'Balance lasts for the weeks to come': '余额足够未来数周使用',
  'A balance that runs out stops KMS a week later, and with it every encrypted cluster.':
    '余额耗尽一周后 KMS 停服，所有加密集群随之停摆。',
  'Available amount (cash and credit) against the expected spend of the whole account: the shape of its weeks and the level of the last two, plus subscriptions that are expected to be ordered again. High when it lasts no longer than runwayDays.fail, medium up to runwayDays.warn. The bounds hold four times out of five. What another account pays for is skipped.':
    '可用额度（现金与信用）对比整个账号的预期支出：按星期的形态与最近两周的水平估算，并计入预计续订的包年包月项目。可用天数不超过 runwayDays.fail 为高危，不超过 runwayDays.warn 为中危。区间的可信度为五分之四。由其他账号付费的不适用。',
  'Top up the account, or raise its credit, before the day on which the money is used up.':
    '在余额耗尽之前充值，或提高信用额度。',
  'Account {payer} pays for it.': '由账号 {payer} 付费。',
  'The balance is used up.': '余额已耗尽。',
  'The balance is in {currency}, but bills are in {billed}.': '余额币种为 {currency}，账单币种为 {billed}。',
  'No day was billed yet, so nobody can tell how long the balance lasts.':
    '尚无任何一天的账单，无法判断余额可用多久。',
  'The balance lasts for years at what is spent now.': '按目前支出，余额足够使用数年。',
  'The balance lasts for {days} days.': '余额可用 {days} 天。',
  'The balance of {available} {currency} lasts for about {days} days (at least {low}) at {burnPerDay} {currency} a day.':
    '余额 {available} {currency}，按每天 {burnPerDay} {currency} 约可用 {days} 天（至少 {low} 天）。',
  'The balance of {available} {currency} lasts for about {days} days ({low} to {high}) at {burnPerDay} {currency} a day.':
    '余额 {available} {currency}，按每天 {burnPerDay} {currency} 约可用 {days} 天（{low} 至 {high} 天）。',

  // spend-budget
  'Account keeps its monthly budget for KMS': '账号的 KMS 支出在月度预算之内',
  'KMS is billed by calls; a client that reads Secrets in a loop costs more than it should long before anybody looks at the bill.':
    'KMS 按调用次数计费；循环读取 Secret 的客户端在有人查看账单之前早已超支。',
  'Pay-as-you-go spend of KMS of the month, in Asia/Shanghai, against policy.monthlyBudget. High when it is over the budget already, medium when the forecast for the month is. Skipped without a budget; unknown when bills and balance are in different currencies.':
    '当月（Asia/Shanghai）KMS 按量支出对比 policy.monthlyBudget。已超出为高危，预测全月超出为中危。未设预算不适用；账单与余额币种不同为未知。',
  'Find out which key is called so often in the report, then repair the client, or raise policy.monthlyBudget.':
    '在报告中找出调用频繁的密钥并修复客户端，或调高 policy.monthlyBudget。',
  'No budget is set.': '未设置预算。',
  'No day was billed yet, so nobody can tell what the month costs.': '尚无任何一天的账单，无法判断当月支出。',
  'KMS has cost {toDate} {currency} in {month}, more than the budget of {budget}; {forecast} is expected by its end.':
    'KMS 在 {month} 已支出 {toDate} {currency}，超过预算 {budget}；预计全月 {forecast}。',
  'KMS is expected to cost {forecast} {currency} in {month} ({low} to {high}), more than the budget of {budget}; so far it is {toDate}.':
    '预计 KMS 在 {month} 支出 {forecast} {currency}（{low} 至 {high}），超过预算 {budget}；目前为 {toDate}。',
  'KMS is expected to stay within the budget of the month.': '预计 KMS 支出不超过当月预算。',

  // spend-anomaly
  'Account spends on KMS what it usually does': '账号的 KMS 支出与往常一致',
  'A leap in KMS calls is a runaway client, a restart loop, or somebody who reads every Secret.':
    'KMS 调用激增意味着客户端失控、循环重启，或有人在读取所有 Secret。',
  'Each of the last three billed days against the same weekdays before: it fails above the median by five times the usual deviation, a third of it, and an amount that matters. Orders of subscriptions do not count, and a level that held for a week is usual. Unknown with fewer than six days of bills.':
    '最近三个出账日分别对比此前相同的星期几：高出中位数的幅度超过通常偏差的五倍、中位数的三分之一以及有意义的金额为不通过。包年包月订单不计；持续一周的水平视为正常。账单少于六天为未知。',
  'Look in ActionTrail who called KMS that day, and at the cost by key in the report.':
    '在 ActionTrail 中查看当天谁调用了 KMS，并查看报告中各密钥的费用。',
  'KMS cost {amount} {currency} on {date} instead of about {usual}: more calls ({item}: {to} instead of {from}).':
    'KMS 在 {date} 支出 {amount} {currency}，往常约 {usual}：调用增多（{item}：{from} 变为 {to}）。',
  'KMS cost {amount} {currency} on {date} instead of about {usual}: more is hosted ({item}: {to} instead of {from}).':
    'KMS 在 {date} 支出 {amount} {currency}，往常约 {usual}：托管增多（{item}：{from} 变为 {to}）。',
  'KMS cost {amount} {currency} on {date} instead of about {usual}: an instance is new or costs more ({item}).':
    'KMS 在 {date} 支出 {amount} {currency}，往常约 {usual}：有新实例或实例费用上升（{item}）。',
  'KMS cost {amount} {currency} on {date} instead of about {usual}: the price rose ({item}: {to} instead of {from}).':
    'KMS 在 {date} 支出 {amount} {currency}，往常约 {usual}：价格上涨（{item}：{from} 变为 {to}）。',
  'KMS cost {amount} {currency} on {date} instead of about {usual}; the bills do not tell why.':
    'KMS 在 {date} 支出 {amount} {currency}，往常约 {usual}；账单未说明原因。',
  'Too few days were billed to tell what is usual.': '出账天数太少，无法判断往常水平。',
  'The last days cost what they usually do.': '最近几天的支出与往常一致。',

  // key-idle
  'Keys that are paid for are used by a cluster': '付费托管的密钥均被集群使用',
  'A key that seals nothing any more costs its hosting every day, and nobody knows what would break without it.':
    '不再使用的密钥每天产生托管费用，且没有人知道失去它会影响什么。',
  'Keys that people made in the regions of the clusters, enabled or disabled, and that no cluster is sealed with, nor was so that its Secrets may still need them. Other services and applications may use them; only clusters are known here. Unknown when a cluster does not tell its key.':
    '集群所在地域内由用户创建、启用或禁用、没有集群使用、也没有旧 Secret 可能仍需要的密钥。其他服务和应用可能在使用；此处只了解集群。有集群未返回密钥时为未知。',
  'Ask their owners; disable a key for some weeks before you schedule its deletion, because what it encrypted cannot be read without it.':
    '询问其所有者；计划删除之前先禁用数周，因为删除后其加密的内容将无法读取。',
  'Every hosted key is used by a cluster.': '每个托管密钥都被集群使用。',
  'Some clusters do not tell their key, so nobody can tell which keys are idle.':
    '部分集群未返回密钥，无法判断哪些密钥闲置。',
  '{count} hosted keys are used by no cluster: {keys}.': '{count} 个托管密钥没有被任何集群使用：{keys}。',
} as const;
