/** Chinese wording of the checks: titles, reasons, rules, remedies, and what they say of a resource. */
export const zhChecks = {
  // the API server, as the job proof sees it
  'API server reaches KMS with its encryption provider': 'API Server 的加密提供程序可以访问 KMS',
  'An API server that cannot reach KMS keeps reading Secrets from memory, stops writing them within minutes, and does not become ready again after a restart.':
    'API Server 无法访问 KMS 时仍可从内存读取 Secret，数分钟内停止写入；一旦重启便无法恢复就绪。',
  'Reads /readyz of the API server. Passes when a KMS provider is listed and every listed provider answers. No provider while encryption is on, or a failing provider, fails as critical; /readyz/kms-providers gives the reason where access is allowed. An unreachable API server or missing access is unknown.':
    '读取 API Server 的 /readyz。列出 KMS 提供程序且全部正常响应为通过；加密已开启却没有提供程序，或提供程序失败，为严重不通过；有权读取时，由 /readyz/kms-providers 给出原因。无法访问或无权读取为未知。',
  'Do not restart the API server: it would not become ready. Reads continue from memory, writes stop within about three minutes. Restore its access to the key first.':
    '请勿重启 API Server：重启后无法就绪。读取仍由内存提供，写入在约三分钟内停止。请先恢复其对密钥的访问。',
  'Encryption is on, but the API server has no KMS provider.':
    '加密已开启，但 API Server 没有 KMS 提供程序。',
  'Turn encryption off and on again; if the API server still has no KMS provider, open a ticket.':
    '请关闭后重新开启加密；若 API Server 仍没有 KMS 提供程序，请提交工单。',
  'The KMS provider of the API server answers.': 'API Server 的 KMS 提供程序响应正常。',
  'The API server cannot use key {key}: {detail}': 'API Server 无法使用密钥 {key}：{detail}',
  'The API server is not allowed to use key {key}: {detail}': 'API Server 无权使用密钥 {key}：{detail}',
  'The API server cannot reach KMS: {detail}': 'API Server 无法访问 KMS：{detail}',
  'KMS provider of the API server fails: {detail}': 'API Server 的 KMS 提供程序失败：{detail}',
  'KMS provider {provider} of the API server fails and gives no reason.':
    'API Server 的 KMS 提供程序 {provider} 失败，未说明原因。',
  'Do not restart the API server; enable the key first. Reads continue from memory, writes stop within about three minutes, and a restarted API server does not become ready.':
    '请勿重启 API Server，先启用密钥。读取仍由内存提供，写入在约三分钟内停止，重启后的 API Server 无法就绪。',
  'Do not restart the API server; restore the policy of the service role first. Reads continue from memory, writes stop within about three minutes, and a restarted API server does not become ready.':
    '请勿重启 API Server，先为服务角色恢复权限策略。读取仍由内存提供，写入在约三分钟内停止，重启后的 API Server 无法就绪。',
  'Do not restart the API server; restore its network path to KMS first. Reads continue from memory, writes stop within about three minutes, and a restarted API server does not become ready.':
    '请勿重启 API Server，先恢复其到 KMS 的网络连通性。读取仍由内存提供，写入在约三分钟内停止，重启后的 API Server 无法就绪。',
  'Do not restart the API server: it would not become ready. Check the key, the service role and the network path first. Reads continue from memory, writes stop within about three minutes.':
    '请勿重启 API Server：重启后无法就绪。请先检查密钥、服务角色与网络连通性。读取仍由内存提供，写入在约三分钟内停止。',
  'Check `level` and `network` under `proof` in the configuration, and the CronJob in the cluster.':
    '请检查配置中 `proof` 的 `level` 与 `network`，以及集群中的 CronJob。',
  'Bind the auditing identity to system:monitoring in the cluster; see docs/ram.':
    '请按 docs/ram 在集群中将审计身份绑定到 system:monitoring。',
  'The API server that started at {sealed} read no Secret except with the current key, through KMS v2.':
    '{sealed} 启动的 API Server 仅用当前密钥经 KMS v2 读取过 Secret。',
  'Up to {count} {count:Secret is|Secrets are} still encrypted through KMS v1: the API server has read {count} this way since {since}.':
    '最多 {count} 个 Secret 仍经 KMS v1 加密：API Server 自 {since} 起读取了 {count} 个。',
  'Up to {count} {count:Secret is|Secrets are} still encrypted through KMS v1: the API server has used it for {opened} {opened:read|reads} since {since}.':
    '最多 {count} 个 Secret 仍经 KMS v1 加密：API Server 自 {since} 起经其读取 {opened} 次。',
  'The API server has read no Secret through KMS v1 since it started at {since}.':
    'API Server 自 {since} 启动以来未经 KMS v1 读取过 Secret。',
  'Cluster holds no Secret in plain text': '集群中没有明文 Secret',
  'Turning encryption on leaves existing Secrets in plain text in etcd until each one is rewritten.':
    '开启加密后，已有的 Secret 在 etcd 中仍为明文，直至逐一重写。',
  'Counts how API servers have read values since they started. A plain-text read fails, unless all such reads happened before a confirmed rewrite or before the start of an API server that read none. Passes when an API server that started after encryption was turned on read no plain text and some encrypted values, or when the list from inside the cluster shows that every Secret was written after encryption was turned on and no API server wrote plain text. Missing counters, or an API server that started before encryption was turned on, are unknown.':
    '统计 API Server 启动以来读取数据的方式。读取过明文即不通过，除非全部发生在已确认的重写之前，或在未读取过明文的 API Server 启动之前。开启加密之后启动的 API Server 未读取过明文且读取过密文，或集群内的列表表明每个 Secret 都在开启之后写入且没有 API Server 以明文写入，为通过。计数器缺失，或 API Server 在开启之前启动，为未知。',
  '{before} of {total} {total:Secret|Secrets} last written before encryption was turned on ({since}): {names}.':
    '{total} 个 Secret 中有 {before} 个最后写入于 {since} 开启加密之前：{names}。',
  '{before} of {total} {total:Secret|Secrets} last written before encryption was turned on ({since}).':
    '{total} 个 Secret 中有 {before} 个最后写入于 {since} 开启加密之前。',
  'All {total} {total:Secret was|Secrets were} written after encryption was turned on.':
    '全部 {total} 个 Secret 均在开启加密之后写入。',
  'Up to {count} {count:Secret is|Secrets are} in plain text: the API server has read {count} in plain text since it started at {since}.':
    '最多 {count} 个 Secret 为明文：API Server 自 {since} 启动以来读取了 {count} 个明文。',
  'Up to {count} {count:Secret is|Secrets are} in plain text: {opened} plain-text {opened:read|reads} since the API server started at {since}.':
    '最多 {count} 个 Secret 为明文：API Server 自 {since} 启动以来读取过 {opened} 次明文。',
  'Secrets were read in plain text before all were rewritten on {rewritten}; whether any are left will be known after the next start of the API server.':
    '在 {rewritten} 全部重写之前读取过明文 Secret；是否仍有遗留，需待 API Server 下次启动得知。',
  'No API server started after encryption was turned on has read every Secret yet.':
    '开启加密之后启动的 API Server 尚未读取全部 Secret。',
  'Wait for the next start of the API server, for example during an upgrade: it then reads every Secret, and the next run counts them.':
    '等待 API Server 下次启动（如升级时）：届时它会读取全部 Secret，下次运行即可统计。',
  'The API server has read no Secret in plain text since it started at {since}; encrypted: {v2} through KMS v2, {v1} through v1.':
    'API Server 自 {since} 启动以来未读取过明文 Secret；密文：KMS v2 {v2} 次，v1 {v1} 次。',
  'The API server does not count how it reads Secrets, or uses another metric name.':
    'API Server 未统计读取 Secret 的方式，或使用了其他指标名称。',
  'Cluster writes no Secret in plain text': '集群不以明文写入 Secret',
  'An API server that writes plain text while encryption is on encrypts nothing, whatever the setting shows.':
    '加密已开启而 API Server 仍以明文写入，则无论开关如何，实际均未加密。',
  'Counts how API servers have written values since they started. A plain-text write while encryption is on fails. Writes counted by an API server that started before encryption was turned on are unknown, unless the count grew between two later observations. Passes when no API server that answered wrote plain text.':
    '统计 API Server 启动以来写入数据的方式。加密开启期间以明文写入为不通过。由开启之前启动的 API Server 计得的为未知，除非在开启之后的两次观测之间有所增加。所有响应的 API Server 均未以明文写入为通过。',
  'Turn encryption off and on again so that the API server reloads its configuration; then rewrite every Secret.':
    '请关闭后重新开启加密，使 API Server 重新加载配置，然后重写全部 Secret。',
  '{count} {count:value|values} written in plain text since the API server started, which was before encryption was turned on.':
    'API Server 启动以来以明文写入 {count} 次；它在开启加密之前启动。',
  'Wait for the next run: values counted between two observations were written while encryption was on.':
    '等待下次运行：两次观测之间新增的写入均发生在加密开启期间。',
  'The API server does not count how it writes Secrets, or uses another metric name.':
    'API Server 未统计写入 Secret 的方式，或使用了其他指标名称。',
  'No API server that answered wrote a Secret in plain text ({servers}).':
    '所有响应的 API Server 均未以明文写入 Secret（{servers} 个）。',
  '{count} {count:value|values} written in plain text while encryption is on, last before {by}.':
    '加密已开启，仍有 {count} 次以明文写入，最近一次在 {by} 之前。',
  'API server encrypts with the key configured for the cluster': 'API Server 使用集群配置的密钥加密',
  'The cluster setting names a key; only the API server shows which key it really encrypts with.':
    '集群设置只标明密钥；实际使用哪个密钥加密，只有 API Server 知道。',
  'The API server identifies its keys by the SHA-256 of the key ID. Passes when it writes, or would write, with the configured key; other keys that it still reads with are listed. No match is unknown, because a KMS plugin may add a version to the ID; an API server that reports no key, as with KMS v1, is also unknown.':
    'API Server 以密钥 ID 的 SHA-256 标识密钥。写入（或将要写入）所用密钥与集群配置一致为通过，并列出仍用于读取的其他密钥。不一致为未知，因为 KMS 插件可能在 ID 后附加版本；API Server 未标识密钥（如 KMS v1）同样为未知。',
  'Compare the key of the cluster in the console with the key that the KMS plugin calls according to ActionTrail.':
    '请将控制台中集群的密钥与操作审计中 KMS 插件调用的密钥进行比对。',
  'The API server reports no key; with KMS v1 it never does.': 'API Server 未标识密钥；KMS v1 从不标识。',
  'The API server encrypts with key {key}.': 'API Server 使用密钥 {key} 加密。',
  'The API server encrypts with key {key}; it previously used {others}.':
    'API Server 使用密钥 {key} 加密；此前还使用过 {others}。',
  'The API server encrypts with {others}, which matches no known name of key {key}.':
    'API Server 使用 {others} 加密，与密钥 {key} 的已知名称均不一致。',

  // why something was not seen
  'Could not read: access denied ({detail}).': '无法读取：无权限（{detail}）。',
  'Could not read: request throttled ({detail}).': '无法读取：请求被限流（{detail}）。',
  'Could not read: no response ({detail}).': '无法读取：没有响应（{detail}）。',
  'Unexpected API response: {detail}.': 'API 返回内容异常：{detail}。',
  'Missing from the API response: {detail}.': 'API 返回内容中缺少该信息：{detail}。',
  'Could not read: account overdue ({detail}).': '无法读取：账号已欠费（{detail}）。',
  'Not available here: {detail}.': '此处不可用：{detail}。',
  'Not checked: {part}.': '未检查：{part}。',
  'No action was needed at {at}; later observations of other jobs are checked in the next run.':
    '{at} 时无需处理；其他任务此后的发现将在下次运行时判定。',
  'The check itself failed: {error}.': '检查项自身出错：{error}。',
  'Check it manually; if the response of the cloud is correct, please open an issue.':
    '请人工查看；若云端返回正确，请提交 issue。',

  // cluster-encryption
  'Cluster Secrets are encrypted with a KMS key': '集群 Secret 已使用 KMS 密钥加密',
  'Without it, anyone with an etcd backup can read every Secret in plain text.':
    '未加密时，任何拿到 etcd 备份的人都能以明文读取全部 Secret。',
  'Reads the encryption setting of the cluster from ACK: on with a key ID passes, off fails, and a cluster in a stable state that reports neither counts as off. A change in progress is pending, a contradiction is unknown.':
    '读取 ACK 保存的集群加密设置：开启且带密钥 ID 为通过，关闭为不通过；稳定状态的集群若两者都不上报，视为关闭。变更进行中为变更中，自相矛盾为未知。',
  'Create a symmetric key in the region of the cluster, then turn on Secret encryption.':
    '在集群所在地域创建对称密钥，然后开启 Secret 落盘加密。',
  'Unknown cluster type ({type} {spec} {profile}); check it manually.':
    '未知的集群类型（{type} {spec} {profile}），请人工确认。',
  'The cluster is changing (state: {state}).': '集群正在变更（状态：{state}）。',
  'Secret encryption is on with key {key}.': 'Secret 落盘加密已开启，密钥为 {key}。',
  'The cluster reports no Secret encryption.': '集群未上报 Secret 落盘加密。',
  'Secret encryption is off.': 'Secret 落盘加密已关闭。',
  'Secret encryption is off (last key: {key}).': 'Secret 落盘加密已关闭（最近使用的密钥：{key}）。',
  'Turn Secret encryption on again with an enabled key that will not be deleted; keep the former key until all Secrets are rewritten.':
    '使用处于启用状态且不会删除的密钥重新开启 Secret 落盘加密；在重写全部 Secret 之前保留此前的密钥。',
  'Only Pro clusters offer Secret encryption; migrate the cluster to Pro to use it.':
    '仅 Pro 版集群支持 Secret 落盘加密，请先将集群迁移至 Pro 版。',
  'A dedicated cluster manages its own control plane; ACK does not encrypt its Secrets.':
    '专有版集群自管控制面，ACK 不为其加密 Secret。',
  'The control plane of a registered cluster is outside ACK.': '注册集群的控制面不在 ACK。',
  'The policy excludes clusters with profile {profile}.': '策略未要求检查 {profile} 类集群。',
  'The cluster is being deleted or was not fully created (state: {state}).':
    '集群正在删除或创建未完成（状态：{state}）。',

  // cluster-change-stuck
  'Cluster changes finish in time': '集群变更按时完成',
  'While an encryption change hangs, nobody knows whether Secrets are encrypted, and the next change is blocked.':
    '加密切换迟迟不结束，Secret 是否已加密便无从得知，并且会阻塞下一次变更。',
  'A cluster in creation or update for longer than changeStuckMinutes fails. The start is the earliest one known: the UpdateKMSEncryption event, the first observation of the change, or the time of the last update.':
    '集群处于创建或更新状态超过 changeStuckMinutes 即不通过。起点取已知最早者：UpdateKMSEncryption 事件、首次观察到变更的时间，或集群的更新时间。',
  'Check the task of the cluster in the console; if it hangs, open a ticket with the cluster ID.':
    '在控制台查看集群任务；若任务卡住，请携带集群 ID 提交工单。',
  'Only Pro clusters in scope are checked.': '仅检查范围内的 Pro 版集群。',
  'No change is in progress.': '没有进行中的变更。',
  'Creation has been running for {minutes} min, since {since} (state: {state}).':
    '集群创建已持续 {minutes} 分钟（自 {since}，状态：{state}）。',
  'A change has been running for {minutes} min, since {since} (state: {state}).':
    '集群变更已持续 {minutes} 分钟（自 {since}，状态：{state}）。',
  'The cluster has been changing since {since} (state: {state}).':
    '集群自 {since} 起变更中（状态：{state}）。',

  // keys in general
  'The key does not exist; see key-state.': '密钥不存在，详见 key-state。',
  'Unknown key state: {state}.': '未知的密钥状态：{state}。',
  'Unknown value from KMS: {value}.': 'KMS 返回了未知的取值：{value}。',

  // key-state
  'Key is enabled': '密钥处于启用状态',
  'While its key is disabled or gone, the API server of the cluster cannot read Secrets and becomes unavailable; a deleted key cannot be restored.':
    '密钥被禁用或丢失期间，集群 API Server 无法读取 Secret 而不可用；已删除的密钥无法恢复。',
  'Enabled passes. Disabled, pending deletion, pending import, and a key that KMS cannot find in the region of the cluster fail. A state that is not documented is unknown.':
    '启用为通过；已禁用、待删除、待导入以及在集群地域找不到密钥均为不通过；文档未列出的状态为未知。',
  'Enable the key now; the API server recovers automatically.': '立即启用密钥，API Server 会自行恢复。',
  'KMS cannot find the key in {region}.': 'KMS 在 {region} 找不到该密钥。',
  'Search for the key in other regions and accounts; then configure a key in the region of the cluster.':
    '请在其他地域和账号中查找该密钥，然后为集群配置本地域的密钥。',
  'The key is enabled.': '密钥已启用。',
  'The key is disabled.': '密钥已禁用。',
  'The imported material of the key is missing.': '密钥的导入材料已失效（待导入）。',
  'Import the same key material again; no other material can decrypt the Secrets.':
    '重新导入同一份密钥材料；其他材料无法解密已有 Secret。',
  'The key is pending deletion.': '密钥待删除。',
  'The key will be deleted on {deleteDate}, in {days} {days:day|days}.':
    '密钥将于 {deleteDate} 删除，还剩 {days} 天。',
  'Cancel the deletion now; the key becomes enabled again.': '立即取消删除，密钥会恢复为启用。',

  // key-spec
  'Key has the specification that ACK requires': '密钥规格符合 ACK 要求',
  'ACK encrypts Secrets only with a key of specification Aliyun_AES_256 and usage ENCRYPT/DECRYPT; with any other key the calls of the API server fail.':
    'ACK 仅支持规格为 Aliyun_AES_256、用途为 ENCRYPT/DECRYPT 的密钥；使用其他密钥时 API Server 的调用会失败。',
  'Passes when KeySpec is Aliyun_AES_256 and KeyUsage is ENCRYPT/DECRYPT; any other value that KMS offers fails, an unknown value is unknown.':
    'KeySpec 为 Aliyun_AES_256 且 KeyUsage 为 ENCRYPT/DECRYPT 为通过；KMS 提供的其他规格或用途不通过，无法识别的取值为未知。',
  'Create a key of specification Aliyun_AES_256 and switch the cluster to it.':
    '创建规格为 Aliyun_AES_256 的密钥，并将集群切换到该密钥。',
  'The key is {spec} for {usage}.': '密钥规格为 {spec}，用途为 {usage}。',
  'The key is {spec} for {usage}; ACK needs Aliyun_AES_256 for ENCRYPT/DECRYPT.':
    '密钥规格为 {spec}、用途为 {usage}；ACK 需要 Aliyun_AES_256 与 ENCRYPT/DECRYPT。',

  // key-service-managed
  'Key belongs to the account, not to a cloud service': '密钥属于账号而非云服务',
  'ACK rejects service keys, and nobody in the account can protect, rotate or grant them.':
    'ACK 不接受服务密钥，账号内也无人能保护、轮转或授权该密钥。',
  'Passes when the creator of the key is an account id; a service code such as Ecs fails.':
    '密钥创建者为账号 ID 则通过；为 Ecs 等服务代码则不通过。',
  'Create a key of the account, such as a default key of the CMK type, and switch the cluster to it.':
    '创建账号自有的密钥，例如主密钥类型的默认密钥，并将集群切换到该密钥。',
  'The key was created by the cloud service {creator}.': '密钥由云服务 {creator} 创建。',
  'The key was created by account {creator}.': '密钥由账号 {creator} 创建。',

  // key-region
  'Key is in the region of its cluster': '密钥与集群同地域',
  'KMS regions are independent: a cluster cannot use a key of another region.':
    'KMS 各地域相互独立，集群无法使用其他地域的密钥。',
  'Passes when the ARN of the key from KMS is in the region of the cluster. Fails when that ARN, or the ARN that the cluster refers to, is in another region. A key that KMS cannot find is reported by key-state.':
    'KMS 返回的密钥 ARN 属于集群所在地域为通过；该 ARN 或集群引用密钥所用的 ARN 属于其他地域为不通过。KMS 找不到的密钥由 key-state 判断。',
  'Create a key in the region of the cluster and switch the cluster to it.':
    '在集群所在地域创建密钥，并将集群切换到该密钥。',
  'The key is in the region of the cluster.': '密钥位于集群所在地域。',
  'KMS does not report the region of the key.': 'KMS 未返回密钥所在地域。',
  'The key is in {keyRegion}, the cluster in {clusterRegion}.':
    '密钥位于 {keyRegion}，集群位于 {clusterRegion}。',

  // key-deletion-protection
  'Key is protected against deletion': '密钥已开启删除保护',
  'Without deletion protection one call schedules the deletion of a key that clusters depend on.':
    '未开启删除保护时，一次调用即可计划删除集群依赖的密钥。',
  'Passes when deletion protection is on, fails when it is off. Service keys cannot be protected and are skipped.':
    '删除保护已开启为通过，未开启为不通过；服务密钥无法保护，不适用。',
  'Turn deletion protection on.': '开启删除保护。',
  'A service key cannot be protected by the account.': '账号无法为服务密钥开启保护。',
  'Deletion protection is on.': '删除保护已开启。',
  'Deletion protection is off.': '删除保护未开启。',

  // key-rotation
  'Key rotation matches the policy': '密钥轮转设置符合策略',
  'A rotation that was required and then suspended is a control that fails silently; the original ACK rule required rotation to be off.':
    '曾要求而后停止的轮转是一项悄然失效的控制；按 ACK 最初的规定，轮转必须关闭。',
  'If the policy allows rotation, suspended rotation fails. If it forbids rotation (the original rule), enabled rotation fails. The effects of a past rotation are reported by secrets-reencryption.':
    '策略允许轮转时，已暂停为不通过；策略禁止轮转（最初的规定）时，已开启为不通过。轮转的遗留影响由 secrets-reencryption 说明。',
  'Set the rotation of the key according to the policy.': '按策略设置密钥轮转。',
  'Automatic rotation is on, which the policy forbids.': '自动轮转已开启，而策略禁止。',
  'Turn automatic rotation off.': '关闭自动轮转。',
  'Automatic rotation was on and is suspended.': '自动轮转曾开启，现已暂停。',
  'Enable the key again; rotation then resumes automatically.': '将密钥恢复为启用，轮转会自动恢复。',
  'Automatic rotation matches the policy ({rotation}).': '自动轮转符合策略（{rotation}）。',

  // key-material-expiry
  'Key material does not expire': '密钥材料不会过期',
  'When imported key material expires, the key stops working and every Secret encrypted with it becomes unreadable until the same material is imported again.':
    '导入的密钥材料过期后密钥停止工作，在重新导入同一份材料之前，用它加密的 Secret 均不可读。',
  'Checks keys with imported material (origin EXTERNAL). Expired material fails as high, material that expires within materialExpiryDays as medium, and other imported material as low, because only the account holds a copy of it.':
    '检查使用导入材料的密钥（来源 EXTERNAL）：已过期为高危；materialExpiryDays 内过期为中危；未临近过期为低危，因为只有账号自己持有副本。',
  'Import the same key material again with a later expiry, or without one.':
    '重新导入同一份密钥材料，并设置更晚的过期时间或不设置。',
  'KMS generated the key material; it does not expire.': '密钥材料由 KMS 生成，不会过期。',
  'The key material is imported and has no expiry.': '密钥材料为导入，未设置过期时间。',
  'Keep a safe copy of the key material, or move the cluster to a key with material generated by KMS.':
    '妥善保存密钥材料副本，或将集群切换到由 KMS 生成的密钥。',
  'The key material expired on {expires}.': '密钥材料已于 {expires} 过期。',
  'The key material expires on {expires}, in {days} {days:day|days}.':
    '密钥材料将于 {expires} 过期，还剩 {days} 天。',
  'The key material is imported and expires on {expires}, in {days} {days:day|days}.':
    '密钥材料为导入，将于 {expires} 过期，还剩 {days} 天。',

  // key-policy
  'Key policy allows the service role': '密钥策略允许服务角色使用',
  'The policy of a key in a KMS instance can lock out the role that ACK uses to call KMS, unnoticed until the API server restarts.':
    '实例内密钥的策略可能挡住 ACK 调用 KMS 的角色，直到 API Server 重启才会被发现。',
  'Checks keys in a KMS instance. Passes when the policy allows the service role, or the whole account, to call kms:Encrypt, kms:Decrypt and kms:DescribeKey on the key; fails when a statement denies one of them or none allows it. Where a condition or an unusual statement leaves this undecided, a successful call of the role since the last change decides; without one it is unknown.':
    '检查 KMS 实例中的密钥：策略允许服务角色或整个账号对该密钥调用 kms:Encrypt、kms:Decrypt、kms:DescribeKey 为通过；有语句拒绝其中之一，或没有语句允许，为不通过。因条件或异常语句而无法确定时，以角色在最近一次变更之后的成功调用为准；没有则为未知。',
  'Check the key policy and allow the service role to use the key.': '检查密钥策略，允许服务角色使用该密钥。',
  'Only keys in a KMS instance have their own policy.': '仅 KMS 实例中的密钥有自己的策略。',
  'Statement {by} of the key policy denies {actions} to the service role.':
    '密钥策略的语句 {by} 拒绝服务角色调用 {actions}。',
  'No statement of the key policy allows {actions} for the service role.':
    '密钥策略中没有语句允许服务角色调用 {actions}。',
  'The key policy allows the role ({by}).': '密钥策略允许该角色（{by}）。',
  'Could not decide whether the service role can call {actions}: statement {by} of the key policy depends on {elements}.':
    '无法确定服务角色能否调用 {actions}：取决于密钥策略语句 {by} 的 {elements}。',
  'Statement {by} of the key policy makes {actions} depend on {elements}, but a call of the role succeeded on {worked}, after the last change on {changed}.':
    '密钥策略语句 {by} 使 {actions} 取决于 {elements}，但该角色在最近一次变更（{changed}）之后于 {worked} 调用成功。',

  // key-shared
  'Key serves one cluster only': '密钥仅服务一个集群',
  'One mistake with a shared key stops all its clusters, and evidence of use cannot be attributed to one of them.':
    '共用密钥一旦出错，所有集群都会受影响，使用证据也无法区分。',
  'Informational when more than one cluster is encrypted with the same key.':
    '多个集群使用同一密钥时给出提示。',
  'If their risks differ, create a key for each cluster and switch the cluster to it.':
    '风险不同的集群应分别创建密钥，并将集群切换到各自的密钥。',
  '{count} {count:cluster uses|clusters use} this key.': '{count} 个集群使用该密钥。',
  'One cluster uses this key.': '仅一个集群使用该密钥。',

  // key-approved
  'Key is one of the approved keys': '密钥在批准清单中',
  'A key outside the approved list bypasses the controls of the organisation.':
    '清单之外的密钥不受组织既有管控约束。',
  'Runs only when approvedKeys is configured. A key passes when its ID or its ARN is listed.':
    '仅在配置了 approvedKeys 时检查；密钥 ID 或 ARN 在清单中为通过。',
  'Switch the cluster to an approved key, or add the key to approvedKeys.':
    '将集群切换到批准的密钥，或把该密钥加入 approvedKeys。',
  'No approved keys are configured.': '未配置批准清单。',
  'The key is approved.': '密钥在批准清单中。',
  'The key is not in the list of approved keys.': '密钥不在批准清单中。',

  // secrets-reencryption
  'Cluster Secrets were all rewritten since encryption or its key changed':
    '加密或密钥变化后，集群 Secret 已全部重写',
  'Until they are rewritten, Secrets written before encryption was turned on stay in plain text in etcd, those written before a rotation stay on the old key version, and those written before an upgrade across 1.31 stay on KMS v1.':
    '开启加密前写入的 Secret 在 etcd 中仍为明文，轮转前写入的仍使用旧密钥版本，跨 1.31 升级前写入的仍使用 KMS v1，直到被重新写入。',
  'Encryption turned on after the cluster was created, according to an event or stored history, fails as medium; a replaced key, a rotation and an upgrade across Kubernetes 1.31 as low. Each passes once the rewrite of all Secrets is listed under confirmations. If the time when encryption was turned on is not known, it is unknown (info). A cluster created encrypted passes. Where the job proof has run, counters of API servers replace the estimate: plain text fails, and an API server that read values only with the current key passes.':
    '事件或历史记录表明加密是在集群创建之后才开启的，为中危不通过；更换密钥、密钥轮转、跨 Kubernetes 1.31 升级为低危不通过。在 confirmations 中登记已重写全部 Secret 后通过。无从得知何时开启加密时为未知（提示）。创建时即加密的集群为通过。任务 proof 已运行的集群以 API Server 的计数代替推测：有明文为不通过，仅用当前密钥读取数据为通过。',
  'Rewrite every Secret so that it is encrypted; then list it under confirmations in the configuration.':
    '重写全部 Secret 使其加密，然后在配置的 confirmations 中登记。',
  'Encryption was turned on on {since}, after the cluster was created; older Secrets may be in plain text until they are rewritten.':
    '加密于 {since} 才开启，晚于集群创建；此前的 Secret 在重写之前可能仍为明文。',
  'The key was replaced; Secrets written before {until} may still need key {key}.':
    '密钥已更换；{until} 之前写入的 Secret 可能仍需要密钥 {key}。',
  'The cluster is not encrypted.': '集群未加密。',
  'Check {check} has no result for it yet.': '检查项 {check} 尚无结果。',
  'The key of the cluster was not checked.': '未检查该集群的密钥。',
  'ACK does not report when the cluster was created.': 'ACK 未返回集群的创建时间。',
  'Key {key} was rotated on {rotated}; older Secrets are on the old key version.':
    '密钥 {key} 于 {rotated} 轮转，更早的 Secret 仍使用旧密钥版本。',
  'First let the API server load the new key version: it does so when it restarts, for example during an upgrade. Then rewrite every Secret, and list it under confirmations in the configuration.':
    '先让 API Server 采用新的密钥版本：它在重启时（例如升级集群）才会采用。然后重写全部 Secret，并在配置的 confirmations 中登记。',
  'The cluster was upgraded across Kubernetes 1.31; older Secrets may still be encrypted through KMS v1.':
    '集群跨 Kubernetes 1.31 升级过，更早的 Secret 可能仍通过 KMS v1 加密。',
  'The rewrite of all Secrets is confirmed.': '已确认重写过全部 Secret。',
  'It is not known when encryption was turned on; older Secrets may be in plain text.':
    '无从得知加密何时开启；更早的 Secret 可能仍为明文。',
  'Rewrite every Secret unless you know that it was done; then list it under confirmations in the configuration.':
    '若不确定是否重写过，请重写全部 Secret，然后在配置的 confirmations 中登记。',
  'The cluster was created encrypted, and no later change requires a rewrite of its Secrets.':
    '集群创建时即已加密，此后没有需要重写 Secret 的变化。',

  // kms-v1-remains
  'Cluster has only run versions that encrypt through KMS v2': '集群只运行过使用 KMS v2 加密的版本',
  'KMS v1 is deprecated in Kubernetes: it calls KMS for every Secret, so it is slower and costs more, and its support will end.':
    'KMS v1 在 Kubernetes 中已弃用：每个 Secret 都要调用 KMS，更慢、更贵，终将停止支持。',
  'Uses version numbers only, without reading any Secret; where the job proof has run, it uses what API servers have read through KMS v1 since they started. An encrypted cluster that started below Kubernetes 1.31 and runs 1.31 or later fails until the rewrite of its Secrets is confirmed: older ones may still be encrypted through KMS v1. A cluster that still runs below 1.31 fails as info, because KMS v1 is its only option.':
    '仅依据版本号判断，不读取 Secret；任务 proof 已运行的集群以 API Server 启动以来经 KMS v1 读取的数量为准。初始版本低于 1.31、现为 1.31 及以上的加密集群，在确认已重写 Secret 之前不通过：旧 Secret 可能仍为 KMS v1。仍低于 1.31 的集群只有 KMS v1 可用，作为提示。',
  'Rewrite every Secret so that it is encrypted through KMS v2; then list it under confirmations in the configuration.':
    '重写全部 Secret，使其通过 KMS v2 加密，然后在配置的 confirmations 中登记。',
  'Unrecognised Kubernetes version ({version}, initially {initVersion}).':
    '无法识别 Kubernetes 版本（{version}，初始 {initVersion}）。',
  'Kubernetes {version} encrypts Secrets through KMS v1.': 'Kubernetes {version} 通过 KMS v1 加密 Secret。',
  'Upgrade the cluster to Kubernetes 1.31 or later, then rewrite every Secret.':
    '将集群升级至 Kubernetes 1.31 或更高版本，然后重写全部 Secret。',
  'Created with Kubernetes {initVersion}, now {version}: both encrypt through KMS v2.':
    '创建时为 Kubernetes {initVersion}，现为 {version}：两者均通过 KMS v2 加密。',
  'The rewrite of all Secrets after the upgrade is confirmed.': '已确认升级后重写过全部 Secret。',
  'Upgraded from {initVersion} to {version}; older Secrets may still be encrypted through KMS v1.':
    '由 {initVersion} 升级至 {version}，旧 Secret 可能仍通过 KMS v1 加密。',

  // kms-instance
  'KMS instance works and does not expire soon': 'KMS 实例正常服务且未临近到期',
  'When an instance is down or expired, all its keys are unusable; on the 16th day after expiry it is released for good.':
    '实例停服或到期，其中所有密钥随之失效；到期后第 16 天实例被彻底释放。',
  'Passes when the instance is connected and its subscription does not expire soon. Not working, expired, or expiring within instanceExpiryDays.fail fails as high, within instanceExpiryDays.warn as medium. Pay-as-you-go instances do not expire. An instance that KMS can no longer find was released together with its keys: critical. Deletion protection that is off fails as medium.':
    '实例已连接且包年包月未临近到期为通过。异常、已到期或在 instanceExpiryDays.fail 内到期为高危，在 instanceExpiryDays.warn 内到期为中危。按量付费实例不会到期。KMS 找不到的实例已被释放，其中的密钥随之消失，为严重。未开启删除保护为中危。',
  'Renew the KMS instance.': '续费 KMS 实例。',
  'KMS cannot find the instance: it was released.': 'KMS 找不到该实例：实例已被释放。',
  'Its keys are gone with it: restore the Secrets from their sources under an existing key, or open a ticket at once.':
    '实例中的密钥已随之消失：请用仍存在的密钥从来源重建 Secret，或立即提交工单。',
  'Deletion protection of the instance is on.': 'KMS 实例已开启删除保护。',
  'Deletion protection of the instance is off.': 'KMS 实例未开启删除保护。',
  'Turn on deletion protection of the KMS instance in the console.': '在控制台为 KMS 实例开启删除保护。',
  'The instance is being connected.': '实例正在连接。',
  'The KMS instance does not work (state: {status}).': 'KMS 实例异常（状态：{status}）。',
  'Restore the connection of the KMS instance, or open a ticket.': '恢复 KMS 实例的连接，或提交工单。',
  'The KMS instance works (pay-as-you-go).': 'KMS 实例正常（按量付费）。',
  'KMS does not report when the KMS instance expires.': 'KMS 未返回实例（包年包月）的到期时间。',
  'The KMS instance expired on {endDate}.': 'KMS 实例（包年包月）已于 {endDate} 到期。',
  'The KMS instance works and expires on {endDate}.': 'KMS 实例（包年包月）正常，{endDate} 到期。',
  'The KMS instance expires on {endDate}, in {days} {days:day|days}.':
    'KMS 实例（包年包月）将于 {endDate} 到期，还剩 {days} 天。',

  // kms-account-status
  'Account can use KMS in every region with clusters': '账号在所有有集群的地域均可使用 KMS',
  'When an account is more than seven days overdue, KMS rejects every call: Secrets cannot be read and control of the whole cluster is lost.':
    '欠费超过七天后 KMS 拒绝所有调用：Secret 不可读，整个集群失去管控。',
  'Enabled passes. Suspended fails as critical, overdue as high, and not activated as high while a cluster in the region is encrypted.':
    '已开通为通过；已停服为严重，欠费为高危；地域内有加密集群而未开通为高危。',
  'Pay the outstanding bills now.': '立即结清欠费账单。',
  'KMS {status}': 'KMS {status}',
  'KMS is not available in {region}.': '{region} 地域不提供 KMS。',
  'Secret encryption is off; KMS is not available in {region}.':
    'Secret 落盘加密未开启；{region} 地域不提供 KMS。',
  'Keep sensitive Secrets out of clusters in this region, or move the clusters to a region with KMS.':
    '不要在该地域的集群中存放敏感 Secret，或将集群迁移到提供 KMS 的地域。',
  'Collect the API server audit log of these clusters in SLS; ActionTrail does not record KMS calls in this region.':
    '将这些集群的 API Server 审计日志采集到 SLS；该地域没有操作审计，无法记录 KMS 调用。',
  'KMS is enabled.': 'KMS 已开通。',
  'The account is overdue; KMS stops after seven days.': '账号已欠费，七天后 KMS 停服。',
  'KMS is suspended because the account is overdue.': '账号欠费，KMS 已停服。',
  'KMS is not activated, and no cluster here is encrypted.': '未开通 KMS，且该地域没有加密集群。',
  'KMS is not activated, but clusters here are encrypted.': '该地域有加密集群，但未开通 KMS。',
  'Activate KMS in the region.': '在该地域开通 KMS。',

  // security-role
  'Role AliyunCSManagedSecurityRole can encrypt and decrypt':
    '角色 AliyunCSManagedSecurityRole 可以加密和解密',
  'ACK calls KMS as this role; without the role, its trust or its policy, the API server cannot decrypt Secrets.':
    'ACK 以该角色调用 KMS；缺少角色、信任策略或权限策略时，API Server 无法解密 Secret。',
  'Passes when the role exists, trusts cs.aliyuncs.com, and its policies allow kms:Encrypt, kms:Decrypt and kms:DescribeKey on every key in use with no Deny. Fails as critical while a cluster is encrypted, else as medium. Where a policy is undecided, because of a condition or an unreadable part, a successful call of the role on the key since the last change decides; without one it is unknown. An undecided trust policy is unknown.':
    '角色存在、信任 cs.aliyuncs.com，且策略允许对每个在用密钥调用 kms:Encrypt、kms:Decrypt、kms:DescribeKey 并无拒绝为通过。有加密集群时不通过为严重，否则为中危。策略因条件或无法读取的内容而无法确定时，以角色在最近一次变更之后对该密钥的成功调用为准；没有则为未知。信任策略无法确定为未知。',
  'Attach the system policy to the role again.': '重新为角色授予系统策略。',
  'No cluster is in scope.': '范围内没有集群。',
  'The role does not exist.': '角色不存在。',
  'Create the role that ACK assumes, then attach its system policy.':
    '创建供 ACK 扮演的角色，然后授予其系统策略。',
  'The role no longer trusts cs.aliyuncs.com.': '角色不再信任 cs.aliyuncs.com。',
  'Let cs.aliyuncs.com assume the role again.': '重新允许 cs.aliyuncs.com 扮演该角色。',
  'Could not decide whether cs.aliyuncs.com can assume the role: {by} depends on {elements}.':
    '无法确定 cs.aliyuncs.com 能否扮演该角色：{by} 取决于 {elements}。',
  'No policy of the role allows {missing} on {keys}.': '角色没有策略允许对 {keys} 调用 {missing}。',
  '{by} denies the role {missing} on {keys}.': '{by} 拒绝角色对 {keys} 调用 {missing}。',
  'Remove the named statement from its policy, or detach the policy from the role.':
    '从策略中删除所列语句，或将该策略从角色上移除。',
  'The role exists, trusts ACK and can encrypt and decrypt ({by}).':
    '角色存在、信任 ACK，并可加密和解密（{by}）。',
  '{by} makes {actions} on {keys} depend on {elements}, but a call of the role succeeded on {worked}, after the last change on {changed}.':
    '{by} 使对 {keys} 调用 {actions} 取决于 {elements}，但该角色在最近一次变更（{changed}）之后于 {worked} 调用成功。',
  'Could not decide whether the role can call {actions} on {keys}: {by} depends on {elements}.':
    '无法确定该角色能否对 {keys} 调用 {actions}：{by} 取决于 {elements}。',

  // network-path
  'Cluster can reach KMS through its security group and network ACLs':
    '集群的安全组和网络 ACL 放行到 KMS 的访问',
  'KMS uses addresses in 100.64.0.0/10; a rule that blocks them prevents the cluster from decrypting its Secrets.':
    'KMS 的地址位于 100.64.0.0/10；拒绝该网段的规则会使集群无法解密其 Secret。',
  'Passes when the security group allows outbound HTTPS to all of 100.64.0.0/10, and the network ACL of each vSwitch, if any, allows it and the return traffic. A rule that blocks the whole range fails. A rule that blocks part of it, or no rule for it, is unknown: the default differs between types of security groups. Needs additional permissions; without them it is one unknown.':
    '安全组放行到整个 100.64.0.0/10 的出方向 HTTPS，且各交换机的网络 ACL（如有）放行出方向及返回流量为通过。明确拒绝整个网段为不通过。只拒绝一部分，或没有相关规则，为未知：未说明时的默认行为因安全组类型而异。需要额外的权限，缺少时仅给出一条未知。',
  'Remove the rule that blocks 100.64.0.0/10, or allow the range with a higher priority.':
    '删除拒绝 100.64.0.0/10 的规则，或以更高优先级放行该网段。',
  'The cluster list does not contain the vSwitches of the cluster.': '集群列表没有给出集群所在的交换机。',
  'A rule blocks, or may block, some addresses of KMS: {rule}.':
    '有规则拒绝或可能拒绝 KMS 的部分地址：{rule}。',
  'No rule decides whether all of {range} is allowed.': '没有规则说明是否放行整个 {range}。',
  'The security group and the network ACLs allow calls to KMS.': '安全组和网络 ACL 放行对 KMS 的调用。',
  'Security group {securityGroup} blocks calls to KMS: {rule}.':
    '安全组 {securityGroup} 拒绝对 KMS 的调用：{rule}。',
  'Network ACL {acl} of {vSwitch} blocks calls to KMS: {rule}.':
    '{vSwitch} 的网络 ACL {acl} 拒绝对 KMS 的调用：{rule}。',
  'Network ACL {acl} of {vSwitch} blocks return traffic from KMS: {rule}.':
    '{vSwitch} 的网络 ACL {acl} 拒绝 KMS 的返回流量：{rule}。',
  'Only {looked} {looked:cluster was|clusters were} checked; {left} {left:was|were} not.':
    '集群过多，只检查了 {looked} 个，还有 {left} 个未检查。',

  // operator-permissions
  'Cluster operators have KMS permissions': '集群运维人员拥有 KMS 权限',
  'An operator without AliyunKMSCryptoAdminAccess cannot turn encryption on when needed.':
    '运维集群却没有 AliyunKMSCryptoAdminAccess 的人，在需要时无法开启加密。',
  'Covers RAM users and roles whose policies allow cs:UpdateKMSEncryption and that are admin or ops, in ACK, of a cluster in scope. Passes when they also have the system policy AliyunKMSCryptoAdminAccess or full KMS permissions; the evidence counts the identities that can turn encryption off. Needs additional permissions, and ACK lists only clusters that the auditing identity administers; without either it is one unknown.':
    '针对策略允许调用 cs:UpdateKMSEncryption、且在 ACK 中是范围内集群管理员（admin）或运维（ops）的 RAM 用户和角色。同时拥有系统策略 AliyunKMSCryptoAdminAccess 或全部 KMS 权限为通过；证据中给出可关闭加密的身份数。需要额外的权限，且 ACK 只返回审计身份所管理的集群；缺少任一项时仅给出一条未知。',
  'Attach the system policy AliyunKMSCryptoAdminAccess to the operator, or deny cs:UpdateKMSEncryption to those who should not use it.':
    '为运维人员授予系统策略 AliyunKMSCryptoAdminAccess，或对不应切换加密的人拒绝 cs:UpdateKMSEncryption。',
  'No identity can turn encryption on or off.': '没有身份可以开关加密。',
  'ACK lists permissions only for clusters that the auditing identity administers, and returned none for {asked} {asked:identity|identities}.':
    'ACK 只返回审计身份所管理集群的授权，对 {asked} 个身份均未返回。',
  'Make the auditing identity an administrator of the clusters in ACK, or turn this check off.':
    '在 ACK 中将审计身份设为集群管理员，或将此检查项设为 off。',
  'The operator has KMS permissions ({by}).': '该运维人员拥有 KMS 权限（{by}）。',
  'Could not decide whether the operator has KMS permissions: {by} depends on {elements}.':
    '无法确定该运维人员是否拥有 KMS 权限：{by} 取决于 {elements}。',
  'The operator lacks the KMS policy; {maySwitchOff} {maySwitchOff:identity|identities} of the account can turn encryption off.':
    '该运维人员缺少 KMS 策略；账号中有 {maySwitchOff} 个身份可以关闭加密。',

  // switch-off-guard
  'Only those who need to can turn encryption off': '只有必要的身份才能关闭加密',
  'One call can turn encryption off, disable its key or detach the policy from its role, and most people who can do so need not.':
    '一次调用即可关闭加密、禁用密钥或移除角色的策略，而有权这样做的人大多并不需要。',
  'Passes when no RAM user or role can call cs:UpdateKMSEncryption on a cluster in scope, kms:DisableKey or kms:ScheduleKeyDeletion on a key in use, or ram:DetachPolicyFromRole on the service role: Allow minus Deny over the policies of the identity and its groups. Fails as info, as low above 10 identities. The root account is not counted. Needs additional permissions; without them it is one unknown.':
    '没有 RAM 用户或角色可以对范围内的集群调用 cs:UpdateKMSEncryption、对在用密钥调用 kms:DisableKey 或 kms:ScheduleKeyDeletion、或对服务角色调用 ram:DetachPolicyFromRole 为通过：按自身及所属用户组的策略，以允许减去拒绝计算。不通过为提示，超过 10 个身份为低危。不计主账号本身。需要额外的权限，缺少时仅给出一条未知。',
  'Attach a policy that denies these four actions to everybody who need not turn encryption off.':
    '为所有无需关闭加密的身份授予拒绝这四个操作的策略。',
  '{count} {count:identity|identities} can turn encryption off ({by}); no Deny policy stops {count:it|them}.':
    '{count} 个身份可以关闭加密（{by}），且没有拒绝策略加以限制。',
  'Could not decide whether {conditional} {conditional:identity|identities} can turn encryption off: depends on {by}.':
    '无法确定 {conditional} 个身份能否关闭加密：取决于 {by}。',
  'Unreadable policies may grant or deny more permissions ({odd}).':
    '未能读取的内容可能授予或限制更多权限（{odd}）。',
  'Correct the named policies, or grant the auditing identity permission to read them.':
    '修正所列策略，或授予审计身份读取它们的权限。',
  'No identity can turn encryption off; a Deny policy stops {guarded} {guarded:identity|identities}.':
    '没有身份可以关闭加密；拒绝策略限制了 {guarded} 个身份。',
  'The account is too large to check completely ({cut}).': '账号规模过大，未能全部检查（{cut}）。',
  'Grant permissions to groups and with few policies, so that all of them can be checked.':
    '用少量策略并通过用户组授权，以便查清谁拥有权限。',
  'Run it again; if it keeps failing, check the connection and the state of the service.':
    '请重新运行；如果每次都失败，请检查网络连接和服务状态。',
  'Wait until the change is complete; the next run checks again.': '等待变更完成；下次运行会再次检查。',
  'Grant the named action to the auditing identity, or turn this check off.':
    '为审计身份授予所列操作，或关闭此检查项。',

  // ACS clusters
  'Where an ACS cluster reports Secret encryption is not documented; check it manually.':
    '没有文档说明 ACS 集群在何处报告 Secret 落盘加密，请人工检查。',
  'The trust policy and permissions of the role of ACS clusters are not documented; check them manually.':
    '没有文档说明 ACS 集群所用角色的信任策略和权限策略，请人工检查。',
  'ACS clusters call KMS as {role}; whether the key policy allows this role was not checked.':
    'ACS 集群以 {role} 身份调用 KMS；未检查密钥策略是否允许该角色。',

  // decrypt-activity
  'Key is in use by the KMS plugin of the service role': 'KMS 插件正以服务角色身份使用密钥',
  'A successful call proves that the KMS plugin of the service role can use the key, but nothing about a Secret; when regular calls stop, the plugin no longer runs or cannot reach KMS.':
    '成功的调用只证明 KMS 插件能以服务角色身份使用该密钥，不能证明任何 Secret 的状态；规律的调用一旦停止，说明插件不再运行或无法访问 KMS。',
  'Passes when ActionTrail shows a successful Encrypt or Decrypt by AliyunCSManagedSecurityRole within proofWindowDays. KMS v2 (from Kubernetes 1.31) calls about once a minute whatever happens to Secrets: a key that was called regularly fails after 30 minutes without any call, or after three times its longest pause and ten minutes for late events. This does not apply to a key that was never seen in use. Under KMS v1, calls follow Secrets. Where events do not contain the key, the region is checked. Without any call in the window: medium below Kubernetes 1.31 and a window of 7 days or more, else info. Not checked in the first hour after a change. Keys shared by several clusters count as silent only when all of the clusters are.':
    'proofWindowDays 内操作审计有 AliyunCSManagedSecurityRole 成功的 Encrypt 或 Decrypt 为通过。KMS v2（Kubernetes 1.31 起）无论 Secret 是否读写，每分钟约调用一次：此前有规律调用的密钥，30 分钟内没有任何调用，或超过此前最长间隔的三倍外加十分钟事件延迟，为不通过。从未有过调用的密钥不按此判断。KMS v1 的调用随 Secret 读写产生。事件未给出密钥时按地域判断。窗口内没有任何调用：低于 Kubernetes 1.31 且窗口不少于 7 天为中危，否则为提示。变更后一小时内不判断。多个集群共用的密钥，只有全部集群都停止调用时才算停止。',
  'Check whether the API server reports its KMS provider as ok; if not, check role, network path and key.':
    '查看 API Server 是否报告 KMS 提供程序正常；如不正常，检查角色、网络连通性和密钥。',
  'The KMS plugin used to call this key at least every {usually} min; the last call was on {last}.':
    'KMS 插件此前至少每 {usually} 分钟调用一次该密钥，最近一次调用在 {last}。',
  'Write a test Secret in the cluster and check again after ten minutes.':
    '在集群中写入一个测试 Secret，十分钟后再查看。',
  'The events of the region were not checked.': '未检查该地域的事件。',
  'The KMS plugin of the service role last used this key on {last}.':
    'KMS 插件最近一次以服务角色身份使用该密钥：{last}。',
  'The cluster changed within the last hour; events arrive with a delay.':
    '集群在一小时内变更过，事件存在延迟。',
  'Too many events to read completely since {from}; none of those read is about this key.':
    '自 {from} 以来事件过多未能看完，已看部分没有该密钥的记录。',
  'No call of the service role to this key in the last {days} {days:day|days}.':
    '最近 {days} 天内没有服务角色对该密钥的调用。',
  'The KMS plugin of the service role last used a key of the region on {last}; the events do not contain the key ID.':
    'KMS 插件最近一次以服务角色身份使用该地域的某个密钥：{last}；事件不含密钥 ID。',

  // kms-call-failures
  'Calls of the service role to KMS succeed': '服务角色对 KMS 的调用成功',
  'A denied Encrypt or Decrypt call of the service role means that the API server cannot write or read Secrets right now.':
    '服务角色的 Encrypt 或 Decrypt 被拒绝，意味着 API Server 此刻无法写入或读取 Secret。',
  'Fails when ActionTrail shows a denied Encrypt or Decrypt call of the service role, until a call for the same key succeeds or the cause is known to be resolved: the key is enabled again, the debt is paid. Silence does not resolve it. Throttling and faults of KMS itself, and calls to keys that no cluster uses, count for 24 hours. Where the event contains no key, the region is checked, until a call for every key in use there has succeeded; when several keys are in use, for 24 hours at most.':
    '操作审计中有服务角色被拒绝的 Encrypt 或 Decrypt 为不通过，直到同一密钥的调用成功，或确认原因已消除：密钥重新启用、欠费已付清。没有新的调用不算恢复。KMS 自身的限流和故障，以及没有集群使用的密钥，只计 24 小时。事件未给出密钥时按地域判断，直到该地域在用的每个密钥都有成功调用；有多个密钥在用时最多计 24 小时。',
  'Find out from the error code why KMS rejects the call.': '根据错误码查明 KMS 拒绝调用的原因。',
  'The last denied call, on {at}, was followed by a successful one.':
    '最近一次被拒绝的调用（{at}）之后已有成功的调用。',
  'No denied call of the service role is unresolved.': '服务角色没有未恢复的被拒绝调用。',
  'KMS denied {call} of the service role ({code}), last on {at}.':
    'KMS 拒绝了服务角色的 {call}（{code}），最近一次在 {at}。',
  'KMS denied {call} of the service role ({code}), last on {at}; the event does not contain the key ID.':
    'KMS 拒绝了服务角色的 {call}（{code}），最近一次在 {at}；事件不含密钥 ID。',

  // denied-attempt
  'No denied attempts to tamper with keys, role, encryption or trails':
    '没有被拒绝的篡改密钥、角色、加密或跟踪的尝试',
  'Nothing changed, but somebody tried an action that would stop a cluster or hide its author.':
    '虽然没有任何变化，但有人尝试了会使集群停摆或掩盖行为人的操作。',
  'Fails while ActionTrail shows a denied call of the last 7 days that would have changed a key in use, the service role, the Secret encryption of a cluster or a trail. It closes automatically.':
    '最近 7 天内存在被拒绝的调用，且该调用本会更改在用密钥、服务角色、集群的 Secret 落盘加密或跟踪时，不通过。到期后自动结束。',
  'Ask the caller about the purpose; if nobody can explain it, treat the credentials as stolen.':
    '询问调用者的意图；若无人知情，应按凭证泄露处理。',
  '{actor} tried {call}; denied ({code}), last on {at}; {count} denied in 7 days.':
    '{actor} 调用 {call} 被拒绝（{code}），最近一次在 {at}；7 天内共被拒绝 {count} 次。',
  'No denied change in the last 7 days.': '最近 7 天内没有被拒绝的更改。',

  // trail-coverage
  'A working trail covers the region': '地域有正常投递的跟踪',
  'Without a trail, the history of who used and changed a key ends after 90 days.':
    '没有跟踪时，谁使用、谁变更密钥的历史只保留 90 天。',
  'Passes when an enabled trail covers the region, delivers without errors and records all events. A trail that records only write or only read events, is stopped or cannot deliver does not count.':
    '有启用的跟踪覆盖该地域、投递无错误并记录全部事件为通过。只记录读或写事件、已停止或投递失败的跟踪不计。',
  'Create a trail for all regions and all events, and start it.':
    '创建覆盖所有地域、所有事件的跟踪，并启动。',
  'The trails of the region were not checked.': '未检查该地域的跟踪。',
  'No trail covers the region.': '没有跟踪覆盖该地域。',
  'A trail covers the region: {trails}.': '该地域由跟踪覆盖：{trails}。',
  'No trail in this region records all events: {problems}.': '该地域没有记录全部事件的跟踪：{problems}。',
  'Start the trail {trail}.': '启动跟踪 {trail}。',
  'Start the trail {trail} again.': '重新启动跟踪 {trail}。',
  'Repair the delivery of the trail {trail}; its status shows the error.':
    '修复跟踪 {trail} 的投递；其状态中写明了错误。',
  'Configure the trail {trail} to record all events, and start it.':
    '让跟踪 {trail} 记录全部事件，并将其启动。',
  'One trail is enough for all regions: the remedy of {first} covers this region as well.':
    '一个跟踪即可覆盖所有地域：按 {first} 的发现项处理后，本地域也会被覆盖。',

  // resource-unreadable
  'All data that the audit needs can be read': '审计所需的数据均可读取',
  'Unreadable data cannot be checked: an outage or a leak behind it would go unnoticed.':
    '读不到就无法判断：其背后的故障或泄露将无人察觉。',
  'One finding for each object that could not be read, with the cause and, when access was denied, the RAM action to grant. It never passes; after 24 hours it is high.':
    '每个无法读取的对象一条记录，给出原因；无权限时给出需要授予的 RAM 操作。不会算作通过；超过 24 小时升为高危。',
  'Create the role in that account, or add the auditing identity to its trust policy, with the external ID of the configuration.':
    '在该账号中创建此角色，或让它信任执行审计的身份，并使用配置中的 externalId。',
  'Allow direct calls to {host}, or, if your own proxy answers, trust its CA with NODE_EXTRA_CA_CERTS; then run again.':
    '请让对 {host} 的调用直达云端；若由自有代理应答，请用 NODE_EXTRA_CA_CERTS 信任其证书颁发机构，然后重新运行。',
  'Grant the named action to the auditing identity, or repair the connection, and run again.':
    '为审计身份授予所列操作，或修复连接，然后重新运行。',
  'Access denied: grant {permission} to read it.': '无权限：请授予 {permission} 以便读取。',

  // cluster-state
  'Cluster state is normal': '集群处于正常状态',
  'This is how a broken chain to KMS appears: the API server cannot decrypt Secrets, is not ready, and ACK reports the cluster as unavailable.':
    '通往 KMS 的链路中断正是这种表现：API Server 无法解密 Secret、未就绪，ACK 将集群报告为不可用。',
  'Running, upgrading, scaling, draining and removing pass, because the API server works. Initial, updating and waiting are pending. Unavailable, inactive, update failed, stopped and disconnected fail. An empty or undocumented state is unknown.':
    '运行中为通过；升级中、伸缩中、排空中、移除节点中 API Server 仍可用，同样通过。创建中、更新中、等待中为变更中。不可用、未激活、更新失败、已停止、已断开为不通过。状态为空或文档未列出时为未知。',
  'Check the key, the KMS instance, the service role and the network path of the cluster; do not restart its API server while one of them fails.':
    '检查该集群的密钥、KMS 实例、服务角色和网络连通性；其中任何一项异常时，不要重启 API Server。',
  'Cluster state: {state}.': '集群状态：{state}。',
  'Cluster state: {state}; its API server may be down, possibly because of KMS.':
    '集群状态：{state}；API Server 可能已不可用，可能与 KMS 有关。',
  'ACK does not report the state of the cluster.': 'ACK 未返回集群状态。',
  'Unknown cluster state: {state}.': '未知的集群状态：{state}。',

  // former-key
  'Former key stays usable until all Secrets are rewritten': '重写全部 Secret 之前，此前的密钥保持可用',
  'A Secret written before the key was replaced, or before encryption was turned off, stays encrypted with the former key until it is rewritten; without that key nobody can read it.':
    '更换密钥或关闭加密之前写入的 Secret，在重写之前仍由此前的密钥加密；失去该密钥便无法读取。',
  'Keys that encrypted a cluster before, according to stored history, events or the setting that was turned off, are watched until the rewrite of all Secrets is listed under confirmations. Enabled passes. Disabled and pending import fail as high, pending deletion and a key that is gone as critical. Its KMS instance is checked by kms-instance.':
    '历史记录、事件或已关闭的设置所显示的、曾为集群加密的密钥，会一直监视到在 confirmations 中登记已重写全部 Secret 为止。启用为通过；已禁用、待导入为高危不通过；待删除和已不存在的密钥为严重不通过。其 KMS 实例由 kms-instance 检查。',
  'Keep the key enabled; rewrite every Secret, then list it under confirmations in the configuration.':
    '保持密钥启用；重写全部 Secret，然后在配置的 confirmations 中登记。',
  'KMS cannot find the former key in {region}.': 'KMS 在 {region} 找不到此前的密钥。',
  'Find the unreadable Secrets and create them again; a deleted key cannot be restored.':
    '查找无法读取的 Secret 并重新创建；已删除的密钥无法恢复。',
  'The former key is enabled.': '此前的密钥已启用。',
  'The former key is disabled; Secrets that were not rewritten still need it.':
    '此前的密钥已禁用；尚未重写的 Secret 仍需要它。',
  'The imported material of the former key is missing; Secrets that were not rewritten still need it.':
    '此前的密钥的导入材料已失效；尚未重写的 Secret 仍需要它。',
  'The former key is pending deletion; Secrets that were not rewritten still need it.':
    '此前的密钥待删除；尚未重写的 Secret 仍需要它。',
  'The former key will be deleted on {deleteDate}, in {days} {days:day|days}; Secrets that were not rewritten still need it.':
    '此前的密钥将于 {deleteDate} 删除，还剩 {days} 天；尚未重写的 Secret 仍需要它。',
  'Cancel the deletion now; rewrite every Secret before the key is deleted.':
    '立即取消删除；在密钥删除之前重写全部 Secret。',
} as const;
