"""What an unmodified boto3 sees of the sandbox, as JSON: test/clients/clients.spec.ts compares it."""

import json
import sys

import boto3

member = sys.argv[1]
session = boto3.Session()


def inside(account):
    role = f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole"
    keys = session.client("sts").assume_role(RoleArn=role, RoleSessionName="boto3")["Credentials"]
    return boto3.Session(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])


def analyzers(of):
    client = of.client("accessanalyzer", region_name="eu-west-1")
    pages = client.get_paginator("list_analyzers").paginate()
    return [[each["name"], each["type"], each["status"]] for page in pages for each in page["analyzers"]]


def refused(of, **request):
    client = of.client("accessanalyzer", region_name="eu-west-1")
    try:
        client.create_analyzer(**request)
    except client.exceptions.ClientError as error:
        return [type(error).__name__, error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]]
    return "not refused"


entered = inside(member)
accounts = session.client("organizations").get_paginator("list_accounts").paginate()
instances = session.client("cloudformation").get_paginator("list_stack_instances")
regions = entered.client("account").get_paginator("list_regions").paginate(RegionOptStatusContains=["ENABLED_BY_DEFAULT"])
result = {
    "management": analyzers(session),
    "member": analyzers(entered),
    "accounts": [account["Id"] for page in accounts for account in page["Accounts"]],
    "regions": [region["RegionName"] for page in regions for region in page["Regions"]],
    "instances": sorted(
        [instance["Account"], instance["Status"]]
        for page in instances.paginate(StackSetName="access-analyzer-org-roles")
        for instance in page["Summaries"]
    ),
    "quota": refused(entered, analyzerName="second", type="ACCOUNT"),
    "plain member": refused(entered, analyzerName="mine", type="ORGANIZATION"),
    "bad name": refused(entered, analyzerName="9 lives", type="ACCOUNT"),
}
print(json.dumps(result))
