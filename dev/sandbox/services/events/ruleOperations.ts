import type * as sdk from "@aws-sdk/client-eventbridge";
import { requestTags } from "../../iam/requestTags";
import { AwsError, type Asked, type Call, type Operations } from "../../service";
import { only } from "../storing/only";
import { busArnNamed, busNamed, findBus, invalid, ruleArn, ruleNamed, type Bus, type Rule } from "./buses";
import { listed } from "./busOperations";
import { matchesEvent } from "./pattern/matchEvent";
import { parseEventPattern, type EventPattern } from "./pattern/parsePattern";
import { EventPatternError } from "./pattern/valuePattern";
import { keepSchedule, parseSchedule } from "./schedule";
import { tagKeys, withTags } from "./tags";

interface NamesRule {
  Name?: string;
  Rule?: string;
  EventBusName?: string;
}

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html */
export const ruleOperations: Operations<typeof sdk> = {
  PutRule: {
    authorize(input, call) {
      const asked = onRule(input, call);
      const context = { ...asked.context, ...requestTags(input.Tags), ...namedInPattern(input.EventPattern) };
      return [{ ...asked, context }, ...passes(input.RoleArn)];
    },
    handle(input, call) {
      only(input, ["Name", "ScheduleExpression", "EventPattern", "State", "Description", "RoleArn", "Tags", "EventBusName"]);
      const bus = busNamed(input.EventBusName, call);
      if (!/^[.\w-]{1,64}$/.test(input.Name)) throw invalid(`${input.Name} is not a valid rule name`);
      if (input.EventPattern === undefined && input.ScheduleExpression === undefined)
        throw invalid("Parameter(s) EventPattern or ScheduleExpression must be specified.");
      if (input.ScheduleExpression !== undefined && bus.name !== "default")
        throw invalid("ScheduleExpression is supported only on the default event bus.");
      if (input.ScheduleExpression !== undefined) parseSchedule(input.ScheduleExpression);
      const existing = bus.rules.get(input.Name);
      if (!existing && bus.rules.size >= 300)
        throw new AwsError("LimitExceededException", "The requested resource exceeds the maximum number allowed.");
      const rule: Rule = {
        ...{ name: input.Name, arn: ruleArn(bus.arn, input.Name), bus, state: input.State ?? "ENABLED" },
        ...{ description: input.Description, roleArn: input.RoleArn, schedule: input.ScheduleExpression },
        pattern: input.EventPattern === undefined ? undefined : { text: input.EventPattern, parsed: validPattern(input.EventPattern) },
        // Tags of a rule that is there already are changed by TagResource only.
        tags: existing?.tags ?? withTags(new Map(), input.Tags),
        targets: existing?.targets ?? new Map(),
      };
      existing?.stop?.();
      bus.rules.set(rule.name, rule);
      keepSchedule(call.world, rule);
      return { RuleArn: rule.arn };
    },
  },
  DescribeRule: {
    authorize: onRule,
    handle(input, call) {
      const rule = ruleNamed(input, call);
      return { ...described(rule), CreatedBy: rule.bus.account };
    },
  },
  EnableRule: { authorize: onRule, handle: (input, call) => setState(input, call, "ENABLED") },
  DisableRule: { authorize: onRule, handle: (input, call) => setState(input, call, "DISABLED") },
  DeleteRule: {
    authorize: onRule,
    handle(input, call) {
      const bus = busNamed(input.EventBusName, call);
      const rule = bus.rules.get(input.Name);
      if (rule && rule.targets.size > 0) throw invalid("Rule can't be deleted since it has targets.");
      rule?.stop?.();
      bus.rules.delete(input.Name);
    },
  },
  ListRules: {
    authorize: ({ EventBusName }, call) => ({
      resource: ruleArn(busArnNamed(EventBusName, call), "*"),
      owner: ownerOf(EventBusName, call),
    }),
    handle(input, call) {
      const { items, nextToken } = listed(
        call,
        input,
        sorted(busNamed(input.EventBusName, call)).filter(({ name }) => name.startsWith(input.NamePrefix ?? "")),
      );
      return { Rules: items.map(described), NextToken: nextToken };
    },
  },
  ListRuleNamesByTarget: {
    authorize: ({ EventBusName }, call) => ({
      resource: ruleArn(busArnNamed(EventBusName, call), "*"),
      owner: ownerOf(EventBusName, call),
    }),
    handle(input, call) {
      const found = sorted(busNamed(input.EventBusName, call)).filter(({ targets }) =>
        [...targets.values()].some(({ Arn }) => Arn === input.TargetArn),
      );
      const { items, nextToken } = listed(call, input, found);
      return { RuleNames: items.map(({ name }) => name), NextToken: nextToken };
    },
  },
  TestEventPattern: {
    handle({ EventPattern, Event }) {
      const pattern = validPattern(EventPattern);
      return { Result: matchesEvent(pattern, validEvent(Event)) };
    },
  },
};

