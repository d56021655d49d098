/** Chinese wording of what a browser is shown instead of the report. */
export const zhHttp = {
  'The report is on {url}; this link opens it for 12 hours:': '报告地址：{url}；以下链接 12 小时内有效：',
  'Ctrl-C ends it.': '按 Ctrl-C 结束。',
  Token: '令牌',
  'Open the report': '打开报告',
  'Token needed': '需要令牌',
  'Nothing is here': '这里没有内容',
  'Too many wrong tokens; please wait a minute': '错误的令牌过多，请稍等一分钟',
  'The report is not available now': '报告暂时无法提供',
  'This did not work': '操作未成功',
  'This token is not valid. Check it, and enter it again.': '该令牌无效。请核对后重新输入。',
  'This link is not valid, or has expired. Open the newest message or run sealwatch link for a new one, or enter a token.':
    '该链接无效或已过期。请打开最新的消息，或运行 sealwatch link 获取新链接，也可以输入令牌。',
  'Enter a token of the report. It stays in this browser for 12 hours, as a cookie that does not hold it.':
    '请输入报告的令牌。登录状态在此浏览器中保留 12 小时，Cookie 中不含令牌本身。',
} as const;
