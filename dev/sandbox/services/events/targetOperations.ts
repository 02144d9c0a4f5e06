import type * as sdk from "@aws-sdk/client-eventbridge";
import type { Target } from "@aws-sdk/client-eventbridge";
import { AwsError, type Asked, type Operations } from "../../service";
import { only } from "../storing/only";
import { invalid, ruleNamed, type Rule, type RuleTarget } from "./buses";
import { listed } from "./busOperations";
import { onRule, passes } from "./ruleOperations";
import { serviceOf } from "./targetService";

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html */
export const targetOperations: Operations<typeof sdk> = {
  PutTargets: {
    authorize(input, call) {
      const asked = onRule(input, call);
      const context = { ...asked.context, "events:TargetArn": input.Targets.map(({ Arn }) => Arn) };
      const roles = new Set(input.Targets.flatMap(({ RoleArn }) => RoleArn ?? []));
      return [{ ...asked, context }, ...[...roles].flatMap((role): Asked[] => passes(role))];
    },
    handle(input, call) {
      const rule = ruleNamed(input, call);
      const given = input.Targets.map((target) => validTarget(target, rule));
      if (given.length === 0 || given.length > 100) throw invalid("Between 1 and 100 targets are put at once.");
      const targets = new Map([...rule.targets, ...given.map((target): [string, RuleTarget] => [target.Id, target])]);
      if (targets.size > 5) throw new AwsError("LimitExceededException", "The requested resource exceeds the maximum number allowed.");
      rule.targets = targets;
      return { FailedEntryCount: 0, FailedEntries: [] };
    },
  },
  RemoveTargets: {
    authorize: onRule,
    handle(input, call) {
      const { targets, name } = ruleNamed(input, call);
      const missing = input.Ids.filter((id) => !targets.delete(id));
      return {
        FailedEntryCount: missing.length,
        FailedEntries: missing.map((id) => ({
          ...{ TargetId: id, ErrorCode: "ResourceNotFoundException" },
          ErrorMessage: `Rule ${name} does not have a target with id ${id}.`,
        })),
      };
    },
  },
  ListTargetsByRule: {
    authorize: onRule,
    handle(input, call) {
      const { items, nextToken } = listed(call, input, [...ruleNamed(input, call).targets.values()]);
      return { Targets: items, NextToken: nextToken };
    },
  },
};

/** @throws ValidationException for what EventBridge does not take, NotImplemented for what the sandbox does not do */
function validTarget(target: Target, rule: Rule): RuleTarget {
  const { Id, Arn, RoleArn, DeadLetterConfig, RetryPolicy } = target;
  if (Id === undefined || Arn === undefined || !/^[.\w-]{1,64}$/.test(Id)) throw invalid(`${Id} is not a valid target id`);
  const service = serviceOf(Arn);
  if (!service) throw new AwsError("NotImplemented", `The sandbox organization does not implement ${Arn} as the target of a rule`);
  const [, , , region, account] = Arn.split(":");
  const isElsewhere = account !== rule.bus.account;
  if (service === "events") {
    const changed = (["Input", "InputPath", "InputTransformer"] as const).find((name) => target[name] !== undefined);
    if (changed) throw invalid(`${changed} is not supported for target ${Arn}.`);
    if (region !== rule.bus.region && /^arn:aws-(cn|us-gov):/.test(Arn))
      throw invalid(`Target ${Arn} is in another Region than the rule, which this partition does not allow.`);
    if (Arn === rule.bus.arn) throw invalid("An event bus cannot be the target of its own rule.");
  } else if (region !== rule.bus.region)
    throw invalid(`Provided Arn is not in correct format. Target ${Arn} is not in the Region of the rule.`);
  if (RoleArn === undefined && (service === "events" || isElsewhere)) throw invalid(`RoleArn is required for target ${Arn}.`);
  if (RoleArn !== undefined && !new RegExp(`^arn:[^:]+:iam::${rule.bus.account}:role/`).test(RoleArn))
    throw invalid(`Provided role '${RoleArn}' is not of the account of the rule.`);
  only(target, ["Id", "Arn", "RoleArn", "Input", "DeadLetterConfig", "RetryPolicy"]);
  if (target.Input !== undefined && !isJson(target.Input)) throw invalid("JSON syntax error in input for target");
  const queue = DeadLetterConfig?.Arn;
  if (queue !== undefined && (!queue.startsWith(`arn:${rule.arn.split(":")[1]}:sqs:${rule.bus.region}:`) || queue.endsWith(".fifo")))
    throw invalid("Invalid DeadLetterConfig: the dead-letter queue has to be a standard queue in the Region of the rule.");
  const { MaximumRetryAttempts: attempts = 185, MaximumEventAgeInSeconds: age = 86_400 } = RetryPolicy ?? {};
  if (attempts < 0 || attempts > 185 || age < 60 || age > 86_400) throw invalid("RetryPolicy is not valid.");
  return { ...target, Id, Arn };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