/** What IAM is asked of an operation on a rule. Rules on buses of other accounts are not implemented: their callers are refused. */
export function onRule(input: NamesRule, call: Call): Asked {
  const bus = busArnNamed(input.EventBusName, call);
  const name = input.Name ?? input.Rule ?? "";
  const context = { "events:creatorAccount": call.caller.account, ...tagKeys(findBus(call.world, bus)?.rules.get(name)) };
  return { resource: ruleArn(bus, name), owner: ownerOf(input.EventBusName, call), context };
}

/** Who hands a role to EventBridge needs iam:PassRole. */
export function passes(roleArn: string | undefined): Asked[] {
  if (roleArn === undefined) return [];
  return [{ action: "iam:PassRole", resource: roleArn, context: { "iam:PassedToService": "events.amazonaws.com" } }];
}

function ownerOf(busName: string | undefined, call: Call): string | undefined {
  return busArnNamed(busName, call).split(":")[4];
}

function setState(input: NamesRule, call: Call, state: "ENABLED" | "DISABLED"): void {
  const rule = ruleNamed(input, call);
  rule.state = state;
  keepSchedule(call.world, rule);
}

/** @throws InvalidEventPatternException */
function validPattern(text: string): EventPattern {
  if (text.length > 2048) throw badPattern("The pattern is longer than 2048 characters");
  try {
    return parseEventPattern(text);
  } catch (error) {
    if (error instanceof EventPatternError) throw badPattern(error.message);
    throw error;
  }
}

function badPattern(reason: string): AwsError {
  return new AwsError("InvalidEventPatternException", `Event pattern is not valid. Reason: ${reason}`);
}

/** Sources and detail types that a pattern names, which a caller's policy may limit. */
function namedInPattern(text: string | undefined): Record<string, string[]> {
  if (text === undefined) return {};
  const { alternatives } = validPattern(text);
  if (alternatives.length === 0) return {};
  const pattern = JSON.parse(text) as Record<string, unknown>; // parsed above
  const texts = (name: string) => [pattern[name] ?? []].flat().filter((each) => typeof each === "string");
  return { "events:source": texts("source"), "events:detail-type": texts("detail-type") };
}

function validEvent(text: string): object {
  let event: unknown;
  try {
    event = JSON.parse(text);
  } catch {
    throw invalid("Parameter Event is not valid. Reason: Event is not valid JSON.");
  }
  const missing = ["id", "account", "source", "time", "region", "resources", "detail-type"].find(
    (name) => typeof event !== "object" || event === null || !Object.hasOwn(event, name),
  );
  if (missing !== undefined) throw invalid(`Parameter Event is not valid. Reason: The event has no ${missing}.`);
  return event as object; // it has the members of one
}

function sorted({ rules }: Bus): Rule[] {
  return [...rules.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function described({ name, arn, bus, state, description, roleArn, pattern, schedule }: Rule) {
  return {
    ...{ Name: name, Arn: arn, EventBusName: bus.name, State: state, Description: description, RoleArn: roleArn },
    ...{ EventPattern: pattern?.text, ScheduleExpression: schedule },
  };
}
