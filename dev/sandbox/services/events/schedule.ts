import { AwsError } from "../../service";
import type { World } from "../../world/world";
import { sendToTargets } from "./arrive";
import { invalid, type Rule } from "./buses";
import { eventOf } from "./event";

/** Milliseconds between two runs of `rate(5 minutes)`. @throws ValidationException; NotImplemented for cron */
export function parseSchedule(expression: string): number {
  if (expression.startsWith("cron("))
    throw new AwsError("NotImplemented", "The sandbox organization does not implement cron expressions of rules");
  const [, count, unit = "", plural] = /^rate\((\d+) (minute|hour|day)(s?)\)$/.exec(expression) ?? [];
  const number = Number(count ?? 0);
  if (number < 1 || (number === 1) !== (plural === "")) throw invalid("Parameter ScheduleExpression is not valid.");
  return number * (unit === "minute" ? 60_000 : unit === "hour" ? 3_600_000 : 86_400_000);
}

/** Starts a rule's schedule, or ends it if the rule has none any more or is disabled. */
export function keepSchedule(world: World, rule: Rule): void {
  rule.stop?.();
  rule.stop = undefined;
  if (rule.schedule === undefined || rule.state === "DISABLED") return;
  const period = parseSchedule(rule.schedule);
  rule.stop = world.clock.after(period, () => {
    const { account, region } = rule.bus;
    const event = eventOf(world, {
      account,
      region,
      source: "aws.events",
      detailType: "Scheduled Event",
      resources: [rule.arn],
      detail: {},
    });
    sendToTargets(world, rule, event);
    keepSchedule(world, rule);
  });
}
