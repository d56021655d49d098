/** Chinese wording of requirements, of where clusters stand with them, and of the evidence for an assessor. */
export const zhCompliance = {
  'Not met by design: ACK accepts only Aliyun_AES_256 keys for Secret encryption, and AES is no algorithm of the Chinese cryptography standards (SM4 is).':
    '因设计原因不符合：ACK 的 Secret 落盘加密只支持 Aliyun_AES_256 密钥，而 AES 不属于国家密码标准规定的算法（SM4 属于）。',
  'Cannot be decided here: Secrets are encrypted, but with AES-256; how the assessor counts an algorithm other than SM4 is not a matter of measurement.':
    '此处无法判定：Secret 已加密，但使用 AES-256；非 SM4 算法如何认定由测评机构决定，无法通过检测得出。',
  'The cluster is not encrypted, so it has no key to judge.': '集群未加密，没有可供判定的密钥。',
  'The check {check} is off in the configuration.': '检查项 {check} 已在配置中关闭。',
  'The check {check} has no result for it.': '检查项 {check} 尚未检查该对象。',
  'nothing to check': '没有可检查的对象',
  '{n} of {count} {count:cluster|clusters} {n:meets|meet} it': '{count} 个集群中有 {n} 个符合',
  '{n} of {count} {count:account|accounts} {n:meets|meet} it': '{count} 个账号中有 {n} 个符合',
  '{n} {n:does|do} not': '{n} 个不符合',
  met: '符合',
  'not met': '不符合',
  accepted: '已豁免',
  Decides: '判定',
  Supports: '佐证',
  'A cluster meets a requirement when every check that decides it was seen to pass. Accepted and unknown are counted apart. This is evidence for an assessor, not a certificate.':
    '判定某项要求的检查全部通过，集群才算符合该要求；已接受和未知的另行计数。以上为供测评人员使用的证据，不是认证结果。',
  'Compliance: how many meet a clause': '合规：符合条款的数量',
  '{clause} {n} of {count}': '{clause}：{count} 个中 {n} 个',
  'Decided by: {list}': '判定依据：{list}',
  '{n} not counted': '{n} 个不计入',
  'clause not compared with the text of the standard': '条款未与标准原文核对',
  'by {owner} until {until}': '（{owner}，至 {until}）',
  'Evidence for {framework}': '{framework} 证据',
  Summary: '摘要',
  Requirements: '要求',
  Standard: '标准',
  Period: '期间',
  Accounts: '账号',
  '; {n} of {count} days with results': '；{count} 天中有 {n} 天有结果',
  'Population: the ACK Pro clusters of these accounts that the configured policy covers, as ACK listed them that day. Whether data of the framework is stored in them is for the assessor to decide.':
    '总体：上述账号中配置策略所覆盖的 ACK Pro 版集群，以当天 ACK 返回的列表为准。其中是否存有该标准所指的数据，由测评人员判断。',
  'A cluster meets a requirement when every check that decides it was seen to pass that day. Accepted, unknown and days without results are counted apart, never as met.':
    '当天判定某项要求的检查全部通过，集群才算符合该要求。已豁免、未知以及没有结果的日期另行计数，绝不计为符合。',
  '{n} {n:run is|runs are} not what the manifest says was written, and {n:was|were} not used.':
    '{n} 次运行的内容与清单记录不一致，未予采用。',
  'Clause read at:': '条款核对来源：',
  'supported by: {list}': '佐证：{list}',
  'Over time': '期间变化',
  'no results': '没有结果',
  'no results: nothing is known of these days': '没有结果：这些日期的情况未知',
  'no complete result of: {list}': '以下任务没有完整结果：{list}',
  'What does not meet it': '不符合、未知和已豁免的对象',
  'accepted by {owner} until {until}: {reason}': '由 {owner} 豁免至 {until}：{reason}',
  'Samples of what meets it, evenly spread': '符合对象的样本（均匀抽取）',
  'Not in the population': '不计入总体',
  'Accepted and acknowledged': '豁免与确认',
  'Nothing is accepted or acknowledged.': '没有豁免或确认。',
  waiver: '豁免',
  acknowledged: '已确认',
  'until {until}': '至 {until}',
  'no end': '无截止日期',
  expired: '已过期',
  'Changes in the period': '期间内的变更',
  'No changes in the period.': '期间内没有变更。',
  'denied: {what}': '被拒绝：{what}',
  'author not in ActionTrail': '操作审计中没有操作者',
  'How to verify': '如何核验',
  'The manifest of every run holds the SHA-256 of its files and of the manifest before it. These commands walk each chain in the store and compare it with the newest runs named here:':
    '每次运行都由清单封存，清单含其文件以及上一份清单的 SHA-256。以下命令遍历存储中的每条链，并与此处列出的最新运行比对：',
  'The same as JSON: {name}, SHA-256 {sha256}': 'JSON 版本：{name}，SHA-256 {sha256}',
  'Anyone who can write to the store can replace all of it at once: keep these hashes elsewhere.':
    '能写入存储的人可以一次性替换全部内容：请将这些哈希另行保存。',
  Signatures: '签名',
  'Public key ({algorithm}), SHA-256 {fingerprint}; compare it with one that came another way:':
    '公钥（{algorithm}），SHA-256 {fingerprint}；请与通过其他途径获得的公钥比对：',
  'No signing key is configured.': '未配置签名密钥。',
  'The public key could not be read: {message}': '无法读取公钥：{message}',
  '{n} {n:run is|runs are} signed by this key.': '{n} 次运行由此密钥签名。',
  '{n} {n:run has|runs have} a signature that names this key and is not of it:':
    '{n} 次运行的签名声称来自此密钥，但验证不通过：',
  '{n} {n:run is|runs are} signed by another key, which is not here to check it:':
    '{n} 次运行由其他密钥签名，此处没有该密钥，无法验证：',
  '{n} {n:run has|runs have} a signature that could not be checked without a key:':
    '{n} 次运行有签名，但没有密钥，无法验证：',
  '{n} {n:run has|runs have} a damaged signature:': '{n} 次运行的签名已损坏：',
  '{n} {n:run is|runs are} not signed:': '{n} 次运行没有签名：',
  'The JSON holds the bytes of each manifest and its signature: docs/evidence.md shows how they are checked without the store.':
    'JSON 含每个清单的原始字节及其签名，脱离存储的验证方法见 docs/zh-CN/evidence.md。',
  '{n} of {count} runs {n:has|have} no valid signature; see Signatures.':
    '{count} 次运行中有 {n} 次没有有效签名，详见“签名”。',
  'Newest run of each chain': '每条链的最新运行',
  'Runs used: {n}; the JSON names each with the hash of its manifest.':
    '采用的运行：{n} 次；JSON 中列有每次运行及其清单哈希。',
} as const;
