/** Chinese wording of how findings end. */
export const zhEndings = {
  'This version no longer has this check.': '此版本已没有该检查项。',
  'The check is off.': '该检查项已关闭。',
  'No check needs it any more.': '已没有检查项需要读取它。',
  'It can be read again.': '已可正常读取。',
  'The last run no longer reports it.': '最近一次运行不再报告此项。',
  'The region {region} is no longer in the configuration.': '配置中已不包含地域 {region}。',
  'The cluster is no longer in scope.': '该集群已不在检查范围内。',
  'The cluster is no longer in the cluster list.': '集群列表中已没有该集群。',
  'A cluster uses the key again; key-state checks it.': '已有集群重新使用该密钥，由 key-state 继续检查。',
  'No known Secret needs the former key any more.': '已知没有 Secret 仍需要该旧密钥。',
  'No cluster uses the key any more; former-key checks it until all Secrets are rewritten.':
    '已没有集群使用该密钥；在所有 Secret 重写之前，由 former-key 继续检查。',
  'No cluster uses the key any more.': '已没有集群使用该密钥。',
  'The instance no longer holds a checked key.': '该实例中已没有被检查的密钥。',
  'No cluster in scope is in {region} any more.': '地域 {region} 中已没有检查范围内的集群。',
  'No cluster in scope calls KMS as this role any more.': '已没有检查范围内的集群以该角色调用 KMS。',
  'No policy grants the identity permissions over encryption any more.':
    '已没有策略授予该身份与加密相关的权限。',
  'The identity cannot turn encryption on or off.': '该身份无权开关加密。',
  'The identity operates no cluster in scope.': '该身份不管理检查范围内的任何集群。',
  'No denied call without a key ID is unresolved.': '没有未恢复的、不含密钥 ID 的被拒绝调用。',
  'Job {job} finished on {at}.': '任务 {job} 已于 {at} 完成。',
  'The channel accepts messages again.': '该渠道已可正常接收消息。',
  'The channel is no longer in the configuration.': '配置中已没有该渠道。',
  'Job {job} is off.': '任务 {job} 已关闭。',
  'The store works again.': '存储已恢复正常。',
  // in messages
  closed: '已关闭',
  CLOSED: '关闭',
} as const;
