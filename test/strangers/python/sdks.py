"""The SDKs of the vendor, one for each product, at their default endpoints."""

import json
import os

from alibabacloud_actiontrail20200706.client import Client as ActionTrail
from alibabacloud_actiontrail20200706 import models as trail
from alibabacloud_bssopenapi20171214.client import Client as Bss
from alibabacloud_cs20151215.client import Client as Cs
from alibabacloud_cs20151215 import models as cs
from alibabacloud_kms20160120.client import Client as Kms
from alibabacloud_kms20160120 import models as kms
from alibabacloud_ram20150501.client import Client as Ram
from alibabacloud_ram20150501 import models as ram
from alibabacloud_sts20150401.client import Client as Sts
from alibabacloud_tea_openapi.models import Config

from tell import tell

config = Config(
    access_key_id=os.environ["ALIBABA_CLOUD_ACCESS_KEY_ID"],
    access_key_secret=os.environ["ALIBABA_CLOUD_ACCESS_KEY_SECRET"],
    region_id="cn-hangzhou",
)


def clusters():
    client, found, number = Cs(config), [], 1
    while True:
        page = client.describe_clusters_v1(cs.DescribeClustersV1Request(page_size=20, page_number=number)).body
        found += page.clusters
        if not page.clusters or len(found) >= page.page_info.total_count:
            return found
        number += 1


def encryption():
    capabilities = {one.name: json.loads(one.meta_data or "{}").get("Capabilities", {}) for one in clusters()}
    return {name: one.get("EncryptionKMSKeyId") for name, one in capabilities.items() if one}


def keys():
    client = Kms(config)
    listed = client.list_keys(kms.ListKeysRequest(page_size=100)).body.keys.key
    described = [client.describe_key(kms.DescribeKeyRequest(key_id=key.key_id)).body.key_metadata for key in listed]
    return {key.key_id: key.key_state for key in described}


def aliases():
    listed = Kms(config).list_aliases(kms.ListAliasesRequest(page_size=100)).body.aliases.alias
    return {alias.alias_name: alias.key_id for alias in listed}


def disabled_by():
    by_name = trail.LookupEventsRequestLookupAttribute(key="EventName", value="DisableKey")
    events = ActionTrail(config).lookup_events(trail.LookupEventsRequest(lookup_attribute=[by_name])).body.events
    return [event["userIdentity"]["userName"] for event in events]


def policies_of_role():
    request = ram.ListPoliciesForRoleRequest(role_name="AliyunCSManagedSecurityRole")
    return [policy.policy_name for policy in Ram(config).list_policies_for_role(request).body.policies.policy]


tell(
    [
        "alibabacloud_cs20151215",
        "alibabacloud_kms20160120",
        "alibabacloud_actiontrail20200706",
        "alibabacloud_ram20150501",
        "alibabacloud_bssopenapi20171214",
        "alibabacloud_sts20150401",
    ],
    {
        "sts.account": lambda: Sts(config).get_caller_identity().body.account_id,
        "cs.clusters": lambda: {one.name: one.region_id for one in clusters()},
        "cs.encryption": encryption,
        "kms.keys": keys,
        "kms.aliases": aliases,
        "actiontrail.trails": lambda: {
            one.name: one.status for one in ActionTrail(config).describe_trails(trail.DescribeTrailsRequest()).body.trail_list
        },
        "actiontrail.disabledBy": disabled_by,
        "ram.users": lambda: [one.user_name for one in Ram(config).list_users(ram.ListUsersRequest()).body.users.user],
        "ram.roles": lambda: [one.role_name for one in Ram(config).list_roles(ram.ListRolesRequest()).body.roles.role],
        "ram.policiesOfRole": policies_of_role,
        "bss.balance": lambda: Bss(config).query_account_balance().body.data.available_amount,
    },
    lambda error: getattr(error, "code", None) or "",
)
