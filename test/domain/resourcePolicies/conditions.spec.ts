import { unknownValue } from "../../../domain/unknownValue";
import { allow, decide, friend, otherOrganization, ourOrganization, own, policy, stranger, type Row } from "./table";

const everybody = (Condition: unknown) => allow("*", Condition);
const equals = (key: string, value: unknown) => everybody({ StringEquals: { [key]: value } });
const address = (...values: string[]) => everybody({ IpAddress: { "aws:SourceIp": values } });
const path = `${ourOrganization}/r-ab12/ou-ab12-11111111/*`;

const harmless: Row[] = [
  ["the organization", equals("aws:PrincipalOrgID", ourOrganization), "harmless"],
  ["the organization, the key in small letters", equals("aws:principalorgid", [ourOrganization]), "harmless"],
  ["a path of the organization", everybody({ "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": path } }), "harmless"],
  [
    "a trusted path, of an organization that is not trusted as a whole",
    everybody({ "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": path } }),
    "harmless",
    "resource",
    { organizations: [], organizationPaths: [`${ourOrganization}/r-ab12/`] },
  ],
  ["its own account", equals("aws:PrincipalAccount", own), "harmless"],
  ["its own account and a trusted one", equals("aws:PrincipalAccount", [own, friend]), "harmless"],
  ["the account of the resource, by variable", equals("aws:PrincipalAccount", "${aws:ResourceAccount}"), "harmless"],
  ["the organization of the resource, by variable", equals("aws:PrincipalOrgID", "${aws:ResourceOrgID}"), "harmless"],
  ["roles of its own", everybody({ ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${own}:role/*` } }), "harmless"],
  [
    "roles of its own that a variable names",
    everybody({ ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${own}:role/\${aws:PrincipalTag/team}` } }),
    "harmless",
  ],
  ["topics of its own", everybody({ ArnEquals: { "aws:SourceArn": `arn:aws:sns:eu-central-1:${own}:news` } }), "harmless"],
  ["whatever of its own, in any Region", everybody({ ArnLike: { "aws:SourceArn": `arn:aws:logs:*:${own}:*` } }), "harmless"],
  ["AWS services for its own account", equals("AWS:SourceOwner", own), "harmless"],
  ["AWS services for the organization", equals("aws:SourceOrgID", ourOrganization), "harmless"],
  ["AWS services for a path", everybody({ "ForAnyValue:StringLike": { "aws:SourceOrgPaths": path } }), "harmless"],
  ["AWS services", everybody({ Bool: { "aws:PrincipalIsAWSService": "true" } }), "harmless"],
  ["one AWS service", equals("aws:PrincipalServiceName", "cloudtrail.amazonaws.com"), "harmless"],
  ["whoever has a service's name: services only", everybody({ Null: { "aws:PrincipalServiceName": "false" } }), "harmless"],
  ["a trusted VPC", equals("aws:SourceVpc", "vpc-0a1b2c3d"), "harmless", "resource", { vpcs: ["vpc-0a1b2c3d"] }],
  ["a trusted VPC endpoint", equals("aws:SourceVpce", "vpce-0a1b2c3d"), "harmless", "resource", { vpcEndpoints: ["vpce-0a1b2c3d"] }],
  ["VPC endpoints of its own account", equals("aws:VpceAccount", own), "harmless"],
  ["a trusted range", address("203.0.113.128/25"), "harmless", "resource", { cidrs: ["203.0.113.0/24"] }],
  ["a trusted range of IPv6", address("2001:db8:1::/48"), "harmless", "resource", { cidrs: ["2001:db8::/32"] }],
  ["private addresses", address("10.0.0.0/8", "172.16.0.0/12", "192.168.1.1", "fd00::/8"), "harmless"],
  [
    "the organization, and TLS",
    everybody({ StringEquals: { "aws:PrincipalOrgID": ourOrganization }, Bool: { "aws:SecureTransport": "true" } }),
    "harmless",
  ],
  [
    "the organization beside what is not known yet",
    everybody({ StringEquals: { "aws:PrincipalOrgID": ourOrganization, "aws:SourceVpc": unknownValue } }),
    "harmless",
  ],
  [
    "paths with ForAllValues, which have to be there",
    everybody({ "ForAllValues:StringLike": { "aws:PrincipalOrgPaths": path }, Null: { "aws:PrincipalOrgPaths": "false" } }),
    "harmless",
  ],
  [
    "another account inside the organization",
    allow({ AWS: stranger }, { StringEquals: { "aws:PrincipalOrgID": ourOrganization } }),
    "harmless",
  ],
  [
    "an unknown principal inside the organization",
    allow({ AWS: unknownValue }, { StringEquals: { "aws:PrincipalOrgID": ourOrganization } }),
    "harmless",
  ],
  ["its own root user", equals("aws:userid", own), "harmless"],
];

const open: Row[] = [
  ["any organization", everybody({ StringLike: { "aws:PrincipalOrgID": "o-*" } }), "public"],
  ["its own organization or any", everybody({ StringLike: { "aws:PrincipalOrgID": [ourOrganization, "*"] } }), "public"],
  ["whoever is in an organization", everybody({ Null: { "aws:PrincipalOrgID": "false" } }), "public"],
  ["whoever has no organization, too", everybody({ StringEqualsIfExists: { "aws:PrincipalOrgID": ourOrganization } }), "public"],
  [
    "paths with ForAllValues, which pass where there are none",
    everybody({ "ForAllValues:StringLike": { "aws:PrincipalOrgPaths": path } }),
    "public",
  ],
  ["a path of any organization", everybody({ "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": "o-*/r-ab12/*" } }), "public"],
  ["a path that ends inside the id", everybody({ "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": `${ourOrganization}*` } }), "public"],
  ["everybody but its organization", everybody({ StringNotEquals: { "aws:PrincipalOrgID": ourOrganization } }), "public"],
  ["a role's name in any account", everybody({ ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/reader" } }), "public"],
  ["any ARN", everybody({ StringLike: { "aws:PrincipalArn": "*" } }), "public"],
  ["topics of any account", everybody({ ArnLike: { "aws:SourceArn": "arn:aws:sns:*:*:news" } }), "public"],
  ["buckets that begin so", everybody({ ArnLike: { "aws:SourceArn": "arn:aws:s3:::upload*" } }), "public"],
  ["any API", everybody({ ArnLike: { "aws:SourceArn": "arn:aws:apigateway:eu-central-1::/restapis/*" } }), "public"],
  ["any bucket", everybody({ ArnLike: { "aws:SourceArn": "arn:aws:s3:::*" } }), "public"],
  ["an account that begins so", everybody({ StringLike: { "aws:PrincipalAccount": "11111111*" } }), "public"],
  ["itself, by variable", equals("aws:PrincipalAccount", "${aws:PrincipalAccount}"), "public"],
  ["TLS only", everybody({ Bool: { "aws:SecureTransport": "true" } }), "public"],
  ["MFA only", everybody({ Bool: { "aws:MultiFactorAuthPresent": "true" } }), "public"],
  ["a tag of the principal, which its account chooses", equals("aws:PrincipalTag/team", "red"), "public"],
  ["an external id", equals("sts:ExternalId", "secret"), "public"],
  ["a referer", everybody({ StringLike: { "aws:Referer": "https://example.com/*" } }), "public"],
  ["addresses in some VPC", everybody({ IpAddress: { "aws:VpcSourceIp": "10.0.0.0/8" } }), "public"],
  ["the whole Internet", address("0.0.0.0/0"), "public"],
  ["the whole Internet in halves", address("0.0.0.0/1", "128.0.0.0/1"), "public"],
  ["the whole Internet of IPv6", address("::/0"), "public"],
  ["an office and the whole Internet", address("203.0.113.0/24", "0.0.0.0/0"), "public"],
  ["too wide a range", address("32.0.0.0/7"), "public"],
  ["too wide a range of IPv6", address("2001::/16"), "public"],
  ["every address but one", everybody({ NotIpAddress: { "aws:SourceIp": "203.0.113.1" } }), "public"],
  ["every address, by wildcard", address("*"), "public"],
  ["any user's id", everybody({ StringLike: { "aws:userid": "*:ada" } }), "public"],
  ["any VPC", everybody({ StringLike: { "aws:SourceVpc": "vpc-*" } }), "public"],
  ["no AWS service", everybody({ Bool: { "aws:PrincipalIsAWSService": "false" } }), "public"],
  ["whoever is called constructor", equals("constructor", "x"), "public"],

  ["another organization", equals("aws:PrincipalOrgID", otherOrganization), `outside ${otherOrganization}`],
  [
    "a path of another organization",
    everybody({ "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": `${otherOrganization}/r-1/*` } }),
    `outside ${otherOrganization}/r-1/*`,
  ],
  [
    "a path whose name begins as a trusted one's",
    everybody({ "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": path } }),
    `outside ${path}`,
    "resource",
    { organizations: [], organizationPaths: [`${ourOrganization}/r-ab12/ou-ab12-1`] },
  ],
  ["another account's principals", equals("aws:PrincipalAccount", [own, stranger]), `outside ${stranger}`],
  [
    "another account's topics",
    everybody({ ArnLike: { "aws:SourceArn": `arn:aws:sns:*:${stranger}:*` } }),
    `outside arn:aws:sns:*:${stranger}:*`,
  ],
  [
    "addresses outside the configured ones",
    address("198.51.100.0/24"),
    "outside 198.51.100.0/24",
    "resource",
    { cidrs: ["203.0.113.0/24"] },
  ],
  ["a VPC that is not configured", equals("aws:SourceVpc", "vpc-0a"), "outside vpc-0a", "resource", { vpcs: ["vpc-0b"] }],

  ["addresses, where none are configured", address("203.0.113.0/24"), "undecided"],
  ["a VPC, where none is configured", equals("aws:SourceVpc", "vpc-0a1b2c3d"), "undecided"],
  ["a bucket, whose account its ARN does not say", everybody({ ArnLike: { "aws:SourceArn": "arn:aws:s3:::uploads" } }), "undecided"],
  ["a bucket in AWS's older spelling", everybody({ ArnLike: { "aws:SourceArn": "arn:aws:s3:*:*:uploads" } }), "undecided"],
  ["objects of a bucket", everybody({ ArnLike: { "aws:SourceArn": "arn:aws:s3:::uploads/*" } }), "undecided"],
  [
    "an API, whose account its ARN does not say",
    everybody({ ArnLike: { "aws:SourceArn": "arn:aws:apigateway:eu-central-1::/restapis/a1" } }),
    "undecided",
  ],
  ["a role's id", everybody({ StringLike: { "aws:userid": "AROAKSCDLFT9R5DQP782U:*" } }), "undecided"],
  ["a variable", equals("aws:PrincipalAccount", "${aws:PrincipalTag/account}"), "undecided"],
  ["a key that has to be there, which is not known yet", everybody({ Null: { "aws:PrincipalServiceName": unknownValue } }), "undecided"],
  ["a value that is not known yet", equals("aws:PrincipalOrgID", unknownValue), "undecided"],
  ["conditions that are not known yet", everybody(unknownValue), "undecided"],
  ["an operator's keys that are not known yet", everybody({ StringEquals: unknownValue }), "undecided"],
  ["a known value or one that is not known yet", equals("aws:PrincipalAccount", [own, unknownValue]), "undecided"],
  ["an operator that there is not", everybody({ StringEqual: { "aws:PrincipalOrgID": ourOrganization } }), "undecided"],
  ["addresses compared as text", equals("aws:SourceIp", "203.0.113.1"), "undecided"],
  ["what is no range", address("203.0.113.0/33"), "undecided"],
  ["what is no organization", equals("aws:PrincipalOrgID", "acme"), "undecided"],
  ["a path that is none", everybody({ "ForAnyValue:StringEquals": { "aws:PrincipalOrgPaths": ourOrganization } }), "undecided"],
  ["an organization by variable", equals("aws:PrincipalOrgID", "${aws:PrincipalTag/org}"), "undecided"],
  ["a VPC by variable", equals("aws:SourceVpc", "${aws:PrincipalTag/vpc}"), "undecided"],
  ["what is no VPC", equals("aws:SourceVpc", "vpc"), "undecided"],
  [
    "an ARN whose account a variable names",
    everybody({ ArnLike: { "aws:PrincipalArn": "arn:aws:iam::${aws:PrincipalTag/account}:role/x" } }),
    "undecided",
  ],
  ["what is no ARN", equals("aws:SourceArn", "news"), "undecided"],
  ["what is no account", equals("aws:PrincipalAccount", "1"), "undecided"],
];

const deny = (Condition?: unknown, more: object = {}) => ({
  Effect: "Deny",
  Principal: "*",
  Action: "s3:*",
  Resource: "*",
  ...(Condition === undefined ? {} : { Condition }),
  ...more,
});
const publicRead = { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::data/*" };
const elsewhere = { StringNotEqualsIfExists: { "aws:PrincipalOrgID": ourOrganization } };

const denied: Row[] = [
  ["a Deny for whoever is elsewhere", policy(publicRead, deny(elsewhere)), "harmless"],
  ["the same in the other order", policy(deny(elsewhere), publicRead), "harmless"],
  [
    "a Deny for whoever is elsewhere and no AWS service",
    policy(publicRead, deny({ ...elsewhere, BoolIfExists: { "aws:PrincipalIsAWSService": "false" } })),
    "harmless",
  ],
  [
    "a Deny for everybody but its own root",
    policy(publicRead, { ...deny(), Principal: undefined, NotPrincipal: { AWS: `arn:aws:iam::${own}:root` } }),
    "harmless",
  ],
  ["a Deny for everybody", policy(publicRead, deny()), "harmless"],
  [
    "a Deny for other addresses",
    policy(publicRead, deny({ NotIpAddress: { "aws:SourceIp": "203.0.113.0/24" } })),
    "harmless",
    "resource",
    { cidrs: ["203.0.113.0/24"] },
  ],
  [
    "a Deny for other accounts, for a named one",
    policy({ ...publicRead, Principal: { AWS: stranger } }, deny({ StringNotEquals: { "aws:PrincipalAccount": own } })),
    "harmless",
  ],

  ["a Deny for who is no service, by its name", policy(publicRead, deny({ Null: { "aws:PrincipalServiceName": "true" } })), "harmless"],
  ["a Deny for services only", policy(publicRead, deny(undefined, { Principal: { Service: "*" } })), "public"],
  [
    "a Deny without TLS of all but some actions",
    policy(publicRead, deny({ Bool: { "aws:SecureTransport": "false" } }, { Action: undefined, NotAction: "s3:PutObject" })),
    "public",
  ],
  ["a Deny of actions with one letter", policy({ ...publicRead, Action: "s3:*" }, deny(elsewhere, { Action: "s3:?" })), "public"],
  ["a Deny of the service, of an Allow of everything", policy({ ...publicRead, Action: "*" }, deny(elsewhere)), "undecided"],
  [
    "a Deny of some actions, of an Allow of everything",
    policy({ ...publicRead, Action: "*" }, deny(elsewhere, { Action: "s3:Put*" })),
    "public",
  ],
  [
    "a Deny of some actions, of an Allow of all but one",
    policy({ ...publicRead, Action: undefined, NotAction: "s3:DeleteBucket" }, deny(elsewhere, { Action: "s3:Put*" })),
    "public",
  ],
  [
    "a Deny of the service, of an Allow of all but one",
    policy({ ...publicRead, Action: undefined, NotAction: "s3:DeleteBucket" }, deny(elsewhere)),
    "undecided",
  ],
  [
    "a Deny of some actions, of others and what is not known yet",
    policy({ ...publicRead, Action: ["s3:ListBucket", unknownValue] }, deny(elsewhere, { Action: "s3:Put*" })),
    "public",
  ],
  [
    "a Deny of some actions, of what is not known yet",
    policy({ ...publicRead, Action: unknownValue }, deny(elsewhere, { Action: "s3:Put*" })),
    "undecided",
  ],
  [
    "a Deny of everything, of what is not known yet",
    policy({ ...publicRead, Action: unknownValue }, deny(elsewhere, { Action: "*" })),
    "harmless",
  ],
  ["a Deny without TLS", policy(publicRead, deny({ Bool: { "aws:SecureTransport": "false" } })), "public"],
  ["a Deny for one account", policy(publicRead, deny(undefined, { Principal: { AWS: stranger } })), "public"],
  ["a Deny for one organization", policy(publicRead, deny({ StringEquals: { "aws:PrincipalOrgID": otherOrganization } })), "public"],
  ["a Deny of something else", policy(publicRead, deny(elsewhere, { Action: "s3:PutObject" })), "public"],
  [
    "a Deny of a part",
    policy({ ...publicRead, Action: ["s3:GetObject", "s3:ListBucket"] }, deny(elsewhere, { Action: "s3:GetObject" })),
    "public",
  ],
  [
    "a Deny for the objects of a bucket and its objects",
    policy({ ...publicRead, Resource: ["arn:aws:s3:::data", "arn:aws:s3:::data/*"] }, deny(elsewhere, { Resource: "arn:aws:s3:::data/*" })),
    "undecided",
  ],
  [
    "a Deny for the bucket by name, of an Allow for whatever it is",
    policy({ ...publicRead, Resource: "*" }, deny(elsewhere, { Resource: ["arn:aws:s3:::data/*"] })),
    "undecided",
  ],
  ["a Deny elsewhere in the bucket", policy(publicRead, deny(elsewhere, { Resource: "arn:aws:s3:::data/private/*" })), "public"],
  [
    "a Deny for whoever is elsewhere and has no TLS",
    policy(publicRead, deny({ ...elsewhere, Bool: { "aws:SecureTransport": "false" } })),
    "public",
  ],
  [
    "a Deny with ForAnyValue, which holds for nobody without the key",
    policy(publicRead, deny({ "ForAnyValue:StringNotEquals": { "aws:PrincipalOrgID": ourOrganization } })),
    "public",
  ],
  [
    "a Deny for other organizations than another one",
    policy(publicRead, deny({ StringNotEquals: { "aws:PrincipalOrgID": otherOrganization } })),
    `outside ${otherOrganization}`,
  ],
  [
    "a Deny for all but services that spares who signs nothing",
    policy(publicRead, deny({ Bool: { "aws:PrincipalIsAWSService": "false" } })),
    "undecided",
  ],
  ["a Deny of all but some actions", policy(publicRead, deny(elsewhere, { Action: undefined, NotAction: "s3:PutObject" })), "undecided"],
  ["a Deny for what is not known yet", policy(publicRead, deny(undefined, { Principal: { AWS: unknownValue } })), "undecided"],
  ["a Deny under conditions that are not known yet", policy(publicRead, deny(unknownValue)), "undecided"],
];

/** Every key that says who asks: a value of ours, and a stranger's. */
const keys: [key: string, ours: string, theirs: string][] = [
  ...[
    "aws:PrincipalAccount",
    "aws:SourceAccount",
    "aws:SourceOwner",
    "aws:VpceAccount",
    "kms:CallerAccount",
    "s3:DataAccessPointAccount",
  ].map((key): [string, string, string] => [key, own, stranger]),
  ...[
    ["aws:PrincipalArn", "iam::", "role/x"],
    ["aws:SourceArn", "sns:eu-central-1:", "news"],
    ["aws:SourceVpcArn", "ec2:eu-central-1:", "vpc/vpc-1"],
    ["ec2:SourceInstanceArn", "ec2:eu-central-1:", "instance/i-1"],
    ["lambda:SourceFunctionArn", "lambda:eu-central-1:", "function:app"],
    ["s3:DataAccessPointArn", "s3:eu-central-1:", "accesspoint/x"],
    ["s3:x-amz-server-side-encryption-aws-kms-key-id", "kms:eu-central-1:", "key/1"],
  ].map(([key = "", service, resource]): [string, string, string] => [
    key,
    `arn:aws:${service}${own}:${resource}`,
    `arn:aws:${service}${stranger}:${resource}`,
  ]),
  ...["aws:PrincipalOrgID", "aws:SourceOrgID", "aws:VpceOrgID"].map((key): [string, string, string] => [
    key,
    ourOrganization,
    otherOrganization,
  ]),
  ...["aws:PrincipalOrgPaths", "aws:SourceOrgPaths", "aws:VpceOrgPaths"].map((key): [string, string, string] => [
    key,
    `${ourOrganization}/r-1/`,
    `${otherOrganization}/r-1/`,
  ]),
];

describe("a key that says who asks", () => {
  decide(
    keys.flatMap(([key, ours, theirs]): Row[] => [
      [`${key} of ours`, equals(key, ours), "harmless"],
      [`${key} of others`, equals(key, [ours, theirs]), `outside ${theirs}`],
      [`any ${key}`, everybody({ StringLike: { [key]: "*" } }), "public"],
      [`${key} that is not known yet`, equals(key, unknownValue), "undecided"],
      [`${key}, if there is one`, everybody({ StringEqualsIfExists: { [key]: ours } }), "public"],
      [`all but ${key} of others`, everybody({ StringNotEquals: { [key]: theirs } }), "public"],
      [`a Deny without ${key} of ours`, policy(publicRead, deny({ StringNotEquals: { [key]: ours } })), "harmless"],
    ]),
  );
  decide([
    [
      "one of a service's names",
      everybody({ "ForAnyValue:StringEquals": { "aws:PrincipalServiceNamesList": "s3.amazonaws.com" } }),
      "harmless",
    ],
  ]);
});

describe("whom a policy's conditions let in", () => {
  decide(harmless);
  decide(open);
});

describe("whom a Deny leaves", () => {
  decide(denied);
});
