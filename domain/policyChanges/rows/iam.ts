import { fieldsOf, textOf, type CallSeen } from "../callSeen";
import type { Named, PolicyRow } from "../row";
import { byAnswer } from "./named";

/** Its calls are recorded in one Region of the partition, wherever they are made. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html */
export const role: PolicyRow = {
  ...{ type: "AWS::IAM::Role", eventSource: "iam.amazonaws.com", source: "aws.iam", scannedIn: "home" },
  changes: [
    {
      names: { UpdateAssumeRolePolicy: "confirmed" },
      ...{ match: "exact", named: "`roleName`", shape: "confirmed", lookup: "GetRole", read: roleOf },
    },
    {
      names: { CreateRole: "confirmed" },
      ...{ match: "exact", named: "`role.arn` of the answer", shape: "unconfirmed" },
      read: ({ answer }) => byAnswer(fieldsOf(answer.role), "role.arn", "arn"),
    },
  ],
};

function roleOf({ parameters }: CallSeen): Named {
  const name = textOf(parameters, "roleName");
  return name === undefined ? { missing: "requestParameters.roleName" } : { lookup: { call: "GetRole", parameters: { RoleName: name } } };
}
