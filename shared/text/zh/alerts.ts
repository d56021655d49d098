/** Chinese wording of what alerts say besides findings. */
export const zhAlerts = {
  // job-freshness
  'Jobs, store and channels of sealwatch itself work': 'sealwatch 自身的任务、存储与通知渠道正常',
  'A watcher that stopped says nothing, and silence looks like health.':
    '停止工作的监控不会发出任何消息，而沉默看起来像一切正常。',
  'Fails when a job has not finished for twice its period (inventory, spend and proof 1 hour, keys 5 minutes, activity 15 minutes), when its last attempt failed, when the store fails, when a channel refuses messages, or when it has been out of reach for 15 minutes.':
    '任务超过其周期两倍的时间未完成（inventory 与 spend 1 小时、keys 5 分钟、activity 15 分钟）、最近一次执行失败、存储失败、渠道拒绝消息，或渠道超过 15 分钟无法送达时，判定为不通过。',
  'Read why in the log of the job, repair it, and start the job by hand.':
    '在任务日志中查看原因，修复后手动启动该任务。',
  'Repair the channel; what was not delivered is sent then, once.':
    '修复该渠道；未送达的内容届时会发送一次。',
  'Repair the store; nothing is said twice and nothing is lost.': '修复存储；内容不会重复，也不会丢失。',
  'The job {job} has not finished since {last}; it is due every {minutes} minutes.':
    '任务 {job} 自 {last} 以来未完成；应每 {minutes} 分钟完成一次。',
  'The job {job} has never finished since {last}; it is due every {minutes} minutes.':
    '任务 {job} 自 {last} 起从未完成；应每 {minutes} 分钟完成一次。',
  'The job {job} failed ({code}): {message} {hint}': '任务 {job} 失败（{code}）：{message} {hint}',
  'The channel {channel} refuses messages ({code}): {why} {hint}':
    '渠道 {channel} 拒绝消息（{code}）：{why} {hint}',
  'The channel {channel} has been out of reach since {since} ({code}): {why}':
    '渠道 {channel} 自 {since} 起无法送达（{code}）：{why}',
  'The store failed ({code}): {message} {hint}': '存储失败（{code}）：{message} {hint}',

  'It does not fail any more.': '不再失败。',

  // changes
  'It changed from {from} to {to}.': '由 {from} 变为 {to}。',
  'It is {to} now.': '现为 {to}。',
  'The change was seen.': '已观察到该变更。',
  'Refused {count}× with {code}; nothing changed.': '尝试了 {count} 次，被拒绝（{code}）；没有发生变更。',
} as const;
