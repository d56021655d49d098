# The role of the functions and the bucket for state and evidence, in the account that hosts them.
# The policies are the JSON files beside this folder; delete statements there that you do not use.

terraform {
  required_providers {
    alicloud = {
      source  = "aliyun/alicloud"
      version = ">= 1.252.0"
    }
  }
}

variable "bucket" {
  type        = string
  description = "Name of the bucket, unique in all of OSS"
}

variable "role" {
  type    = string
  default = "sealwatch"
}

variable "evidence_days" {
  type        = number
  default     = 0
  description = "Delete evidence after so many days; 0: never"
}

data "alicloud_account" "this" {}

locals {
  policy = replace(replace(
    file("${path.module}/../function-role-policy.json"),
    "1000000000000001", data.alicloud_account.this.id),
  "sealwatch-evidence", var.bucket)
}

resource "alicloud_ram_role" "function" {
  role_name                   = var.role
  description                 = "Functions of sealwatch"
  assume_role_policy_document = file("${path.module}/../function-role-trust.json")
}

resource "alicloud_ram_policy" "function" {
  policy_name     = var.role
  description     = "What the functions of sealwatch may do"
  policy_document = local.policy
}

resource "alicloud_ram_role_policy_attachment" "function" {
  role_name   = alicloud_ram_role.function.id
  policy_name = alicloud_ram_policy.function.policy_name
  policy_type = "Custom"
}

# No versioning: with it, OSS ignores the header that makes evidence write-once, and sealwatch refuses the bucket.
# No retention policy (WORM) either: it covers the whole bucket, and state must be overwritten.
resource "alicloud_oss_bucket" "evidence" {
  bucket        = var.bucket
  storage_class = "Standard"

  server_side_encryption_rule {
    sse_algorithm = "AES256"
  }

  dynamic "lifecycle_rule" {
    for_each = var.evidence_days > 0 ? [var.evidence_days] : []
    content {
      id      = "evidence"
      prefix  = "sealwatch/evidence/"
      enabled = true
      expiration {
        days = lifecycle_rule.value
      }
    }
  }
}

resource "alicloud_oss_bucket_acl" "evidence" {
  bucket = alicloud_oss_bucket.evidence.bucket
  acl    = "private"
}

resource "alicloud_oss_bucket_public_access_block" "evidence" {
  bucket              = alicloud_oss_bucket.evidence.bucket
  block_public_access = true
}

output "role_arn" {
  value = alicloud_ram_role.function.arn
}
