/** Chinese wording of what a look into one cluster says. */
export const zhInside = {
  'API server {version}': 'API Server {version}',
  'The version could not be read: {why}': '无法读取版本：{why}',
  'The storage of Secrets was not checked; use --level metrics.':
    '未检查 Secret 的存储方式；使用 --level metrics 可检查。',
  'KMS providers could not be read: {why}': '无法读取 KMS 提供程序：{why}',
  'The API server has no KMS provider; new Secrets are not encrypted with KMS.':
    'API Server 没有配置 KMS 提供程序；新的 Secret 未经 KMS 加密。',
  'KMS provider {name} fails; the API server gives no reason.':
    'KMS 提供程序 {name} 失败；API Server 未给出原因。',
  'KMS provider {name} fails: {why}': 'KMS 提供程序 {name} 失败：{why}',
  'Do not restart the API server: it still reads from memory, but would not become ready again.':
    '不要重启 API Server：目前仍可从内存读取，重启后将无法就绪。',
  'KMS provider {names} answers.': 'KMS 提供程序 {names} 正常响应。',
  'Metrics could not be read: {why}': '无法读取指标：{why}',
  'The read counters are missing or have another name.': '读取计数缺失，或名称已变更。',
  '{plain} {plain:value|values} read in plain text since {since}; encrypted: {v2} with KMS v2, {v1} with KMS v1.':
    '自 {since} 起读取了 {plain} 个明文值；加密值：KMS v2 {v2} 个，v1 {v1} 个。',
  'No value read in plain text since {since}; encrypted: {v2} with KMS v2, {v1} with KMS v1.':
    '自 {since} 起未读取过明文值；加密值：KMS v2 {v2} 个，v1 {v1} 个。',
  'No value encrypted with KMS has been read since {since}; nothing is proven yet.':
    '自 {since} 起未读取过由 KMS 加密的值：尚不能证明任何结论。',
  'Some values are still encrypted with KMS v1 ({v1} {v1:read|reads}); rewrite the Secrets to remove them.':
    '仍有值由 KMS v1 加密（读取 {v1} 次）；重新写入 Secret 即可消除。',
  '{other} {other:value|values} read through an unknown provider.': '有 {other} 个值由未知的提供程序 解密。',
  'This version counts all encrypted resources together, not only Secrets.':
    '该版本合并统计所有加密资源，而非仅统计 Secret。',
  'The write counters are missing or have another name.': '写入计数缺失，或名称已变更。',
  '{plain} {plain:value|values} written in plain text since {since}: encryption is off, or was.':
    '自 {since} 起以明文写入了 {plain} 个值：加密曾经或现在处于关闭状态。',
  '{count} {count:value|values} written since {since}, all encrypted.':
    '自 {since} 起写入了 {count} 个值，全部已加密。',
  'No values written since {since}.': '自 {since} 起没有写入。',
  '{count} KMS plugin {count:call|calls} failed since the API server started: {codes}':
    '启动以来 KMS 插件有 {count} 次调用失败：{codes}',
  'The API server reports no key to compare with {key}.': 'API Server 未给出密钥，无法与 {key} 比对。',
  'SHA-256 of the ID of the key in use: {hashes}': '当前使用的密钥 ID 的 SHA-256：{hashes}',
  'The key in use is {key}, as configured for the cluster.': '当前使用的密钥为 {key}，与集群配置一致。',
  'The key in use ({hashes}) is not {key}, or its ID has a version.':
    '当前使用的密钥（{hashes}）不是 {key}，或其 ID 带有版本。',
  'Secrets could not be listed: {why}': '无法列出 Secret：{why}',
  '{total} {total:Secret|Secrets}.': '共有 {total} 个 Secret。',
  '{before} {before:Secret|Secrets} last written before encryption was turned on ({since}); {between} unknown, {after} after it.':
    '{before} 个 Secret 最后一次写入早于开启加密的时间（{since}）；{between} 个未知，{after} 个在其后。',
  '{between} {between:Secret|Secrets} may be older than the start of encryption ({since}); {after} {after:is|are} newer.':
    '{between} 个 Secret 可能早于开启加密的时间（{since}）；{after} 个在其后。',
  'All {after} {after:Secret|Secrets} last written after encryption was turned on ({since}).':
    '全部 {after} 个 Secret 均在开启加密（{since}）之后写入。',
  'API server {id}, started {since}': 'API Server {id}，启动于 {since}',
  'Incomplete: {why}': '不完整：{why}',
  'Problems found.': '发现问题。',
  'No problems found, but some checks could not run.': '未发现问题，但部分检查无法执行。',
  'No problems found.': '未发现问题。',
  'Names of Secrets': 'Secret 名称',
};
