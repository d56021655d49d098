"""The vendor's client of object storage."""

import os

import oss2

from tell import tell

auth = oss2.Auth(os.environ["ALIBABA_CLOUD_ACCESS_KEY_ID"], os.environ["ALIBABA_CLOUD_ACCESS_KEY_SECRET"])
endpoint = "https://oss-cn-hangzhou.aliyuncs.com"
name = "sealwatch-evidence"


def stored():
    bucket = oss2.Bucket(auth, endpoint, name)
    bucket.put_object("strangers/python.txt", "from afar")
    return bucket.get_object("strangers/python.txt").read().decode()


tell(
    ["oss2"],
    {
        "oss.buckets": lambda: [one.name for one in oss2.Service(auth, endpoint).list_buckets().buckets],
        "oss.acl": lambda: oss2.Bucket(auth, endpoint, name).get_bucket_acl().acl,
        "oss.stored": stored,
    },
    lambda error: getattr(error, "code", ""),
)
