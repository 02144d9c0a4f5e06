import { AddPermissionCommand, GetPolicyCommand, RemovePermissionCommand, type FunctionUrlAuthType } from "@aws-sdk/client-lambda";
import { crud } from "../crud";
import { lambda } from "../services";
import { flag, list, object, requiredText, text, type Properties, type Value } from "../values";

/** aws.lambda.Permission: one statement of a function's policy. Its id is the statement's, and `function/statement` for an import. */
export const lambdaPermission = crud({
  token: "aws:lambda/permission:Permission",
  scope: "regional",
  title: "Lambda Permission",
  service: lambda,
  inputs: {
    action: { required: true, forceNew: true },
    eventSourceToken: { forceNew: true },
    function: { required: true, forceNew: true },
    functionUrlAuthType: { forceNew: true },
    invokedViaFunctionUrl: { forceNew: true },
    principal: { required: true, forceNew: true },
    principalOrgId: { forceNew: true },
    sourceAccount: { forceNew: true },
    sourceArn: { forceNew: true },
    statementId: { forceNew: true, autoName: { maxLength: 100 } },
  },
  outputs: [],
  id: { of: ["statementId"] },
  gone: ["ResourceNotFoundException"],
  says: { create: ({ statementId }) => `adding Lambda Permission (${statementId})` },
  create: (client, inputs) =>
    client.send(
      new AddPermissionCommand({
        FunctionName: requiredText(inputs, "function"),
        StatementId: requiredText(inputs, "statementId"),
        Action: requiredText(inputs, "action"),
        Principal: requiredText(inputs, "principal"),
        EventSourceToken: text(inputs["eventSourceToken"]),
        FunctionUrlAuthType: text(inputs["functionUrlAuthType"]) as FunctionUrlAuthType | undefined, // Lambda checks the value
        InvokedViaFunctionUrl: flag(inputs["invokedViaFunctionUrl"]),
        PrincipalOrgID: text(inputs["principalOrgId"]),
        SourceAccount: text(inputs["sourceAccount"]),
        SourceArn: text(inputs["sourceArn"]),
      }),
    ),
  read: async (client, { id }, state) => {
    const { FunctionName, StatementId } = placeOf(id, state);
    const { Policy = "{}" } = await client.send(new GetPolicyCommand({ FunctionName }));
    const statement = list(object(JSON.parse(Policy) as Value)["Statement"]).find(({ Sid }) => Sid === StatementId); // JSON is what a Value is
    return statement && { function: FunctionName, statementId: StatementId, ...inputsOf(statement, text(state["principal"])) };
  },
  delete: (client, { id }, state) => client.send(new RemovePermissionCommand(placeOf(id, state))),
});

function placeOf(id: string, state: Properties): { FunctionName: string; StatementId: string } {
  const slash = id.lastIndexOf("/");
  if (slash >= 0) return { FunctionName: id.slice(0, slash), StatementId: id.slice(slash + 1) };
  return { FunctionName: requiredText(state, "function"), StatementId: id };
}

function inputsOf({ Action, Principal, Condition }: Properties, given: string | undefined): Properties {
  const { StringEquals, ArnLike, Bool } = object(Condition);
  const equals = object(StringEquals);
  const viaUrl = text(object(Bool)["lambda:InvokedViaFunctionUrl"]);
  const principal = typeof Principal === "string" ? Principal : text(Object.values(object(Principal))[0]);
  return {
    action: Action,
    // Lambda writes an account as the ARN of its root.
    principal: given !== undefined && principal?.endsWith(`:iam::${given}:root`) ? given : principal,
    eventSourceToken: equals["lambda:EventSourceToken"],
    functionUrlAuthType: equals["lambda:FunctionUrlAuthType"],
    invokedViaFunctionUrl: viaUrl === undefined ? undefined : viaUrl === "true",
    principalOrgId: equals["aws:PrincipalOrgID"],
    sourceAccount: equals["AWS:SourceAccount"],
    sourceArn: object(ArnLike)["AWS:SourceArn"],
  };
}
