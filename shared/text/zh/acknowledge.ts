/** Chinese wording of the page that acknowledges a finding. */
export const zhAcknowledge = {
  'Acknowledge a finding': '确认告警',
  'Your name': '您的姓名',
  'Acknowledge for {n} h': '确认 {n} 小时',
  'It is not repeated until then, unless it gets worse. Its verdict does not change.':
    '在此之前不再重复提醒，除非加重；检查结论不变。',
  'Acknowledged by {by} until {until}.': '{by} 已确认，至 {until}。',
  'It was acknowledged before: nothing has changed.': '此前已确认：没有任何改变。',
  'This finding is not open any more.': '该问题已不存在。',
  'There is nothing to acknowledge.': '没有需要确认的内容。',
  'The link has expired.': '链接已过期。',
  'The next reminder brings a new one.': '下次提醒会带来新的链接。',
  'The link is not valid.': '链接无效。',
  'Open it again from the message.': '请从消息中重新打开。',
  'Too many wrong links.': '错误的链接过多。',
  'Try again in a minute.': '请一分钟后再试。',
  'A name of 1 to 60 characters is needed.': '请填写 1 到 60 个字符的姓名。',
  'Go back and enter one.': '请返回填写。',
  'Nothing is acknowledged.': '没有已确认的问题。',
  'Reminders are sent again.': '将重新发送提醒。',
} as const;
