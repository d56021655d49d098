/** Chinese wording of why a message was not sent, and of what `sealwatch alerts` and `audit --alert` print. */
export const zhDeliveryErrors: Readonly<Record<string, string>> = {
  // results
  'sent; check that it arrived, and who was mentioned.': '已发送；请确认消息已送达以及被 @ 的人员。',
  'sent, but not completely: {trouble}': '已发送，但不完整：{trouble}',
  'not sent now ({code}): {why}; it would be sent again after {after}.':
    '暂未发送（{code}）：{why}；{after} 之后会重新发送。',
  'rejected ({code}, {cause}): {why}. {hint}': '被拒绝（{code}，{cause}）：{why}。{hint}',
  'No alerts are due now.': '当前没有到期的告警。',
  'No alerts are due for the channels that can be opened.': '可用的渠道当前没有到期的告警。',
  '{count} held, until it can be opened': '暂存 {count} 条，待渠道可用后发送',
  '{count} held, not before {time}': '暂存 {count} 条，不早于 {time} 发送',
  'a minute from now': '一分钟后',
  configuration: '配置',
  quota: '额度',
  content: '内容',
  bug: '缺陷',
  'The messages were not sent: {why}': '消息未发送：{why}',
  // lines of audit --alert
  'another run is sending messages': '另一次运行正在发送消息',
  'channel broken': '渠道不可用',
  'nobody is alerted': '没有可用的渠道，不会发出任何告警',
  'message sent in part': '消息仅部分送达',
  'message postponed': '消息延后发送',
  'message refused': '消息被拒绝',
  'messages held': '消息暂存',
  'message not noted': '消息未记录，因此未发送',
  'message not sent': '消息未发送',
  'message sent and not noted': '消息已发送但未记录',
  'message unreadable': '消息无法读取',
  'message damaged': '消息已损坏',
  'message came late': '消息延迟记录',
  'ledger damaged': '账本已损坏',
  'ping failed': '访问 alerts.pingUrl 失败',
  'run overtaken': '运行已被接替',
  'lease not released': '租约未释放',
  'not before {time}': '不早于 {time}',
  'No channel of the configuration can be opened.': '配置中没有可用的渠道。',
  'it cannot be opened: {problems}': '渠道不可用：{problems}',
  'Correct its settings or the environment; the other channels work.':
    '请更正其设置或环境变量；其他渠道不受影响。',
  // reasons
  'no answer in time': '未在时限内应答',
  'no answer': '没有应答',
  'not reachable': '无法访问',
  'the channel failed': '渠道出错',
  'the app is refused': '应用被拒绝',
  'too many calls a second': '每秒调用次数过多',
  'the gateway answered instead of DingTalk': '应答来自网关而非钉钉',
  'fifteen messages were sent in the last minute': '过去一分钟已发送十五条消息',
  'DingTalk holds messages to these people back': '钉钉限制了发给这些人的消息',
  'DingTalk refuses a new access token': '钉钉拒绝签发新的访问令牌',
  'nobody got the message': '没有人收到消息',
  'the address redirects, which is not followed': '地址返回重定向，不予跟随',
  'the content was rejected, as plain text too': '内容被拒绝，纯文本形式也被拒绝',
  'the message is too long': '消息过长',
  'the receiver redirects, which is not followed': '接收方返回重定向，不予跟随',
  'the receiver refused the message': '接收方拒绝了消息',
  'the receiver is busy': '接收方繁忙',
  // what to do
  'Please report this.': '请提交 issue。',
  'Please report this answer; sealwatch does not expect it.': '请将此返回提交 issue；sealwatch 尚不认识它。',
  'Check `robotCode`, and that app and robot are published and in the group.':
    '请检查 `robotCode`，并确认应用和机器人已发布且在群中。',
  'Check `appKey` and `appSecret` of the channel, and that the app is published.':
    '请检查该渠道的 `appKey` 和 `appSecret`，并确认应用已发布。',
  'Check `appKey` and `appSecret` of the channel.': '请检查该渠道的 `appKey` 和 `appSecret`。',
  'Grant the app the permission qyapi_robot_sendmsg.': '请授予应用 qyapi_robot_sendmsg 权限。',
  'Check the settings of the channel against those of the app in the developer console.':
    '请对照开发者后台检查该渠道的设置。',
  'Set `openConversationId` or `userIds` of the channel; DingTalk did not know any of the people, or filtered all of them.':
    '请设置该渠道的 `openConversationId` 或 `userIds`；钉钉不认识这些人员，或已将其全部过滤。',
  'Copy the secret (SEC…) of the robot into `secret` of the channel.':
    '请将机器人的密钥（SEC…）填入该渠道的 `secret`。',
  'Set `keyword` of the channel to a keyword of the robot.':
    '请将该渠道的 `keyword` 设为机器人的关键词之一。',
  'Set the clock of this machine; it is more than an hour off.': '请校准本机时钟，其偏差超过一小时。',
  'Functions have no fixed address: use the security setting Sign instead of an address list.':
    '函数没有固定地址：请在安全设置中使用“加签”，不要使用 IP 地址段。',
  'Compare the security settings of the robot with the channel.': '请对照机器人的安全设置检查该渠道。',
  'The quota of webhooks of the organisation is used up.': '企业的 Webhook 额度已用尽。',
  'The robot was removed or its address renewed: copy the new webhook address.':
    '机器人已被移除或其地址已更换：请复制新的 Webhook 地址。',
  'The address has no access_token: copy the whole webhook address of the robot.':
    '地址中没有 access_token：请复制机器人的完整 Webhook 地址。',
  'The robot is switched off: switch it on in the group settings.': '机器人已停用：请在群设置中启用。',
  'The group was dismissed: add a robot to another group.': '群已解散：请在其他群中添加机器人。',
  'The robot does not exist any more: add it to the group again.': '机器人已不存在：请重新添加到群中。',
  'Copy the webhook address of the robot again.': '请重新复制机器人的 Webhook 地址。',
  'A name in the message may hold words that DingTalk does not allow; the report shows the finding.':
    '消息中的名称可能含有钉钉不允许的词；问题可在报告中查看。',
  'Check `url` and `secret` of the channel.': '请检查该渠道的 `url` 和 `secret`。',
};
