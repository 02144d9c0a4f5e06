import type * as sdk from "@aws-sdk/client-eventbridge";
import type { PutPermissionRequest } from "@aws-sdk/client-eventbridge";
import { AwsError, type Call, type Operations } from "../../service";
import { policyText } from "../storing/policyText";
import { busNamed, invalid, notFound, type Bus } from "./buses";
import { onBus } from "./busOperations";

/** A bus's policy: given as a whole, or one statement at a time. */
export const busPolicy: Operations<typeof sdk> = {
  PutPermission: {
    authorize: ({ EventBusName }, call) => onBus(EventBusName, call),
    handle(input, call) {
      const bus = busNamed(input.EventBusName, call);
      const policy = input.Policy === undefined ? withStatement(bus, input, call) : wholePolicy(input, input.Policy);
      if (policy.length > 10_240)
        throw new AwsError("PolicyLengthExceededException", "The event bus policy is too long: it may hold 10,240 characters.");
      Object.assign(bus, { policy, changedAt: call.world.clock.now() });
    },
  },
  RemovePermission: {
    authorize: ({ EventBusName }, call) => onBus(EventBusName, call),
    handle({ EventBusName, StatementId, RemoveAllPermissions }, call) {
      const bus = busNamed(EventBusName, call);
      const left = RemoveAllPermissions ? [] : statementsOf(bus).filter(({ Sid }) => Sid !== StatementId);
      if (!RemoveAllPermissions && left.length === statementsOf(bus).length)
        throw notFound(bus.policy === undefined ? "EventBus does not have a policy." : "Statement with the provided id does not exist.");
      Object.assign(bus, { policy: left.length === 0 ? undefined : policyOf(left), changedAt: call.world.clock.now() });
    },
  },
};

function wholePolicy(input: PutPermissionRequest, policy: string): string {
  const { Action, Principal, StatementId, Condition } = input;
  if ([Action, Principal, StatementId, Condition].some((each) => each !== undefined))
    throw invalid("Either Policy is given, or Action, Principal, StatementId and Condition.");
  return policyText(policy, "ValidationException");
}

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutPermission.html */
function withStatement(bus: Bus, { Action, Principal = "", StatementId = "", Condition }: PutPermissionRequest, { world }: Call): string {
  if (!/^[\w-]{1,64}$/.test(StatementId)) throw invalid("StatementId is not valid.");
  if (Action !== "events:PutEvents") throw invalid("Provided value in parameter 'action' is not supported.");
  if (Principal !== "*" && !/^\d{12}$/.test(Principal)) throw invalid("Provided value in parameter 'principal' is not valid.");
  const { Type, Key, Value } = Condition ?? {};
  if (Condition && (Principal !== "*" || Type !== "StringEquals" || Key !== "aws:PrincipalOrgID" || !Value))
    throw invalid("Condition is not valid.");
  const statement = {
    ...{ Sid: StatementId, Effect: "Allow", Principal: Principal === "*" ? "*" : { AWS: `arn:${world.partition}:iam::${Principal}:root` } },
    ...{ Action, Resource: bus.arn },
    ...(Condition ? { Condition: { StringEquals: { "aws:PrincipalOrgID": Value } } } : {}),
  };
  return policyOf([...statementsOf(bus).filter(({ Sid }) => Sid !== StatementId), statement]);
}

interface Statement {
  Sid?: string;
}

function statementsOf({ policy }: Bus): Statement[] {
  if (policy === undefined) return [];
  return [(JSON.parse(policy) as { Statement: Statement | Statement[] }).Statement].flat(); // checked when it was put
}

function policyOf(statements: Statement[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}
