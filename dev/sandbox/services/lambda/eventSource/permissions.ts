import { actAsRole } from "../../../iam/actAsRole";
import { assertServiceMayAssume, sessionOfService } from "../../../iam/deliveringPrincipal";
import type { World } from "../../../world/world";
import { assertKeyAllows } from "../../kms/encryption";
import type { Queue } from "../../sqs/queues";
import type { Stored } from "../../storing/stored";
import { invalid, type Settings } from "../store";

/** What Lambda does with a queue, with the permissions of the function's role. */
type Consuming = "ReceiveMessage" | "DeleteMessage" | "GetQueueAttributes";

/** @throws AwsError that names the permission which the function's role lacks */
export function assertMayConsume(world: World, each: Stored<Settings>, queue: Stored<Queue>): void {
  for (const operation of ["ReceiveMessage", "DeleteMessage", "GetQueueAttributes"] as const) assertMay(world, each, queue, operation);
}

/** @throws AwsError */
export function assertMay(world: World, each: Stored<Settings>, queue: Stored<Queue>, operation: Consuming): void {
  const { account, region } = queue;
  const roleArn = each.settings.given.Role ?? "";
  assertServiceMayAssume(world, { service: "lambda.amazonaws.com", sourceArn: each.arn, sourceAccount: each.account }, roleArn, region);
  const caller = sessionOfService(world, roleArn);
  const asked = { resource: queue.arn, resourcePolicy: { document: queue.policy, account } };
  if (!caller || !actAsRole(world, caller, { service: "sqs", operation, region }, asked).allowed)
    throw invalid(`The provided execution role does not have permissions to call ${operation} on SQS`);
  if (operation === "ReceiveMessage") {
    const resource = { ...queue, context: { "aws:sqs:arn": queue.arn }, errors: "Kms" as const };
    assertKeyAllows(world, { roleArn }, queue.settings.attributes["KmsMasterKeyId"], resource, ["kms:Decrypt"]);
  }
}
