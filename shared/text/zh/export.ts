/** Chinese wording of the Markdown summary that is pasted elsewhere. */
export const zhExport = {
  'Clusters at risk': '有风险的集群',
  'Clusters that could not be checked': '无法检查的集群',
  WHY: '原因',
  Money: '费用',
  currency: '币种',
  available: '可用额度',
  'KMS this month': '本月 KMS 费用',
  'KMS forecast': '本月 KMS 预测',
  budget: '预算',
  'runway in days': '可用天数',
  'Account {account} is overdue since {since}: KMS stops {stops}; Pro clusters are deleted from {deleted}.':
    '账号 {account} 自 {since} 起欠费：{stops} 起 KMS 停服，{deleted} 起 Pro 版集群被删除。',
} as const;
