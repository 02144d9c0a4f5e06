import { isRegionCode, region, type Region } from "./identifiers";

/** @see https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html */
export type Partition = "aws" | "aws-us-gov" | "aws-eusc" | "aws-cn";

/** What differs between partitions, as data. */
export interface PartitionFacts {
  /** Ends the host names of service endpoints. */
  dnsSuffix: string;
  /** Enabled in every account, and cannot be turned off. */
  defaultRegions: readonly string[];
  /** How its Regions are named: tells the partition of one that is newer than this version. */
  regionNames: RegExp;
  /** Off until the account opts in. @see https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html */
  optInRegions: readonly string[];
  /**
   * Whether CloudFormation StackSets may have trusted access. Every role of ours in the members comes from a service-managed StackSet.
   *
   * @see https://docs.amazonaws.cn/en_us/AWSCloudFormation/latest/UserGuide/stacksets-prereqs.html
   */
  serviceManagedStackSets: boolean;
  /**
   * Whether a rule of EventBridge may have a bus of another Region as its target: AWS leaves out China and GovCloud.
   *
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-region.html
   */
  crossRegionEvents: boolean;
  /**
   * Where calls of IAM and AWS Organizations are seen, whoever makes them from where.
   *
   * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html#cloudtrail-concepts-global-service-events
   */
  globalRegion: Region;
  /** Whether there is an endpoint of Account Management. Elsewhere EC2 tells an account's Regions. */
  hasAccountManagement: boolean;
}

function named(prefix: string): RegExp {
  return new RegExp(`^${prefix}-(north|northeast|east|southeast|south|southwest|west|northwest|central)-\\d+$`);
}

export const partitions: Readonly<Record<Partition, PartitionFacts>> = {
  aws: {
    dnsSuffix: "amazonaws.com",
    regionNames: named("(?!cn-)[a-z]{2}"),
    defaultRegions: [
      ...["us-east-1", "us-east-2", "us-west-1", "us-west-2", "ca-central-1", "sa-east-1"],
      ...["eu-central-1", "eu-north-1", "eu-west-1", "eu-west-2", "eu-west-3"],
      ...["ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-southeast-1", "ap-southeast-2"],
    ],
    optInRegions: [
      ...["af-south-1", "ca-west-1", "il-central-1", "me-central-1", "me-south-1", "me-west-1", "mx-central-1", "sa-west-1"],
      ...["ap-east-1", "ap-east-2", "ap-south-2"],
      ...["ap-southeast-3", "ap-southeast-4", "ap-southeast-5", "ap-southeast-6", "ap-southeast-7"],
      ...["eu-central-2", "eu-south-1", "eu-south-2"],
    ],
    serviceManagedStackSets: true,
    crossRegionEvents: true,
    globalRegion: region("us-east-1"),
    hasAccountManagement: true,
  },
  "aws-us-gov": {
    dnsSuffix: "amazonaws.com",
    regionNames: named("us-gov"),
    defaultRegions: ["us-gov-east-1", "us-gov-west-1"],
    optInRegions: [],
    serviceManagedStackSets: true,
    crossRegionEvents: false,
    globalRegion: region("us-gov-west-1"),
    hasAccountManagement: false,
  },
  "aws-eusc": {
    dnsSuffix: "amazonaws.eu",
    regionNames: named("eusc-[a-z]{2}"),
    defaultRegions: ["eusc-de-east-1"],
    optInRegions: [],
    serviceManagedStackSets: true,
    crossRegionEvents: true,
    globalRegion: region("eusc-de-east-1"),
    hasAccountManagement: false,
  },
  "aws-cn": {
    dnsSuffix: "amazonaws.com.cn",
    regionNames: named("cn"),
    defaultRegions: ["cn-north-1", "cn-northwest-1"],
    optInRegions: [],
    serviceManagedStackSets: false,
    crossRegionEvents: false,
    globalRegion: region("cn-north-1"),
    hasAccountManagement: true,
  },
};

/** Every Region that this version knows, sorted. */
export function regionsOf(partition: Partition): Region[] {
  const { defaultRegions, optInRegions } = partitions[partition];
  return [...defaultRegions, ...optInRegions].filter(isRegionCode).sort();
}

export function isKnownRegion(region: string): boolean {
  return partitionNames.some((name) => regionsOf(name).some((known) => known === region));
}

/** The partition that names its Regions so, whether this version knows this one or not; none when no partition does. */
export function partitionOf(region: string): Partition | undefined {
  return partitionNames.find((name) => partitions[name].regionNames.test(region));
}

export const partitionNames: readonly Partition[] = ["aws", "aws-us-gov", "aws-eusc", "aws-cn"];
