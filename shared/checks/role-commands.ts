import { SERVICE_ROLE, SERVICE_ROLE_POLICY } from '../model/role.ts';

/** As Alibaba Cloud documents it for all roles that ACK assumes. */
export const TRUST =
  '{"Version":"1","Statement":[{"Action":"sts:AssumeRole","Effect":"Allow","Principal":{"Service":["cs.aliyuncs.com"]}}]}';

export const ATTACH_POLICY = `aliyun ram AttachPolicyToRole --PolicyType System --PolicyName ${SERVICE_ROLE_POLICY} --RoleName ${SERVICE_ROLE}`;

export const CREATE_ROLE = `aliyun ram CreateRole --RoleName ${SERVICE_ROLE} --AssumeRolePolicyDocument '${TRUST}' && ${ATTACH_POLICY}`;

export const RESTORE_TRUST = `aliyun ram UpdateRole --RoleName ${SERVICE_ROLE} --NewAssumeRolePolicyDocument '${TRUST}'`;
