import { unknownValue } from "../../../domain/unknownValue";
import { allow, decide, ourOrganization, own, policy, stranger, type Row } from "./table";

const topic = `arn:aws:sns:eu-central-1:${own}:news`;
const anyone = { AWS: "*" };
const key = (Condition?: unknown, Principal: unknown = anyone) => allow(Principal, Condition, { Action: "kms:*", Resource: "*" });
const publish = (Condition?: unknown) => allow(anyone, Condition, { Action: ["SNS:Publish", "SNS:Subscribe"], Resource: topic });

/** AWS services, and what KMS, S3, SNS, EFS and Lambda have of their own. */
const rows: Row[] = [
  ["a role for EC2", allow({ Service: "ec2.amazonaws.com" }, undefined, { Action: "sts:AssumeRole" }), "harmless", "trust"],
  ["a role for several services", allow({ Service: ["lambda.amazonaws.com", "edgelambda.amazonaws.com"] }), "harmless", "trust"],
  ["a service in China", allow({ Service: "ec2.amazonaws.com.cn" }), "harmless", "trust"],
  ["a service that is not known yet: it is one", allow({ Service: unknownValue }), "harmless", "trust"],
  [
    "a service for one source",
    allow({ Service: "s3.amazonaws.com" }, { ArnLike: { "aws:SourceArn": "arn:aws:s3:::uploads" } }),
    "harmless",
  ],
  ["a service and its own account", allow({ Service: "logs.eu-central-1.amazonaws.com", AWS: own }), "harmless"],
  ["every service, which AWS does not know", allow({ Service: "*" }), "undecided"],
  ["a service and another account", allow({ Service: "sns.amazonaws.com", AWS: stranger }), `outside ${stranger}`],

  ["the key policy that AWS makes", key(undefined, { AWS: `arn:aws:iam::${own}:root` }), "harmless", "key"],
  [
    "the key policy of a service's own key",
    key({ StringEquals: { "kms:CallerAccount": own, "kms:ViaService": "s3.eu-central-1.amazonaws.com" } }),
    "harmless",
    "key",
  ],
  ["grants for services only", key({ Bool: { "kms:GrantIsForAWSResource": "true" } }, { AWS: own }), "harmless", "key"],
  ["callers of any account through S3", key({ StringEquals: { "kms:ViaService": "s3.eu-central-1.amazonaws.com" } }), "public", "key"],
  ["callers of another account", key({ StringEquals: { "kms:CallerAccount": stranger } }), `outside ${stranger}`, "key"],
  ["an encryption context", key({ StringEquals: { "kms:EncryptionContext:app": "x" } }), "public", "key"],
  [
    "a key whose Deny names it by ARN",
    policy(
      { Effect: "Allow", Principal: "*", Action: "kms:Decrypt", Resource: "*" },
      {
        Effect: "Deny",
        Principal: "*",
        Action: "kms:*",
        Resource: `arn:aws:kms:eu-central-1:${own}:key/x`,
        Condition: { StringNotEquals: { "kms:CallerAccount": own } },
      },
    ),
    "harmless",
    "key",
  ],

  ["access points of its own account", allow(anyone, { StringEquals: { "s3:DataAccessPointAccount": own } }), "harmless"],
  [
    "access points of its own account by ARN",
    allow(anyone, { StringLike: { "s3:DataAccessPointArn": `arn:aws:s3:eu-central-1:${own}:accesspoint/*` } }),
    "harmless",
  ],
  ["access points of another account", allow(anyone, { StringEquals: { "s3:DataAccessPointAccount": stranger } }), `outside ${stranger}`],
  [
    "its access points, in an access point's policy",
    allow(anyone, { StringEquals: { "s3:DataAccessPointAccount": own } }),
    "public",
    "accessPoint",
  ],
  [
    "objects that a key of its own encrypts",
    allow(anyone, { StringEquals: { "s3:x-amz-server-side-encryption-aws-kms-key-id": `arn:aws:kms:eu-central-1:${own}:key/1` } }),
    "harmless",
  ],
  ["a website's visitors, as AWS shows it", allow({ Federated: "graph.facebook.com" }, undefined, { Action: "s3:PutObject" }), "public"],
  ["access points in some VPC", allow(anyone, { StringEquals: { "s3:AccessPointNetworkOrigin": "VPC" } }), "public"],
  ["uploads with an ACL", allow(anyone, { StringEquals: { "s3:x-amz-acl": "bucket-owner-full-control" } }), "public"],
  ["objects with a tag", allow(anyone, { StringEquals: { "s3:ExistingObjectTag/public": "yes" } }), "public"],

  ["the topic policy that AWS makes", publish({ StringEquals: { "AWS:SourceOwner": own } }), "harmless"],
  ["a topic without conditions", publish(), "public"],
  ["subscribers by mail", publish({ StringLike: { "SNS:Endpoint": "*@example.com" } }), "undecided"],
  ["a queue of its own as subscriber", publish({ StringEquals: { "SNS:Endpoint": `arn:aws:sqs:eu-central-1:${own}:jobs` } }), "harmless"],
  ["any subscriber over HTTPS", publish({ StringLike: { "SNS:Endpoint": "https://*" } }), "public"],
  ["any protocol", publish({ StringEquals: { "SNS:Protocol": "https" } }), "public"],

  ["a file system through its mount targets", allow(anyone, { Bool: { "elasticfilesystem:AccessedViaMountTarget": "true" } }), "harmless"],
  [
    "a file system for who does not come from elsewhere",
    policy(
      { Effect: "Allow", Principal: anyone, Action: "elasticfilesystem:ClientMount" },
      { Effect: "Deny", Principal: anyone, Action: "*", Condition: { Bool: { "elasticfilesystem:AccessedViaMountTarget": "false" } } },
    ),
    "harmless",
  ],
  ["a file system with TLS", allow(anyone, { Bool: { "aws:SecureTransport": "true" } }), "public"],

  ["a function URL for whoever signs", allow("*", { StringEquals: { "lambda:FunctionUrlAuthType": "AWS_IAM" } }), "public"],
  [
    "a function URL for whoever signs in the organization",
    allow("*", { StringEquals: { "lambda:FunctionUrlAuthType": "AWS_IAM", "aws:PrincipalOrgID": ourOrganization } }),
    "harmless",
  ],
  ["a secret's version stage", allow(anyone, { StringEquals: { "secretsmanager:VersionStage": "AWSCURRENT" } }), "public"],
  [
    "a function of its own that asks",
    allow(anyone, { ArnLike: { "lambda:SourceFunctionArn": `arn:aws:lambda:eu-central-1:${own}:function:app` } }),
    "harmless",
  ],
];

describe("whom services and their own keys let in", () => {
  decide(rows);
});
