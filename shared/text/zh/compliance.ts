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
} as const;
