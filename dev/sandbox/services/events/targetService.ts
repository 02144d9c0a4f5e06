/** Services whose resources are targets of rules here. */
export type TargetService = "sqs" | "sns" | "lambda" | "events";

/** What a target's ARN is of; nothing for what the sandbox sends no events to. */
export function serviceOf(arn: string): TargetService | undefined {
  const [, , service, , , resource = ""] = arn.split(":");
  if (service === "sqs" || service === "sns" || service === "lambda") return service;
  return service === "events" && resource.startsWith("event-bus/") ? service : undefined;
}
