import { z } from "zod";
import { AwsError } from "../../service";
import type { World } from "../../world/world";
import type { Stored } from "../storing/stored";
import { findQueue, type Queue } from "./queues";

const redrivePolicy = z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: z.coerce.number().int().min(1).max(1000) });

const redriveAllowPolicy = z.object({
  redrivePermission: z.enum(["allowAll", "denyAll", "byQueue"]),
  sourceQueueArns: z.array(z.string()).max(10).optional(),
});

/** Where a message goes that was received this often, unless that queue is gone or no longer takes this one's dead letters. */
export function deadLetterQueueOf(world: World, queue: Stored<Queue>, receives: number): Stored<Queue> | undefined {
  const text = queue.settings.attributes["RedrivePolicy"];
  if (text === undefined) return undefined;
  const { deadLetterTargetArn, maxReceiveCount } = redrivePolicy.parse(JSON.parse(text));
  const target = receives < maxReceiveCount ? undefined : findQueue(world, deadLetterTargetArn);
  return target && takesFrom(target, queue.arn) ? target : undefined;
}

/** @throws AwsError InvalidParameterValue */
export function assertRedrivable(world: World, queueArn: string, attributes: Record<string, string>): void {
  const { RedrivePolicy, RedriveAllowPolicy } = attributes;
  if (RedriveAllowPolicy) parsed("RedriveAllowPolicy", redriveAllowPolicy, RedriveAllowPolicy);
  if (!RedrivePolicy) return;
  const { deadLetterTargetArn } = parsed("RedrivePolicy", redrivePolicy, RedrivePolicy);
  const [, , , region, account] = deadLetterTargetArn.split(":");
  const [, , , ownRegion, ownAccount] = queueArn.split(":");
  if (region !== ownRegion || account !== ownAccount)
    throw invalid("RedrivePolicy", RedrivePolicy, "Dead-letter target owner should be same as the source, in the same Region.");
  const target = findQueue(world, deadLetterTargetArn);
  if (!target) throw invalid("RedrivePolicy", RedrivePolicy, "Dead letter target does not exist.");
  if (!takesFrom(target, queueArn))
    throw invalid("RedrivePolicy", RedrivePolicy, "The dead letter target's RedriveAllowPolicy does not allow this source queue.");
}

function takesFrom({ settings }: Stored<Queue>, sourceArn: string): boolean {
  const text = settings.attributes["RedriveAllowPolicy"];
  if (text === undefined) return true;
  const { redrivePermission, sourceQueueArns = [] } = redriveAllowPolicy.parse(JSON.parse(text));
  return redrivePermission === "allowAll" || (redrivePermission === "byQueue" && sourceQueueArns.includes(sourceArn));
}

function parsed<T>(name: string, schema: z.ZodType<T>, text: string): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    throw invalid(name, text, "It is not the JSON that the attribute takes.");
  }
}

function invalid(name: string, value: string, reason: string): AwsError {
  return new AwsError("InvalidParameterValue", `Value ${value} for parameter ${name} is invalid. Reason: ${reason}`);
}
