/** Chinese wording of what `sealwatch doctor` says of store, channels, deployment and other accounts. */
export const zhDoctorSurroundings = {
  'Versioning of the bucket was never on.': '存储空间从未开启版本控制。',
  'The bucket has versioning: OSS then overwrites what must be written once only.':
    '存储空间有版本控制：OSS 会覆盖只应写入一次的内容。',
  'The store takes an object.': '存储可写入对象。',
  'A key that nobody wrote is taken.': '从未写入过的键已被占用。',
  'An object that is there is not overwritten by a second writer.': '已有的对象不会被第二个写入者覆盖。',
  'A second writer overwrites an object that is there; runs would overwrite each other.':
    '第二个写入者会覆盖已有的对象；各次运行会相互覆盖。',
  'The store gives back what was written.': '存储读出的内容与写入一致。',
  'What is read is not what was written.': '读出的内容与写入不一致。',
  'The store lists its objects.': '存储可列出对象。',
  'The store deletes an object.': '存储可删除对象。',
  'Use a bucket whose versioning was never on, or a directory on a local disk.':
    '请使用从未开启版本控制的存储空间，或本地磁盘上的目录。',
  'Not tried, because the store refuses something before: {cause}.':
    '未尝试，因为存储在此之前已拒绝：{cause}。',
  'OSS does not tell who may read the bucket.': 'OSS 未说明谁可以读取该存储空间。',
  'The bucket is private.': '存储空间为私有。',
  'The bucket is open to everybody ({acl}).': '存储空间对所有人开放（{acl}）。',
  'Set the ACL of the bucket to private, and block public access.':
    '请将存储空间的 ACL 设为私有，并阻止公共访问。',
  'Whether the bucket is public could not be seen: {message}': '无法得知存储空间是否公开：{message}',
  'Grant oss:GetBucketInfo to see it; the jobs do not need it.':
    '授予 oss:GetBucketInfo 即可查看；任务本身不需要它。',
  'The directory {path} is closed to others ({mode}).': '目录 {path} 对其他用户关闭（{mode}）。',
  'Everybody on this machine may look into {path} ({mode}).': '本机所有用户都可查看 {path}（{mode}）。',
  'Take the rights of others away: evidence names clusters and people.':
    '请收回其他用户的权限：证据中含有集群和人员的名称。',
  '{freeMb} MB are free there.': '该处剩余空间 {freeMb} MB。',
  'Only {freeMb} MB are free at {path}.': '{path} 处仅剩 {freeMb} MB 空间。',
  'Free some space there, or set store.directory to a path on another disk.':
    '请释放一些空间，或将 store.directory 设为其他磁盘上的路径。',
  'Correct its settings, or set the variable where the functions run; the other channels work.':
    '请更正其设置，或在函数运行的环境中设置该变量；其他渠道不受影响。',
  'No channel is configured; docs/alerts.md shows how to set up a robot.':
    '未配置渠道；设置机器人的方法见 docs/alerts.md。',
  'alerts.pingUrl was not asked: that would say that all is well.':
    '未访问 alerts.pingUrl：访问即表示一切正常。',
  '{channel} writes to the output of the command.': '{channel} 写到命令的输出。',
  '{channel}: {host} answers. Not tried: its token, its secret and a message; sealwatch alerts test {channel} sends one.':
    '{channel}：{host} 有应答。未尝试：令牌、密钥和消息；sealwatch alerts test {channel} 会发送一条。',
  '{channel}: {host} does not answer ({detail}).': '{channel}：{host} 没有应答（{detail}）。',
  'Let this machine reach {host}; check DNS, a proxy and the firewall.':
    '请让本机可访问 {host}；检查 DNS、代理和防火墙。',
  '{channel}: DingTalk gives a token for the app. Not tried: its robot, the group and the people; sealwatch alerts test {channel} sends a message.':
    '{channel}：钉钉已为应用签发令牌。未尝试：机器人、群和人员；sealwatch alerts test {channel} 会发送一条消息。',
  '{channel}: DingTalk gives no token for the app ({code}): {why}':
    '{channel}：钉钉未为应用签发令牌（{code}）：{why}',
  'Check `appKey` and `appSecret` of the channel.': '请检查该渠道的 `appKey` 和 `appSecret`。',
  'Let this machine reach api.dingtalk.com, then run sealwatch doctor again.':
    '请让本机可访问 api.dingtalk.com，然后再次运行 sealwatch doctor。',
  'No function {prefix}-* is deployed in {region}; the jobs run elsewhere, or by hand.':
    '{region} 未部署 {prefix}-* 函数；任务在别处运行或手动运行。',
  'EventBridge does not start {name}: changes are seen by the timers only.':
    '{name} 未由 EventBridge 触发：变更仅由定时任务发现。',
  'EventBridge does not start {name} for every call that is reacted to: {calls}.':
    'EventBridge 未为全部需要响应的调用触发 {name}：缺少 {calls}。',
  '{name} has more than one trigger of EventBridge: {triggers}.':
    '{name} 有多个 EventBridge 触发器：{triggers}。',
  'EventBridge starts {name} for every call that is reacted to, and waits for its end.':
    'EventBridge 会为全部需要响应的调用触发 {name}，且等待其执行结束。',
  'EventBridge starts {name} for every call that is reacted to.':
    'EventBridge 会为全部需要响应的调用触发 {name}。',
  'Remove the triggers of EventBridge from {name}, and deploy again: a deployment may forget changed filters.':
    '请删除 {name} 的 EventBridge 触发器后重新部署：部署时可能不会更新已修改的过滤规则。',
  'The functions could not be seen ({permission}): {detail}': '无法查看函数（{permission}）：{detail}',
  'Grant {permission} to see the deployment; the jobs do not need it.':
    '授予 {permission} 即可查看部署；任务本身不需要它。',
  'The function {name} is not deployed in {region}.': '函数 {name} 未部署在 {region}。',
  'Deploy it again.': '请重新部署。',
  'The function {name} is deployed, and its timer runs.': '函数 {name} 已部署，定时触发器正在运行。',
  'The timer of the function {name} is switched off.': '函数 {name} 的定时触发器已关闭。',
  'Switch it on: deploy with SEALWATCH_PROOF=true.': '请打开它：部署时设置 SEALWATCH_PROOF=true。',
  'Switch it on: deploy without SEALWATCH_TIMERS=false.': '请打开它：部署时不要设置 SEALWATCH_TIMERS=false。',
  'The function {name} has no timer.': '函数 {name} 没有定时触发器。',
  'No job has stored anything of account {account} yet.': '尚无任务存储过账号 {account} 的内容。',
  'The last attempt of {job} in account {account} failed at {at} ({code}): {message}':
    '{job} 在账号 {account} 的最近一次尝试于 {at} 失败（{code}）：{message}',
  'The job {job} has not finished in account {account} yet.': '任务 {job} 在账号 {account} 中尚未完成过。',
  'Read its log, or start it by hand.': '请查看其日志，或手动启动。',
  'The job {job} ran last in account {account} at {last}; it is due every {minutes} minutes.':
    '任务 {job} 在账号 {account} 中最近一次运行于 {last}；应每 {minutes} 分钟运行一次。',
  'The job {job} ran in account {account} at {last}.': '任务 {job} 于 {last} 在账号 {account} 中运行过。',
  'When the jobs ran could not be read: {message}': '无法读取任务的运行时间：{message}',
  'Account {account} lets the caller in as {roleArn}.': '账号 {account} 允许调用者以 {roleArn} 进入。',
  'Account {account} does not let the caller in as {roleArn}: {detail}':
    '账号 {account} 不允许调用者以 {roleArn} 进入：{detail}',
  'Create the role there, and let it trust {caller} with the external id of the configuration; docs/ram shows how.':
    '请在该账号创建角色，并使其以配置中的 externalId 信任 {caller}；方法见 docs/ram。',
  'Grant {permission} on {roleArn} to the caller, and let the role trust {caller} with the external id of the configuration.':
    '请授予调用者对 {roleArn} 的 {permission} 权限，并使该角色以配置中的 externalId 信任 {caller}。',
} as const;
