import { everybody, onlyTrusted, undecided, type Reach } from "./reach";
import {
  reachOfAccount,
  reachOfAddresses,
  reachOfArn,
  reachOfOrganization,
  reachOfOrganizationPath,
  reachOfVpc,
  reachOfVpcEndpoint,
  type TrustedAccess,
} from "./trusted";

/** A condition key that says who asks, or through what. */
export interface ConditionKey {
  /** What a value lets in. */
  reach: (value: string, trusted: TrustedAccess) => Reach;
  /** In small letters, without `IfExists`. */
  operators: readonly string[];
  /** Only requests of AWS services have the key. */
  onlyOf?: "awsServices";
  /** Every request has the key. */
  always?: boolean;
}

/**
 * Undefined for a key that does not limit who gets in. AWS counts a policy as public unless it names fixed values of one of a few keys; all
 * others (aws:SecureTransport, aws:VpcSourceIp, kms:ViaService, tags, MFA ...) anybody can satisfy.
 *
 * @param key in small letters
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
 * @see https://docs.aws.amazon.com/efs/latest/ug/access-control-block-public-access.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export function conditionKey(key: string): ConditionKey | undefined {
  return keys.get(key);
}

const textOperators = ["stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike"];
const yesOrNo = ["bool", "stringequals", "stringequalsignorecase"];

/** A key that is compared as text or as an ARN. */
export function textKey(reach: ConditionKey["reach"]): ConditionKey {
  return { reach, operators: textOperators };
}

const account = textKey((value, trusted) => reachOfAccount(value, trusted));
const arn = textKey(reachOfArn);
const organization = textKey(reachOfOrganization);
const organizationPath = textKey(reachOfOrganizationPath);
/** Whatever the value, nobody but an AWS service has the key. */
const service: ConditionKey = { reach: () => onlyTrusted, operators: textOperators, onlyOf: "awsServices" };

/** `AIDA...`, or `AROA...:session`; of a root user the account's id. */
function reachOfUserId(value: string, trusted: TrustedAccess): Reach {
  if (/^\d+$/.test(value)) return reachOfAccount(value, trusted);
  return /^[*?]/.test(value) ? everybody(`${value} is anybody`) : undecided(`the account of ${value} does not follow from it`);
}

/** Where a topic delivers to. Whose an address or a host is, is not known. */
function reachOfEndpoint(value: string, trusted: TrustedAccess): Reach {
  if (value.startsWith("arn:")) return reachOfArn(value, trusted);
  return /^[^*?]+@[^*?@]+$|^\*?@[^*?@]+$|^https?:\/\/[^*?/]+(\/|$)/.test(value)
    ? undecided(`whose ${value} is is not known`)
    : everybody(`${value} is any endpoint`);
}

const addresses: ConditionKey = { reach: reachOfAddresses, operators: ["ipaddress"] };
const isService: ConditionKey = { reach: reachOfYes, operators: yesOrNo };
/** EFS counts who comes through a mount target, which is in a VPC, as not public. */
const mountTarget: ConditionKey = { reach: reachOfYes, operators: yesOrNo, always: true };

const named: readonly (readonly [key: ConditionKey, ...names: string[]])[] = [
  [account, "aws:PrincipalAccount", "aws:SourceAccount", "aws:SourceOwner", "aws:VpceAccount"],
  [account, "kms:CallerAccount", "s3:DataAccessPointAccount"],
  [
    arn,
    "aws:PrincipalArn",
    "aws:SourceArn",
    "aws:SourceVpcArn",
    "ec2:SourceInstanceArn",
    "lambda:SourceFunctionArn",
    "s3:DataAccessPointArn",
  ],
  // Who uses a key has to be allowed to by the key's own policy.
  [arn, "s3:x-amz-server-side-encryption-aws-kms-key-id"],
  [organization, "aws:PrincipalOrgID", "aws:SourceOrgID", "aws:VpceOrgID"],
  [organizationPath, "aws:PrincipalOrgPaths", "aws:SourceOrgPaths", "aws:VpceOrgPaths"],
  [service, "aws:PrincipalServiceName", "aws:PrincipalServiceNamesList"],
  [isService, "aws:PrincipalIsAWSService"],
  [addresses, "aws:SourceIp"],
  [textKey(reachOfVpc), "aws:SourceVpc"],
  [textKey(reachOfVpcEndpoint), "aws:SourceVpce"],
  [textKey(reachOfUserId), "aws:userid"],
  [textKey(reachOfEndpoint), "sns:Endpoint"],
  [mountTarget, "elasticfilesystem:AccessedViaMountTarget"],
];
const keys = new Map(named.flatMap(([key, ...names]) => names.map((name) => [name.toLowerCase(), key] as const)));

/** Nobody can say of himself that he is. */
function reachOfYes(value: string): Reach {
  return value.toLowerCase() === "true" ? onlyTrusted : everybody(`${value} lets in everybody else`);
}
