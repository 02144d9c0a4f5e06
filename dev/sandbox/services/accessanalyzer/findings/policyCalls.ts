import type { World } from "../../../world/world";
import { analyzeSoon } from "./analysis";

/** Services whose resources bear policies, by signing name, and Organizations, which says who is inside. */
const bearing: ReadonlySet<string> = new Set([
  ...["dynamodb", "ec2", "ecr", "elasticfilesystem", "iam", "kms", "lambda", "organizations", "rds", "s3", "secretsmanager", "sns", "sqs"],
]);

const reading = /^(Get|List|Describe|Head|BatchGet)/;

/** What comes often, and is about what is in a resource. Of any other call it is taken that it may change who comes in. */
const onData: ReadonlySet<string> = new Set([
  ...["BatchWriteItem", "DeleteItem", "PutItem", "Query", "Scan", "TransactGetItems", "TransactWriteItems", "UpdateItem"],
  ...["Decrypt", "Encrypt", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext", "ReEncrypt", "Sign", "Verify"],
  ...["ChangeMessageVisibility", "ChangeMessageVisibilityBatch", "DeleteMessage", "DeleteMessageBatch", "ReceiveMessage"],
  ...["SendMessage", "SendMessageBatch", "Publish", "PublishBatch", "Invoke", "PutObject", "DeleteObject"],
]);

/** To be called at the end of every call that was answered. */
export function analyzeAfter(world: World, service: string, operation: string): void {
  if (bearing.has(service) && !reading.test(operation) && !onData.has(operation)) analyzeSoon(world);
}
