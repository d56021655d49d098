/** Chinese wording of the errors of single commands, and of what is wrong with a kubeconfig. */
export const zhCommandErrors: Readonly<Record<string, string>> = {
  '--out writes files, and no format is named.': '--out 用于写文件，但未指定格式。',
  'Add --format {id}.': '请加上 --format {id}。',
  '--format {id} makes {n} files, and only one can go to stdout.':
    '--format {id} 会生成 {n} 个文件，而标准输出只能容纳一个。',
  'Name a directory for them with --out.': '请用 --out 指定目录。',
  '--framework, --from and --to belong to the evidence for an assessor.':
    '--framework、--from 和 --to 仅用于供测评人员使用的证据。',
  'Add --format evidence.': '请加上 --format evidence。',
  '--format evidence needs a framework, a period and a folder.':
    '--format evidence 需要指定标准、期间和目录。',
  'Add --framework ID --from 2026-10-01 --to 2026-12-31 --out DIR.':
    '请加上 --framework ID --from 2026-10-01 --to 2026-12-31 --out DIR。',
  'There is no evidence between {from} and {to}.': '{from} 至 {to} 期间没有证据。',
  'The store holds no evidence at all; run `sealwatch audit` first.':
    '存储中没有任何证据；请先运行 `sealwatch audit`。',
  'Evidence exists from {day}.': '证据从 {day} 开始。',
  '"{day}" is not a valid date.': '“{day}”不是有效日期。',
  'Write it as 2026-11-30.': '请写成 2026-11-30 的形式。',
  'The period starts on {from}, after its end on {to}.': '期间的开始日期 {from} 晚于结束日期 {to}。',
  'Exchange --from and --to.': '请对调 --from 和 --to。',
  'The period starts on {from}, which is in the future.': '期间的开始日期 {from} 在未来。',
  'Today is {day}.': '今天是 {day}。',
  'The period is longer than two years.': '期间超过两年。',
  'Ask for one year after the other.': '请逐年查询。',
  'There is no framework "{id}".': '没有标准“{id}”。',
  'Frameworks: {ids}.': '可用的标准：{ids}。',
  'Did you mean {id}? Frameworks: {ids}.': '是否应为 {id}？可用的标准：{ids}。',
  'Serverless Devs deploys the functions: `npm install -g {package}`, then give --s s.':
    '函数由 Serverless Devs 部署：请运行 `npm install -g {package}`，然后指定 --s s。',
  'The audit was stopped; nothing was stored.': '巡检已停止；未存储任何内容。',
  'The examination was stopped.': '检查已停止。',
  'There is no function {name} in {folder}.': '{folder} 中没有函数 {name}。',
  'There is: {names}.': '可用：{names}。',
  'Run `npm run build`, or give --code DIR.': '请运行 `npm run build`，或指定 --code DIR。',
  'The event file cannot be read: {file}': '无法读取事件文件：{file}',
  'Function {name} was not started: {why}.': '函数 {name} 未启动：{why}。',
  'Function {name} cannot be loaded. {problem}': '无法加载函数 {name}。{problem}',
  '--names lists Secrets.': '--names 需要列出 Secret。',
  'Leave out --level, or use --level cluster.': '请去掉 --level，或使用 --level cluster。',
  'The kubeconfig {file} cannot be used: {why}.': 'kubeconfig {file} 无法使用：{why}。',
  'Use one that holds everything in itself, as the console of ACK shows it: server, certificates and key; no commands, files or proxies.':
    '请使用 ACK 控制台提供的、内容完整的 kubeconfig：含服务器地址、证书和私钥，不引用命令、文件或代理。',
  'The store knows no cluster {id}.': '存储中没有集群 {id}。',
  'Run `sealwatch audit` first, or leave out --cluster.': '请先运行 `sealwatch audit`，或去掉 --cluster。',
  'The stored post of {id} is damaged ({why}) and is not used.':
    '{id} 已存的上报内容已损坏（{why}），不予使用。',
  'recorded in {folder}; docs/recordings.md lists what to check before you send it':
    '已录制到 {folder}；发送前应检查的内容见 docs/recordings.md',
  '--record-amounts belongs to a recording.': '--record-amounts 仅用于录制。',
  'Add --record DIR.': '请加上 --record DIR。',
  'Correct the scenario; docs/sandbox.md describes its keys.':
    '请更正场景文件；各项的说明见 docs/sandbox.md。',
  'Port {port} cannot be used ({code}).': '无法使用端口 {port}（{code}）。',
  'Choose another --port or --tls-port, or 0 for any.':
    '请用 --port 或 --tls-port 指定其他端口，0 表示任意端口。',
  'Folder {folder} cannot be written to ({code}).': '无法写入目录 {folder}（{code}）。',
  'Choose another folder for --tls.': '请为 --tls 指定其他目录。',
  '{host}:{port} cannot be listened on ({code}).': '无法监听 {host}:{port}（{code}）。',
  '--public-key is no public key that evidence is signed with (ed25519, or EC P-256): {problem}':
    '--public-key 不是可用于验证证据的公钥（ed25519 或 EC P-256）：{problem}',
  'Give a PEM file, what GET /evidence/public-key answered, or the hexadecimal digits.':
    '请提供 PEM 文件、GET /evidence/public-key 返回的内容，或十六进制数字。',
  '--anchor is no hash, and no file that names runs and their hashes: {problem}':
    '--anchor 既不是哈希，也不是含有运行及其哈希的文件：{problem}',
  'Give the 64 hexadecimal digits, a JSON report, a saved page, a message, or what `report --verify --json` printed.':
    '请提供 64 位十六进制数字、JSON 报告、保存的页面、消息，或 `report --verify --json` 的输出。',
  // kubeconfig
  'the kubeconfig is refused: {why}': 'kubeconfig 被拒绝：{why}',
  'it is longer than {n} characters': '超过 {n} 个字符',
  'it is empty': '内容为空',
  'it holds several documents': '含有多个文档',
  'it is not valid YAML': '不是有效的 YAML',
  'it is nested too deep': '嵌套过深',
  'an alias': '别名（alias）',
  'an anchor': '锚点（anchor）',
  'a tag': '标签（tag）',
  'the server is no plain https address': '服务器地址不是普通的 https 地址',
  'the server is none of those that the cluster is known by': '服务器地址不属于该集群的已知地址',
  'certificate-authority-data {why}': 'certificate-authority-data {why}',
  'client-certificate-data {why}': 'client-certificate-data {why}',
  'is not base64 of PEM': '不是 PEM 的 base64 编码',
  'holds no readable certificate': '不含可读取的证书',
  'has expired': '已过期',
  'is not valid yet': '尚未生效',
  'client-key-data holds no readable private key': 'client-key-data 不含可读取的私钥',
  'client-certificate-data and client-key-data do not belong together':
    'client-certificate-data 与 client-key-data 不匹配',
  'a name stands there twice': '名称重复',
  'it holds several clusters or users that disagree': '含有多个互不一致的集群或用户',
  'its context names a cluster or user that is not there': '其上下文引用了不存在的集群或用户',
  'it holds both a token and a certificate': '同时含有令牌和证书',
  'it holds neither a token nor a certificate with its key': '既没有令牌，也没有证书及其私钥',
  'the token is no plain text': '令牌不是纯文本',
  'it holds {what}': '含有 {what}',
  '{path} is not accepted': '不接受 {path}',
  '{path} is missing or is not what belongs there': '缺少 {path} 或其内容不正确',
};
