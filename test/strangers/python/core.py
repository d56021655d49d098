"""The older core of the vendor's Python SDK, which asks the Location service where a product is."""

import json
import os

from aliyunsdkcore.client import AcsClient
from aliyunsdkcore.request import CommonRequest
from aliyunsdkkms.request.v20160120.DescribeKeyRequest import DescribeKeyRequest
from aliyunsdkkms.request.v20160120.ListKeysRequest import ListKeysRequest

from tell import tell

client = AcsClient(
    os.environ["ALIBABA_CLOUD_ACCESS_KEY_ID"], os.environ["ALIBABA_CLOUD_ACCESS_KEY_SECRET"], "cn-hangzhou"
)


def send(request, **params):
    request.set_protocol_type("https")
    request.set_accept_format("json")
    for name, value in params.items():
        request.add_query_param(name, value)
    return json.loads(client.do_action_with_exception(request))


def common(product, version, action, **params):
    request = CommonRequest(product=product, version=version, action_name=action)
    request.set_method("POST")
    return send(request, **params)


def clusters():
    request = CommonRequest(product="CS", version="2015-12-15", uri_pattern="/api/v1/clusters")
    request.set_method("GET")
    found = send(request, page_size=50)["clusters"]
    return {one["name"]: one["region_id"] for one in found}


def state_of(key):
    request = DescribeKeyRequest()
    request.set_KeyId(key)
    return send(request)["KeyMetadata"]["KeyState"]


tell(
    ["aliyun-python-sdk-core", "aliyun-python-sdk-kms"],
    {
        "sts.account": lambda: common("Sts", "2015-04-01", "GetCallerIdentity")["AccountId"],
        "cs.clusters": clusters,
        "kms.keys": lambda: {
            key["KeyId"]: state_of(key["KeyId"]) for key in send(ListKeysRequest(), PageSize=100)["Keys"]["Key"]
        },
        "actiontrail.trails": lambda: {
            one["Name"]: one["Status"] for one in common("Actiontrail", "2020-07-06", "DescribeTrails")["TrailList"]
        },
        "ram.users": lambda: [
            one["UserName"] for one in common("Ram", "2015-05-01", "ListUsers")["Users"]["User"]
        ],
        "bss.balance": lambda: common("BssOpenApi", "2017-12-14", "QueryAccountBalance")["Data"]["AvailableAmount"],
    },
    lambda error: error.get_error_code() if hasattr(error, "get_error_code") else "",
)
