/**
 * What differs between partitions: the Region that calls of global services carry, and how host names end.
 *
 * @see https://github.com/boto/botocore/blob/develop/botocore/data/endpoints.json
 */
export const partitions = {
  aws: { globalRegion: "us-east-1", dnsSuffix: "amazonaws.com" },
  "aws-us-gov": { globalRegion: "us-gov-west-1", dnsSuffix: "amazonaws.com" },
  "aws-eusc": { globalRegion: "eusc-de-east-1", dnsSuffix: "amazonaws.eu" },
  "aws-cn": { globalRegion: "cn-north-1", dnsSuffix: "amazonaws.com.cn" },
} as const;

export type Partition = keyof typeof partitions;

export const partitionNames = ["aws", "aws-us-gov", "aws-eusc", "aws-cn"] as const satisfies readonly Partition[];
