import type { Account } from "./account";
import { text, type Properties } from "./values";

export type ProviderFunction = (account: Account, args: Properties) => Properties;

/** Every function that is implemented, by its token. */
export const functions = new Map<string, ProviderFunction>([
  // What STS said when the provider was configured.
  [
    "aws:index/getCallerIdentity:getCallerIdentity",
    ({ identity: { accountId, arn, userId } }) => ({ id: accountId, accountId, arn, userId }),
  ],
  // The partition of the provider's Region.
  ["aws:index/getPartition:getPartition", ({ region }) => ({ id: partitionOf(region).partition, ...partitionOf(region) })],
  // The Region that is asked for, or the provider's. The description is the code: AWS's names of Regions are not known here.
  [
    "aws:index/getRegion:getRegion",
    (account, args) => {
      const region = text(args["region"]) ?? text(args["name"]) ?? account.region;
      return { id: region, name: region, region, description: region, endpoint: `ec2.${region}.${partitionOf(region).dnsSuffix}` };
    },
  ],
]);

/** A Region belongs to the partition that its code begins with. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export function partitionOf(region: string) {
  if (region.startsWith("us-gov-")) return { partition: "aws-us-gov", dnsSuffix: "amazonaws.com", reverseDnsPrefix: "com.amazonaws" };
  if (region.startsWith("eusc-")) return { partition: "aws-eusc", dnsSuffix: "amazonaws.eu", reverseDnsPrefix: "eu.amazonaws" };
  if (region.startsWith("cn-")) return { partition: "aws-cn", dnsSuffix: "amazonaws.com.cn", reverseDnsPrefix: "cn.com.amazonaws" };
  return { partition: "aws", dnsSuffix: "amazonaws.com", reverseDnsPrefix: "com.amazonaws" };
}
