/** Chinese wording of the errors of jobs, store, state and recordings. */
export const zhWorkErrors: Readonly<Record<string, string>> = {
  // jobs
  'The run of {job} on account {account} took so long that another one took over: {why}.':
    '账号 {account} 的 {job} 运行过久，已被另一次运行接替：{why}。',
  'Run it again; raise limits.jobTimeoutSeconds if this happens often.':
    '请重新运行；若经常发生，请调高 limits.jobTimeoutSeconds。',
  'run {run} ({attempt}) holds number {number} of {folder}, run {other} ({otherAttempt}) took number {taken}':
    '运行 {run}（{attempt}）持有 {folder} 的编号 {number}，运行 {other}（{otherAttempt}）取得编号 {taken}',
  'run {run} ({attempt}) holds number {number} of {folder}, which is gone':
    '运行 {run}（{attempt}）持有 {folder} 的编号 {number}，该编号已不存在',
  'The task names account {account}, which is not configured and no member of the directory.':
    '任务指定的账号 {account} 未配置，也不是资源目录的成员。',
  'Add it to `accounts`, or let the inventory read the directory again.':
    '请将其加入 `accounts`，或重新运行 inventory 以读取资源目录。',
  'The event cannot be used: {why}.': '事件无法使用：{why}。',
  'it is for job {named}, but this is the function of {job}': '事件对应任务 {named}，而本函数执行的是 {job}',
  'it is neither a timer event nor a task of this function': '既不是定时事件，也不是本函数的任务',
  'triggerTime is no time: {value}': 'triggerTime 不是有效时间：{value}',
  'the payload of the timer may only name a job, such as {"job":"{job}"}':
    '定时触发器的触发消息只能指定任务，例如 {"job":"{job}"}',
  'its payload names job {named}, but this is the function of {job}':
    '触发消息指定任务 {named}，而本函数执行的是 {job}',
  'the {part} is not JSON': '{part}不是 JSON',
  'payload of the timer': '定时触发器的触发消息',
  event: '事件',
  'Compare the trigger in s.yaml with docs/operations.md; leave the payload of a timer empty.':
    '请对照 docs/zh-CN/operations.md 检查 s.yaml 中的触发器；定时触发器的触发消息应留空。',
  '{n} of {all} accounts could not be started, account {account} first: {detail}':
    '{all} 个账号中有 {n} 个未能启动，首先是账号 {account}：{detail}',
  'Allow {permission} on this function to its own role.': '请授予该函数的角色对此函数的 {permission} 权限。',
  'The trigger is retried; what was started is not started twice.': '触发会重试；已启动的不会重复启动。',
  'The function {prefix}-{job} could not be started: {detail}': '无法启动函数 {prefix}-{job}：{detail}',
  'Allow {permission} on it to the role of {name}.': '请授予 {name} 的角色对该函数的 {permission} 权限。',
  'Ask again.': '请重试。',
  // evidence and state
  'The evidence {key} of an earlier attempt of this run cannot be read: {why}.':
    '无法读取本次运行先前写入的证据 {key}：{why}。',
  'It was changed, or written by another version; the next trigger starts a new run.':
    '它被修改过，或由其他版本写入；下次触发会开始新的运行。',
  '{key} is in format {name}/{found}; this version of sealwatch reads {name2}/{version}.':
    '{key} 的格式为 {name}/{found}；当前版本的 sealwatch 可读取 {name2}/{version}。',
  'Deploy the newer version again, or use another store.': '请重新部署较新的版本，或使用其他存储。',
  'Move it away to start from a new baseline; evidence stays valid.':
    '请将其移走，以便从新的基线开始；证据仍然有效。',
  'The next run of {job} sets it aside and starts from a baseline.':
    '{job} 下次运行时会另存该文件，并从基线开始。',
  'it cannot be decompressed': '无法解压',
  'it does not start as a {name} document': '开头不是 {name} 文档',
  'its content does not match its hash': '内容与哈希不一致',
  'it is not marked as {name}': '未标记为 {name}',
  'it is not JSON': '不是 JSON',
  // store
  'Set store.directory to another path, or use store.oss.':
    '请将 store.directory 设为其他路径，或改用 store.oss。',
  'Let the user that runs sealwatch read it, or set store.directory to another path.':
    '请使运行 sealwatch 的用户可读取它，或将 store.directory 设为其他路径。',
  'The store key {key} {why}.': '存储的键 {key} {why}。',
  'is not valid': '无效',
  'leads through a symbolic link, {path}': '经过符号链接 {path}',
  'lies below {path}, which is an object': '位于对象 {path} 之下',
  'is the folder of other objects': '是其他对象所在的目录',
  'Keys are relative paths of letters, digits and . _ = - joined with /; no part of one starts with a dot.':
    '键为相对路径，由字母、数字和 . _ = - 组成，以 / 分隔；各部分均不能以点开头。',
  'store.oss.prefix is no folder: {prefix}.': 'store.oss.prefix 不是目录：{prefix}。',
  'Write it as sealwatch/: letters, digits and . _ = - between slashes.':
    '请写成 sealwatch/ 的形式：斜杠之间为字母、数字和 . _ = -。',
  'The bucket name {bucket} or the region {region} is not valid.':
    'Bucket 名称 {bucket} 或地域 {region} 无效。',
  'Set store.oss.bucket to a name such as sealwatch-evidence and store.oss.region to a region id such as cn-hangzhou.':
    '请将 store.oss.bucket 设为名称（如 sealwatch-evidence），将 store.oss.region 设为地域 ID（如 cn-hangzhou）。',
  'OSS did not answer for {place}: {said}.': 'OSS 对 {place} 没有应答：{said}。',
  'Check the network, or try again later. Whether the last write was carried out is not known.':
    '请检查网络，或稍后重试。最后一次写入是否完成未知。',
  'A retention policy protects {place}: {said}.': '保留策略保护着 {place}：{said}。',
  'Keep the state in a bucket without retention policy; evidence is written once and may have one.':
    '请将状态保存在没有保留策略的 Bucket 中；证据只写入一次，可以有保留策略。',
  'OSS refused the call for {place}: {said}.': 'OSS 拒绝了对 {place} 的调用：{said}。',
  'Check store.oss in the configuration.': '请检查配置中的 store.oss。',
  'OSS refused the time of the call for {place}: {said}.': 'OSS 拒绝了对 {place} 的调用时间：{said}。',
  'Set the clock of this machine: OSS takes requests that are at most 15 minutes off.':
    '请校准本机时钟：OSS 只接受时间偏差不超过 15 分钟的请求。',
  'OSS rejected the credentials for {place}: {said}.': 'OSS 拒绝了访问 {place} 的凭证：{said}。',
  'Renew the credentials; a security token may have expired during the run.':
    '请更新凭证；安全令牌可能在运行期间过期。',
  '{words} (request {id})': '{words}（请求 {id}）',
  'Versioning of the bucket {bucket} is {status}: OSS then ignores x-oss-forbid-overwrite, so write-once objects can be overwritten.':
    'Bucket {bucket} 的版本控制状态为 {status}：此时 OSS 会忽略 x-oss-forbid-overwrite，只应写入一次的对象可能被覆盖。',
  'Use a bucket whose versioning was never on; it cannot be switched off for good.':
    '请使用从未开启版本控制的 Bucket；版本控制开启后无法彻底关闭。',
  'The call for oss://{bucket}/{key} was stopped.': '对 oss://{bucket}/{key} 的调用已中止。',
  'Whether it was carried out is not known.': '是否已执行未知。',
  'OSS cut the listing of oss://{bucket}/{prefix} short.': 'OSS 未列出 oss://{bucket}/{prefix} 的全部内容。',
  'OSS did not delete {left} of {n} objects, first oss://{bucket}/{key}.':
    'OSS 未删除 {n} 个对象中的 {left} 个，第一个为 oss://{bucket}/{key}。',
  'Check whether a retention policy protects them, or a policy denies oss:DeleteObject on them.':
    '请检查是否有保留策略保护这些对象，或有权限策略拒绝对它们的 oss:DeleteObject。',
  'Try again later.': '请稍后重试。',
  'Free some space there, or name a directory on another disk with --out.':
    '请释放空间，或用 --out 指定其他磁盘上的目录。',
  'Something else has that name: remove it, or name another directory with --out.':
    '该名称已被占用：请删除它，或用 --out 指定其他目录。',
  'Let the user that runs sealwatch write there, or name another directory with --out.':
    '请使运行 sealwatch 的用户可写入该目录，或用 --out 指定其他目录。',
  '{path} is damaged: {why}.': '{path} 已损坏：{why}。',
  // recordings
  'The folder for the recording is not empty: {folder}': '录制目录不为空：{folder}',
  'Name a folder that does not exist yet; a recording never overwrites anything.':
    '请指定一个尚不存在的目录；录制不会覆盖任何内容。',
  'The recording is not valid: {where}: {why}.': '录制无效：{where}：{why}。',
  'it holds {n} calls instead of {expected}': '含 {n} 次调用，应为 {expected} 次',
  'expected {wanted} at {path}': '{path}应为 {wanted}',
  'the top': '最外层',
  'another value': '其他值',
  'Unpack it again, or use the version of sealwatch that made it; docs/recordings.md describes the files.':
    '请重新解压，或使用生成该录制的 sealwatch 版本；文件说明见 docs/recordings.md。',
  'The recording in {folder} cannot be read ({code}).': '无法读取 {folder} 中的录制（{code}）。',
  'Name the folder that `sealwatch audit --record` has written.':
    '请指定 `sealwatch audit --record` 写入的目录。',
  'The recording cannot be written to {folder} ({code}).': '无法将录制写入 {folder}（{code}）。',
  'Name a folder that does not exist yet, in a place where you may write.':
    '请在有写权限的位置指定一个尚不存在的目录。',
  'The recording in {folder} was asked for {requests} not in it.':
    '{folder} 中的录制不包含所需的{requests}。',
  'one request that is': '一次请求',
  '{n} requests that are': ' {n} 次请求',
  'The run was cut short, or another version of sealwatch asks for other things; their results are unknown.':
    '录制时运行提前结束，或当前版本的 sealwatch 发出不同的请求；其结果未知。',
};
