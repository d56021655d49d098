/** Chinese wording of what alerts say besides findings. */
export const zhAlerts = {
  // job-freshness
  'Jobs, store and channels of sealwatch itself work': 'sealwatch 自身的任务、存储与通知渠道正常',
  'A monitor that stopped sends nothing, and silence looks like health.':
    '停止工作的监控不会发出任何消息，而沉默看起来像一切正常。',
  'Fails when a job has not finished for twice its period (inventory, spend and proof 1 hour, keys 5 minutes, activity 15 minutes), when its last attempt failed, when the store fails, when a channel cannot be opened because of its settings or rejects messages, or when it has been unreachable for 15 minutes.':
    '任务超过其周期两倍的时间未完成（inventory、spend 与 proof 1 小时、keys 5 分钟、activity 15 分钟）、最近一次执行失败、存储失败、渠道因设置有误而无法启用、渠道拒绝消息，或渠道超过 15 分钟无法送达时，判定为不通过。',
  'Find the reason in the log of the job, fix it, and start the job manually.':
    '在任务日志中查看原因，修复后手动启动该任务。',
  'Repair the channel; undelivered messages are then sent once.': '修复该渠道；未送达的消息届时会发送一次。',
  'Repair the store; nothing is sent twice and nothing is lost.': '修复存储；消息不会重复，也不会丢失。',
  'Job {job} has not finished since {last}; it is due every {minutes} minutes.':
    '任务 {job} 自 {last} 以来未完成；应每 {minutes} 分钟完成一次。',
  'Job {job} has never finished since {last}; it is due every {minutes} minutes.':
    '任务 {job} 自 {last} 起从未完成；应每 {minutes} 分钟完成一次。',
  'Job {job} failed ({code}): {message} {hint}': '任务 {job} 失败（{code}）：{message} {hint}',
  'Channel {channel} cannot be opened: {problems}': '渠道 {channel} 无法启用：{problems}',
  'Correct its settings or the environment; undelivered messages are then sent once.':
    '请更正该渠道的设置或环境变量；未送达的消息届时会发送一次。',
  'Channel {channel} rejects messages ({code}): {why} {hint}':
    '渠道 {channel} 拒绝消息（{code}）：{why} {hint}',
  'Channel {channel} has been unreachable since {since} ({code}): {why}':
    '渠道 {channel} 自 {since} 起无法送达（{code}）：{why}',
  'The store failed ({code}): {message} {hint}': '存储失败（{code}）：{message} {hint}',

  // changes
  '{from} → {to}': '{from} → {to}',
  'Now: {to}': '现为：{to}',
  'The change was detected.': '检测到该变更。',
  'Denied {count}× ({code}); nothing changed.': '尝试了 {count} 次，被拒绝（{code}）；没有发生变更。',
} as const;
