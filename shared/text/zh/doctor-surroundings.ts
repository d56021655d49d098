/** Chinese wording of what `sealwatch doctor` says of store, channels, deployment and other accounts. */
export const zhDoctorSurroundings = {
  'Versioning of the bucket was never enabled.': 'Bucket 从未开启版本控制。',
  'The bucket has versioning: OSS then overwrites write-once objects.':
    'Bucket 已开启版本控制：OSS 会覆盖只应写入一次的对象。',
  'Writing the probe object: OK': '写入测试对象：正常',
  'The object key of the probe is already in use.': '测试对象的键已被占用。',
  'Protection against overwriting: OK': '防覆盖写入：正常',
  'A second writer overwrites an existing object; runs would overwrite each other.':
    '第二个写入者会覆盖已有的对象；各次运行会相互覆盖。',
  'Reading back the probe object: OK': '读回测试对象：正常',
  'Reading back the probe object: the content differs.': '读回测试对象：内容不一致。',
  'Listing objects: OK': '列出对象：正常',
  'Deleting the probe object: OK': '删除测试对象：正常',
  'Use a bucket whose versioning was never enabled, or a directory on a local disk.':
    '请使用从未开启版本控制的 Bucket，或本地磁盘上的目录。',
  'Not tested, because the store rejected an earlier step: {cause}.':
    '未测试，因为存储拒绝了之前的步骤：{cause}。',
  'OSS does not return the ACL of the bucket.': 'OSS 未返回 Bucket 的 ACL。',
  'The bucket is private.': 'Bucket 为私有。',
  'The bucket is public ({acl}).': 'Bucket 对所有人开放（{acl}）。',
  'Set the ACL of the bucket to private, and block public access.':
    '请将 Bucket 的 ACL 设为私有，并阻止公共访问。',
  'Could not check whether the bucket is public: {message}': '无法检查 Bucket 是否公开：{message}',
  'Grant oss:GetBucketInfo to check it; the jobs do not need it.':
    '授予 oss:GetBucketInfo 即可检查；任务本身不需要它。',
  'Directory {path} is private ({mode}).': '目录 {path} 对其他用户关闭（{mode}）。',
  'All users of this machine can read {path} ({mode}).': '本机所有用户都可查看 {path}（{mode}）。',
  'Remove the access of other users: evidence contains names of clusters and people.':
    '请收回其他用户的权限：证据中含有集群和人员的名称。',
  '{freeMb} MB free.': '可用空间 {freeMb} MB。',
  'Only {freeMb} MB free at {path}.': '{path} 处仅剩 {freeMb} MB 空间。',
  'Free some space, or set store.directory to a path on another disk.':
    '请释放一些空间，或将 store.directory 设为其他磁盘上的路径。',
  'Correct its settings, or set the variable where the functions run; the other channels work.':
    '请更正其设置，或在函数运行的环境中设置该变量；其他渠道不受影响。',
  'No channel is configured; docs/alerts.md shows how to set up a robot.':
    '未配置渠道；设置机器人的方法见 docs/zh-CN/alerts.md。',
  'alerts.pingUrl was not called: a call would signal that all is healthy.':
    '未访问 alerts.pingUrl：访问即表示一切正常。',
  '{channel} writes to the output of the command.': '{channel} 写到命令的输出。',
  '{channel}: {host} answers. Not tested: its token, its secret and a message; sealwatch alerts test {channel} sends one.':
    '{channel}：{host} 可达。未测试：令牌、密钥和消息；sealwatch alerts test {channel} 会发送一条。',
  '{channel}: {host} does not answer ({detail}).': '{channel}：{host} 没有应答（{detail}）。',
  'Allow access from this machine to {host}; check DNS, proxy and firewall.':
    '请让本机可访问 {host}；检查 DNS、代理和防火墙。',
  '{channel}: DingTalk issues a token for the app. Not tested: its robot, the group and the people; sealwatch alerts test {channel} sends a message.':
    '{channel}：钉钉已为应用签发令牌。未测试：机器人、群和人员；sealwatch alerts test {channel} 会发送一条消息。',
  '{channel}: DingTalk issues no token for the app ({code}): {why}':
    '{channel}：钉钉未为应用签发令牌（{code}）：{why}',
  'Check `appKey` and `appSecret` of the channel.': '请检查该渠道的 `appKey` 和 `appSecret`。',
  'Allow access from this machine to api.dingtalk.com, then run sealwatch doctor again.':
    '请让本机可访问 api.dingtalk.com，然后再次运行 sealwatch doctor。',
  'No function {prefix}-* is deployed in {region}; the jobs run elsewhere, or manually.':
    '{region} 未部署 {prefix}-* 函数；任务在别处运行或手动运行。',
  'EventBridge does not start {name}: only the timers detect changes.':
    '{name} 未由 EventBridge 触发：变更仅由定时任务发现。',
  'EventBridge does not start {name} for all required calls: {calls}.':
    'EventBridge 未为全部需要响应的调用触发 {name}：缺少 {calls}。',
  '{name} has more than one EventBridge trigger: {triggers}.':
    '{name} 有多个 EventBridge 触发器：{triggers}。',
  'EventBridge starts {name} for all required calls, and waits for its end.':
    'EventBridge 会为全部需要响应的调用触发 {name}，且等待其执行结束。',
  'EventBridge starts {name} for all required calls.': 'EventBridge 会为全部需要响应的调用触发 {name}。',
  'Remove the EventBridge triggers from {name}, and deploy again: a deployment may keep old filters.':
    '请删除 {name} 的 EventBridge 触发器后重新部署：部署时可能不会更新已修改的过滤规则。',
  'The functions could not be read ({permission}): {detail}': '无法查看函数（{permission}）：{detail}',
  'Grant {permission} to check the deployment; the jobs do not need it.':
    '授予 {permission} 即可查看部署；任务本身不需要它。',
  'Function {name} is not deployed in {region}.': '函数 {name} 未部署在 {region}。',
  'Deploy it again.': '请重新部署。',
  'Function {name} is deployed and its timer is on.': '函数 {name} 已部署，定时触发器正在运行。',
  'The timer of function {name} is off.': '函数 {name} 的定时触发器已关闭。',
  'Turn it on: deploy with SEALWATCH_PROOF=true.': '请打开它：部署时设置 SEALWATCH_PROOF=true。',
  'Turn it on: deploy without SEALWATCH_TIMERS=false.': '请打开它：部署时不要设置 SEALWATCH_TIMERS=false。',
  'Function {name} has no timer.': '函数 {name} 没有定时触发器。',
  'No job has stored data of account {account} yet.': '尚无任务存储过账号 {account} 的内容。',
  'The last run of job {job} in account {account} failed at {at} ({code}): {message}':
    '任务 {job} 在账号 {account} 的最近一次运行于 {at} 失败（{code}）：{message}',
  'Job {job} has not finished in account {account} yet.': '任务 {job} 在账号 {account} 中尚未完成过。',
  'Check its log, or start it manually.': '请查看其日志，或手动启动。',
  'Job {job} last ran in account {account} at {last}; it is due every {minutes} minutes.':
    '任务 {job} 在账号 {account} 中最近一次运行于 {last}；应每 {minutes} 分钟运行一次。',
  'Job {job} ran in account {account} at {last}.': '任务 {job} 于 {last} 在账号 {account} 中运行过。',
  'The run times of the jobs could not be read: {message}': '无法读取任务的运行时间：{message}',
  'Account {account} allows the caller to assume {roleArn}.': '账号 {account} 允许调用者扮演 {roleArn}。',
  'Account {account} does not allow the caller to assume {roleArn}: {detail}':
    '账号 {account} 不允许调用者扮演 {roleArn}：{detail}',
  'Create the role there, and let it trust {caller} with the external ID of the configuration; see docs/ram.':
    '请在该账号创建角色，并使其以配置中的 externalId 信任 {caller}；方法见 docs/ram。',
  'Grant {permission} on {roleArn} to the caller, and let the role trust {caller} with the external id of the configuration.':
    '请授予调用者对 {roleArn} 的 {permission} 权限，并使该角色以配置中的 externalId 信任 {caller}。',
} as const;
