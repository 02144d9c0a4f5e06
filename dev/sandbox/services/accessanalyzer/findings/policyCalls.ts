import { isRecorded } from "../../../cloudtrail/eventNames";
import type { World } from "../../../world/world";
import { analyzeSoon } from "./analysis";

/** Services whose resources bear policies, by signing name, and Organizations, which says who is inside. */
const bearing: ReadonlySet<string> = new Set([
  ...[
    "dynamodb",
    "ec2",
    "ecr",
    "elasticfilesystem",
    "iam",
    "kms",
    "lambda",
    "organizations",
    "rds",
    "s3",
    "s3express",
    "secretsmanager",
    "sns",
    "sqs",
  ],
]);

/** To be called at the end of every call that was answered. Like AWS, Access Analyzer learns from CloudTrail what may have changed. */
export function analyzeAfter(world: World, service: string, operation: string): void {
  if (bearing.has(service) && isRecorded(service, operation)) analyzeSoon(world);
}
