# The role of an audited account, which the functions of another account assume.
# The policies are the JSON files two folders up.

terraform {
  required_providers {
    alicloud = {
      source  = "aliyun/alicloud"
      version = ">= 1.252.0"
    }
  }
}

variable "watcher_account" {
  type        = string
  description = "Id of the account that hosts the functions"
}

variable "external_id" {
  type        = string
  description = "As accounts.externalId in sealwatch.yaml"
}

locals {
  trust = replace(replace(
    file("${path.module}/../../member-role-trust.json"),
    "1000000000000001", var.watcher_account),
  "sealwatch-3f9c", var.external_id)
}

resource "alicloud_ram_role" "member" {
  role_name                   = "sealwatch-readonly"
  description                 = "Lets sealwatch read"
  assume_role_policy_document = local.trust
}

resource "alicloud_ram_policy" "member" {
  policy_name     = "sealwatch-readonly"
  description     = "What sealwatch may read"
  policy_document = file("${path.module}/../../member-role-policy.json")
}

resource "alicloud_ram_role_policy_attachment" "member" {
  role_name   = alicloud_ram_role.member.id
  policy_name = alicloud_ram_policy.member.policy_name
  policy_type = "Custom"
}

output "role_arn" {
  value = alicloud_ram_role.member.arn
}
