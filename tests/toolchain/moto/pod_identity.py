"""Pod identity associations of EKS, which moto 5.2 lacks. Any name of a cluster will do."""

import json
import secrets
import time
from urllib.parse import urlparse

from moto.core import DEFAULT_ACCOUNT_ID
from moto.core.responses import BaseResponse
from moto.eks import urls
from moto.eks.models import EKSBackend

associations = {}  # by ARN
changeable = ("roleArn", "targetRoleArn", "disableSessionTags")


def all_of_cluster(request, full_url, headers):
    place = place_of(request, full_url)
    there = [one for arn, one in associations.items() if arn.startswith(place)]
    if request.method == "GET":
        return answer(200, {"associations": there})
    given = json.loads(request.data)
    account = ("namespace", "serviceAccount")
    if any(all(one[key] == given[key] for key in account) for one in there):
        return error(409, "ResourceInUseException", "Association already exists")
    identifier = "a-" + secrets.token_hex(8)
    arn = place + identifier
    associations[arn] = {
        **{key: given[key] for key in (*account, *changeable) if key in given},
        "clusterName": cluster_of(full_url),
        "associationArn": arn,
        "associationId": identifier,
        "tags": given.get("tags", {}),
        "disableSessionTags": given.get("disableSessionTags", False),
        "createdAt": time.time(),
        "modifiedAt": time.time(),
    }
    return answer(200, {"association": associations[arn]})


def one_of_cluster(request, full_url, headers):
    arn = place_of(request, full_url) + urlparse(full_url).path.split("/")[4]
    if arn not in associations:
        return error(404, "ResourceNotFoundException", "No association found")
    if request.method == "DELETE":
        return answer(200, {"association": associations.pop(arn)})
    if request.method == "POST":
        given = json.loads(request.data)
        changes = {key: given[key] for key in changeable if key in given}
        associations[arn].update(changes, modifiedAt=time.time())
    return answer(200, {"association": associations[arn]})


def cluster_of(full_url):
    return urlparse(full_url).path.split("/")[2]


def place_of(request, full_url):
    region = BaseResponse().get_region_from_url(request, full_url)
    return f"arn:aws:eks:{region}:{DEFAULT_ACCOUNT_ID}:podidentityassociation/{cluster_of(full_url)}/"


def answer(status, content):
    return status, {"Content-Type": "application/json"}, json.dumps(content)


def error(status, kind, message):
    headers = {"Content-Type": "application/json", "x-amzn-ErrorType": kind}
    return status, headers, json.dumps({"message": message})


def with_tags_of_associations(name, change):
    other = getattr(EKSBackend, name)

    def method(self, resource_arn, *args):
        if resource_arn not in associations:
            return other(self, resource_arn, *args)
        change(associations[resource_arn]["tags"], *args)

    setattr(EKSBackend, name, method)


def drop(tags, keys):
    for key in keys:
        tags.pop(key, None)


def install():
    clusters = "{0}/clusters/(?P<name>[^/]+)/pod-identity-associations"
    urls.url_paths[clusters + "$"] = all_of_cluster
    urls.url_paths[clusters + "/(?P<identifier>[^/]+)$"] = one_of_cluster
    with_tags_of_associations("tag_resource", lambda tags, more: tags.update(more))
    with_tags_of_associations("untag_resource", drop)
