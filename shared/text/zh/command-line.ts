/** Chinese wording of the help of the command line, and of what it says of wrong options. */
export const zhCommandLine: Readonly<Record<string, string>> = {
  'Usage:': '用法：',
  'Options:': '选项：',
  'Commands:': '命令：',
  'Arguments:': '参数：',
  'Global Options:': '全局选项：',
  'display help for command': '显示帮助',
  'show the version': '显示版本',
  '(--help shows the commands and their options)': '（--help 显示命令及其选项）',
  "error: unknown option '{option}'": '错误：未知选项“{option}”',
  "error: unknown option '{option}'\n(Did you mean {other}?)":
    '错误：未知选项“{option}”\n（是否指 {other}？）',
  "error: unknown command '{command}'": '错误：未知命令“{command}”',
  "error: unknown command '{command}'\n(Did you mean {other}?)":
    '错误：未知命令“{command}”\n（是否指 {other}？）',
  "error: missing required argument '{name}'": '错误：缺少参数“{name}”',
  "error: option '{option}' argument missing": '错误：选项“{option}”缺少参数',
  "error: required option '{option}' not specified": '错误：未指定必需的选项“{option}”',
  "error: option '{option}' argument '{value}' is invalid. {why}":
    '错误：选项“{option}”的参数“{value}”无效。{why}',
  "error: option '{option}' cannot be used with option '{other}'":
    '错误：选项“{option}”不能与选项“{other}”同时使用',
  'error: too many arguments for {command}. Expected {most} but got {count}.':
    '错误：{command} 的参数过多：应为 {most} 个，实际 {count} 个。',
  'error: too many arguments. Expected {most} but got {count}.':
    '错误：参数过多：应为 {most} 个，实际 {count} 个。',
  'Allowed choices are {names}.': '可选值：{names}。',
  'Use a whole number.': '请填写整数。',
  'Jobs are {names}.': '任务：{names}。',
  'Checks that every ACK Pro cluster really encrypts its Secrets with a working KMS key, and alerts DingTalk when it stops.':
    '检查每个 ACK Pro 版集群是否真正使用可用的 KMS 密钥对 Secret 落盘加密，一旦失效即向钉钉告警。',
  'audit the account of the credentials once': '对凭证所属账号巡检一次',
  'run only this job (repeatable): {jobs}': '仅运行此任务（可重复）：{jobs}',
  'list everything, also checks that passed or do not apply': '列出全部内容，包括通过和不适用的检查项',
  'send due alerts to the configured channels': '向已配置的渠道发送到期的告警',
  'also write the report as an HTML page': '同时将报告写成 HTML 页面',
  'keep amounts of money in the recording': '在录制中保留金额',
  'audit an embedded demo account; needs no cloud account': '巡检内置的演示账号；无需云账号',
  'file for the HTML page (default: sealwatch-demo.html)': 'HTML 页面的文件（默认：sealwatch-demo.html）',
  'check credentials, permissions and deployment': '检查凭证、权限和部署',
  'export: one or more of {formats}, separated by commas': '导出格式：{formats} 中的一个或多个，以逗号分隔',
  'verify, and compare with a newest run recorded elsewhere': '校验，并与另处记录的最新一次运行比对',
  'verify the hash chain of the evidence and report the first broken link':
    '校验证据的哈希链，并报告第一个断开的环节',
  'show the stored report, or verify its evidence': '显示已存储的报告，或校验其证据',
  'folder for the files; without it, a single file goes to stdout':
    '写入文件的目录；不指定时，单个文件输出到标准输出',
  'start CSV files with a byte order mark, for Excel': 'CSV 文件以字节顺序标记开头，供 Excel 使用',
  'list the checks': '列出检查项',
  'explain one check: why it matters, how it works, how to fix it':
    '说明一个检查项：原因、检查方法、处理方法',
  'depth of the inspection; default: metrics, with --names cluster':
    '检查深度；默认为 metrics，与 --names 同用时为 cluster',
  'inspect one cluster from inside and report how its Secrets are stored':
    '从集群内部检查一个集群，并报告其 Secret 的存储方式',
  'gives access to the cluster; only read, never stored or sent': '用于访问集群；仅读取，不存储、不发送',
  'compare with the stored facts of this cluster: key, encryption, markers':
    '与该集群的已存信息比对：密钥、加密、标记',
  'also print the names of Secrets': '同时输出 Secret 的名称',
  'run only the embedded sandbox cloud, for experiments': '仅运行内置的沙箱云，用于试验',
  'port on 127.0.0.1': '127.0.0.1 上的端口',
  'a scenario by name or file': '场景的名称或文件',
  'number of clusters of a generated world': '生成环境中的集群数',
  'accounts of a generated world, each with that number of clusters':
    '生成环境中的账号数，每个账号均有上述数量的集群',
  'regions of a generated world': '生成环境中的地域数',
  'keys of a generated world': '生成环境中的密钥数',
  'seed of a generated world': '生成环境的随机种子',
  'delay of every response': '每次响应的延迟',
  'do not enforce the documented rate limits': '不执行文档所述的限流',
  'also serve TLS; the CA certificate and lines for the hosts file go to this folder':
    '同时提供 TLS；CA 证书和 hosts 文件的内容写入此目录',
  'TLS port on 127.0.0.1; 443 for clients without proxy support':
    '127.0.0.1 上的 TLS 端口；不支持代理的客户端使用 443',
  'also open the report in the browser of this machine': '同时在本机浏览器中打开报告',
  'print a link that opens the report for a day': '输出一个一天内有效的报告链接',
  'serve the stored report over HTTP (token required)': '通过 HTTP 提供已存储的报告（需要令牌）',
  'port to listen on; 0 for any free port': '监听端口；0 表示任意空闲端口',
  'address to listen on': '监听地址',
  'exit with 1 when a finding has this severity or worse': '存在此级别或更严重的问题时以 1 退出',
  'write a redacted recording of all requests and responses to this folder; stores nothing else':
    '将所有请求和响应脱敏后录制到此目录；不存储其他内容',
  'audit a recording again, with its configuration, without network': '按录制中的配置离线重新巡检',
  'preview alerts, test a channel, or acknowledge a finding': '预览告警、测试渠道或确认告警',
  'do not repeat an open finding for a while': '一段时间内不再重复提醒某个未解决的问题',
  'how long, such as 30m, 4h or 2d': '时长，例如 30m、4h 或 2d',
  'who works on it': '处理人',
  'list what is acknowledged, by whom and until when': '列出已确认的问题、确认人和截止时间',
  'revoke an acknowledgement': '撤销确认',
  'Expected a time of at most 30 days, such as 30m, 4h or 2d.':
    '应为不超过 30 天的时长，例如 30m、4h 或 2d。',
  'show the alerts that are due now for each channel, without sending them':
    '显示各渠道当前到期的告警，不发送',
  'send one test message and explain the result': '发送一条测试消息并说明结果',
  'run a built function once, like Function Compute': '像函数计算一样运行一次已构建的函数',
  'event file; default: a timer event, now': '事件文件；默认为当前时间的定时事件',
  'folder of the built functions; default: functions/ beside this program':
    '已构建函数的目录；默认为本程序旁的 functions/',
  'time limit': '时间限制',
  'memory size passed to the function': '传给函数的内存规格',
  'configuration file (YAML); or set SEALWATCH_CONFIG': '配置文件（YAML）；也可设置 SEALWATCH_CONFIG',
  'print one JSON document on stdout': '在标准输出打印一个 JSON 文档',
  'language of the output': '输出语言',
  'print errors only': '仅输出错误',
  'disable colours': '不使用颜色',
  // alerts
  // init, deploy, destroy
  'write sealwatch.yaml and .env for functions, and show the plan':
    '写入函数所需的 sealwatch.yaml 和 .env，并展示计划',
  'site of the account: china or international': '账号所属站点：china 或 international',
  'region of the functions and the bucket': '函数和存储空间所在地域',
  'OSS bucket for state and evidence': '存放状态和证据的 OSS 存储空间',
  'webhook of a DingTalk group robot': '钉钉群机器人的 Webhook',
  'secret of the robot': '机器人的加签密钥',
  'language of messages and report: en or zh': '消息和报告的语言：en 或 zh',
  'also ask the API servers how Secrets are stored': '同时向 API Server 核实 Secret 的存储方式',
  'folder of the two files': '两个文件所在的文件夹',
  'do not ask: take the defaults, and write over files that exist (copies are kept)':
    '不询问：使用默认值，并覆盖已有文件（保留副本）',
  'deploy the functions, with their role and bucket': '部署函数及其角色和存储空间',
  'only check and show the plan': '仅检查并展示计划',
  'remove the functions and their role; the bucket stays': '删除函数及其角色；保留存储空间',
  'folder of sealwatch.yaml and .env': 'sealwatch.yaml 和 .env 所在的文件夹',
  'Serverless Devs; default: npx with the version that was tested':
    'Serverless Devs；默认通过 npx 运行测试过的版本',
  'do not ask': '不询问',
};
