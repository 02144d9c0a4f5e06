import {
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DeleteRetentionPolicyCommand,
  ListTagsForResourceCommand,
  paginateDescribeLogGroups,
  PutRetentionPolicyCommand,
  TagResourceCommand,
  UntagResourceCommand,
  type CloudWatchLogsClient,
} from "@aws-sdk/client-cloudwatch-logs";
import { crud } from "../crud";
import { cloudWatchLogs } from "../services";
import { numeric, requiredText, text, type Value } from "../values";

/** aws.cloudwatch.LogGroup. Its id is its name. */
export const logGroup = crud({
  token: "aws:cloudwatch/logGroup:LogGroup",
  scope: "regional",
  title: "CloudWatch Logs Log Group",
  service: cloudWatchLogs,
  inputs: {
    kmsKeyId: { forceNew: true },
    logGroupClass: { computed: true, forceNew: true },
    name: { forceNew: true, autoName: { maxLength: 512 } },
    retentionInDays: { default: 0 },
    skipDestroy: { default: false },
    tags: {},
  },
  outputs: ["arn"],
  notRead: ["skipDestroy"],
  id: { of: ["name"] },
  gone: ["ResourceNotFoundException"],
  create: async (client, inputs, { tagsAll }) => {
    const logGroupName = requiredText(inputs, "name");
    await client.send(
      new CreateLogGroupCommand({
        ...{ logGroupName, kmsKeyId: text(inputs["kmsKeyId"]), tags: tagsAll },
        logGroupClass: text(inputs["logGroupClass"]) as "STANDARD" | undefined, // CloudWatch checks the value
      }),
    );
    await keepFor(client, logGroupName, inputs["retentionInDays"]);
  },
  read: async (client, { id }) => {
    for await (const { logGroups = [] } of paginateDescribeLogGroups({ client }, { logGroupNamePrefix: id })) {
      const found = logGroups.find(({ logGroupName }) => logGroupName === id);
      if (!found) continue;
      const { tags = {} } = await client.send(new ListTagsForResourceCommand({ resourceArn: found.logGroupArn }));
      return {
        ...{ name: id, arn: found.logGroupArn, kmsKeyId: found.kmsKeyId, logGroupClass: found.logGroupClass },
        ...{ retentionInDays: found.retentionInDays ?? 0, tags },
      };
    }
    return undefined;
  },
  update: [
    { of: ["retentionInDays"], call: (client, { id }, { new: inputs }) => keepFor(client, id, inputs["retentionInDays"]) },
    // AWS knows nothing of it.
    { of: ["skipDestroy"], call: async () => undefined },
  ],
  tags: {
    set: (client, _key, tags, { arn }) => client.send(new TagResourceCommand({ resourceArn: text(arn), tags })),
    remove: (client, _key, tagKeys, { arn }) => client.send(new UntagResourceCommand({ resourceArn: text(arn), tagKeys })),
  },
  delete: async (client, { id }, { skipDestroy }) => skipDestroy === true || client.send(new DeleteLogGroupCommand({ logGroupName: id })),
});

/** Zero days are for ever. */
async function keepFor(client: CloudWatchLogsClient, logGroupName: string, days: Value | undefined): Promise<void> {
  const retentionInDays = numeric(days) ?? 0;
  if (retentionInDays > 0) await client.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays }));
  else await client.send(new DeleteRetentionPolicyCommand({ logGroupName }));
}
