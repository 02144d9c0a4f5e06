import type * as sdk from "@aws-sdk/client-cloudwatch-logs";
import type { LogGroup as DescribedGroup } from "@aws-sdk/client-cloudwatch-logs";
import { page } from "../../paging";
import { AwsError, type Asked, type Call, type Operations } from "../../service";
import { only } from "../storing/only";
import type { Stored } from "../storing/stored";
import { groups, type LogGroup } from "./groups";

export const groupOperations: Operations<typeof sdk> = {
  CreateLogGroup: groups.creates({
    tags: ({ tags }) => tags,
    taken() {
      throw new AwsError("ResourceAlreadyExistsException", "The specified log group already exists");
    },
    settings(input) {
      only(input, ["logGroupName", "tags", "kmsKeyId", "logGroupClass", "deletionProtectionEnabled"]);
      if ((input.logGroupClass ?? "STANDARD") !== "STANDARD" || input.deletionProtectionEnabled === true)
        throw new AwsError("NotImplemented", "The sandbox organization has log groups of class STANDARD without deletion protection only.");
      if (!/^[\w/.#-]{1,512}$/.test(input.logGroupName)) throw invalid("logGroupName");
      return { kmsKeyId: input.kmsKeyId, streams: new Map() };
    },
    answer: () => undefined,
  }),
  DescribeLogGroups: {
    authorize: (_input, { world, region, caller }) => ({ resource: `arn:${world.partition}:logs:${region}:${caller.account}:log-group:*` }),
    handle(input, call) {
      only(input, ["logGroupNamePrefix", "logGroupNamePattern", "nextToken", "limit"]);
      const { logGroupNamePrefix: prefix = "", logGroupNamePattern: pattern = "", nextToken, limit } = input;
      const found = groups.all(call).filter(({ name }) => name.startsWith(prefix) && name.includes(pattern));
      const { items, ...more } = page(call, { nextToken, maxResults: limit }, found, { badToken: () => invalid("nextToken") });
      return { logGroups: items.map(described), nextToken: more.nextToken };
    },
  },
  DeleteLogGroup: groups.removes(),
  PutRetentionPolicy: groups.on((group, { retentionInDays }) => {
    if (!retentions.includes(retentionInDays)) throw invalid("retentionInDays");
    group.settings.retentionInDays = retentionInDays;
  }),
  DeleteRetentionPolicy: groups.on((group) => {
    group.settings.retentionInDays = undefined;
  }),
  TagResource: byBareArn(groups.tags(({ tags }) => tags)),
  UntagResource: byBareArn(groups.untags(({ tagKeys }) => tagKeys)),
  ListTagsForResource: byBareArn(groups.on(({ tags }) => ({ tags: Object.fromEntries(tags) }))),
};

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const retentions = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

export function invalid(member: string): AwsError {
  return new AwsError("InvalidParameterException", `1 validation error detected: Value at '${member}' failed to satisfy constraint`);
}

interface Row<Input, Output> {
  authorize(input: Input, call: Call): Asked[];
  handle(input: Input, call: Call): Output;
}

/** Policies on tags, alone of all, have a group's ARN without ":*" at its end. */
function byBareArn<Input, Output>(row: Row<Input, Output>): Row<Input, Output> {
  const bare = (asked: Asked) => ({ ...asked, resource: asked.resource.replace(/:\*$/, "") });
  return { ...row, authorize: (input, call) => row.authorize(input, call).map(bare) };
}

function described({ name, arn, createdAt, settings: { retentionInDays, kmsKeyId, streams } }: Stored<LogGroup>): DescribedGroup {
  const storedBytes = [...streams.values()].flatMap(({ events }) => events).reduce((sum, { message }) => sum + message.length, 0);
  return {
    ...{ logGroupName: name, arn, logGroupArn: arn.replace(/:\*$/, ""), creationTime: createdAt.getTime(), metricFilterCount: 0 },
    ...{ retentionInDays, kmsKeyId, storedBytes, logGroupClass: "STANDARD" },
  };
}
