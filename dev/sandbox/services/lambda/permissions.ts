import type * as sdk from "@aws-sdk/client-lambda";
import type { AddPermissionCommandInput } from "@aws-sdk/client-lambda";
import { AwsError, type Operations } from "../../service";
import type { Partition } from "../../world/partitions";
import type { Stored } from "../storing/stored";
import { revision } from "./functions";
import { invalid, store } from "./store";

/** A function's policy, which is never given as a whole: AddPermission puts one statement into it. */
export const permissions: Operations<typeof sdk> = {
  AddPermission: store.on(
    (each, input, { world }) => {
      const statements = statementsOf(each);
      if (statements.some(({ Sid }) => Sid === input.StatementId))
        throw new AwsError(
          "ResourceConflictException",
          `The statement id (${input.StatementId}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
        );
      const statement = statementOf(input, each.arn, world.partition);
      each.policy = policyOf([...statements, statement]);
      return { Statement: JSON.stringify(statement) };
    },
    {
      context: ({ Principal, FunctionUrlAuthType }) => ({
        "lambda:Principal": Principal,
        "lambda:FunctionUrlAuthType": FunctionUrlAuthType,
      }),
    },
  ),
  GetPolicy: store.on((each) => {
    if (each.policy === undefined) throw new AwsError("ResourceNotFoundException", "The resource you requested does not exist.");
    return { Policy: each.policy, RevisionId: revision(each) };
  }),
  RemovePermission: store.on((each, { StatementId }) => {
    const statements = statementsOf(each);
    const left = statements.filter(({ Sid }) => Sid !== StatementId);
    if (left.length === statements.length)
      throw new AwsError("ResourceNotFoundException", `Statement ${StatementId} is not found in resource policy.`);
    each.policy = left.length === 0 ? undefined : policyOf(left);
  }),
};

interface Statement {
  Sid: string;
  Effect: "Allow";
  Principal: "*" | { Service: string } | { AWS: string };
  Action: string;
  Resource: string;
  Condition?: Record<string, Record<string, string>>;
}

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html */
function statementOf(input: AddPermissionCommandInput, arn: string, partition: Partition): Statement {
  const { StatementId = "", Action = "", Principal = "" } = input;
  if (!/^[\w-]{1,100}$/.test(StatementId)) throw invalid(`The statement id ${StatementId} is not valid.`);
  if (!/^lambda:(\*|[A-Za-z]+)$/.test(Action)) throw invalid(`Action ${Action} is not one of Lambda's.`);
  const equals = Object.entries({
    "AWS:SourceAccount": input.SourceAccount,
    "aws:PrincipalOrgID": input.PrincipalOrgID,
    "lambda:EventSourceToken": input.EventSourceToken,
    "lambda:FunctionUrlAuthType": input.FunctionUrlAuthType,
  }).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const conditions = {
    ...(equals.length > 0 ? { StringEquals: Object.fromEntries(equals) } : {}),
    ...(input.SourceArn === undefined ? {} : { ArnLike: { "AWS:SourceArn": input.SourceArn } }),
    ...(input.InvokedViaFunctionUrl === undefined ? {} : { Bool: { "lambda:InvokedViaFunctionUrl": String(input.InvokedViaFunctionUrl) } }),
  };
  return {
    ...{ Sid: StatementId, Effect: "Allow", Principal: principalOf(Principal, partition), Action, Resource: arn },
    ...(Object.keys(conditions).length > 0 ? { Condition: conditions } : {}),
  };
}

/** @throws AwsError for what is neither a service, an account, nor somebody's ARN. */
export function principalOf(text: string, partition: Partition): Statement["Principal"] {
  if (text === "*") return "*";
  if (/^\d{12}$/.test(text)) return { AWS: `arn:${partition}:iam::${text}:root` };
  if (/^arn:[^:]+:(iam|sts)::\d{12}:/.test(text)) return { AWS: text };
  if (/^[\w.-]+\.amazonaws\.com(\.cn)?$/.test(text)) return { Service: text };
  throw invalid("The provided principal was invalid. Please check the principal and try again.");
}

export function statementsOf({ policy }: Pick<Stored<unknown>, "policy">): Statement[] {
  return policy === undefined ? [] : (JSON.parse(policy) as { Statement: Statement[] }).Statement; // our own
}

export function policyOf(statements: Statement[]): string {
  return JSON.stringify({ Version: "2012-10-17", Id: "default", Statement: statements });
}
