/** @see https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html */
export type Partition = "aws" | "aws-us-gov" | "aws-cn";
