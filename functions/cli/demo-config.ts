/** What the demo account configured: one accepted finding, one acceptance that ran out, and a list of keys. */
export const DEMO_CONFIG = `
policy:
  approvedKeys:
    - key-hzz00000000000000001a
    - key-hzz00000000000000002b
    - key-hzz00000000000000003c
    - key-hzz00000000000000004d
    - key-hzz00000000000000005e
    - key-hzz00000000000000006f
    - key-hzz00000000000000007g
    - key-hzz00000000000000008h
    - key-shh00000000000000001a
    - key-shh00000000000000002b
    - key-shh00000000000000003c
    - key-shh00000000000000004d
    - key-shh00000000000000005e
    - key-shh00000000000000006f
    - key-bjj00000000000000001a
    - key-bjj00000000000000002b
    - key-bjj00000000000000003c
    - key-bjj00000000000000004d
    - key-szz00000000000000001a
    - key-cdd00000000000000001a
alerts:
  channels:
    - type: dingtalk-robot
      webhook: https://oapi.dingtalk.com/robot/send?access_token=sandboxRobotToken
      secret: SECsandboxRobotSecret
      mobiles: ["13800000000"]
  top: 3
report: { url: https://audit.example.com }
waivers:
  - check: key-deletion-protection
    resource: key-bjj00000000000000002b
    until: 2027-03-31
    owner: "@chen"
    reason: audit-prod holds test data only
  - check: kms-v1-remains
    resource: c72bacf6c783f8f135333f13d0c644bc9
    until: 2026-10-31
    owner: "@li"
    reason: Secrets are rewritten in October
`;
