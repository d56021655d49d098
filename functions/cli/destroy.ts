import { removeRole } from '../../shared/setup/role.ts';
import { interrupted } from './interrupted.ts';
import type { Runtime } from './runtime.ts';
import { confirmed } from './setup/ask.ts';
import { openSetup, type Setup, type SetupOptions } from './setup/open-setup.ts';
import { KINDS, type Planned, planText } from './setup/plan.ts';
import { type Found, lookAround } from './setup/resources.ts';

export type DestroyCommand = SetupOptions;

/** `sealwatch destroy`: removes functions, role and policy, and says what stays. Broken off and run again it completes. */
export async function destroy(options: DestroyCommand, runtime: Runtime): Promise<number> {
  const setup = await openSetup(options, runtime);
  try {
    return await destroyed(setup, options);
  } catch (error) {
    throw runtime.signal.aborted ? interrupted('The removal was stopped.') : error;
  } finally {
    setup.folder.remove();
  }
}

async function destroyed(setup: Setup, options: DestroyCommand): Promise<number> {
  const { language, runtime, s, cloud, role } = setup;
  const found = await lookAround(setup);
  runtime.stdout.write(planText(planOf(setup, found), language));
  runtime.stdout.write(`\n${leftText(found, language)}\n`);
  if (!(await confirmed(GO[language], options.yes === true, runtime))) return 0;
  for (const { name, exists } of found.functions)
    if (exists) await s.run(name.slice(setup.prefix.length + 1), 'remove', '-y');
  if (role !== null) await removeRole(cloud, role);
  return 0;
}

function planOf({ role: name }: Setup, { role, functions }: Found): Planned[] {
  const gone = functions
    .filter(({ exists }) => exists)
    .map(({ name: one }): Planned => ({ deed: 'remove', what: KINDS.function, name: one }));
  if (name === null || !role) return gone;
  if (role.policy !== 'absent') gone.push({ deed: 'remove', what: KINDS.policy, name });
  if (role.role !== 'absent') gone.push({ deed: 'remove', what: KINDS.role, name });
  return gone;
}

/** State and evidence are nobody's to delete but the owner's. */
function leftText({ bucket }: Found, language: 'en' | 'zh'): string {
  const { name } = bucket ?? { name: '' };
  return language === 'en'
    ? `  What stays: the bucket ${name} with state and evidence (remove it with \`ossutil rm oss://${name} -r -b\`), the log project of Function Compute, service-linked roles, sealwatch.yaml and .env.\n`
    : `  保留：存储空间 ${name}（含状态和证据，可用 \`ossutil rm oss://${name} -r -b\` 删除）、函数计算的日志项目、服务关联角色、sealwatch.yaml 和 .env。\n`;
}

const GO = { en: 'Remove this?', zh: '确认删除？' };
