import assert from "node:assert/strict";
import {
  ActivateOrganizationsAccessCommand,
  CreateStackInstancesCommand,
  CreateStackSetCommand,
  DescribeStackSetOperationCommand,
  paginateListStackInstances,
  paginateListStackSetOperationResults,
  type CreateStackSetCommandInput,
  type StackInstanceSummary,
} from "@aws-sdk/client-cloudformation";
import { GetRoleCommand, type Role } from "@aws-sdk/client-iam";
import type { Sandbox } from "../../dev/sandbox/server/server";
import { clients, eventually, sessionIn } from "./sandboxClients";

export const root = "r-demo";
/** Every account of the demo that a stack set can reach. */
export const members = ["222222222222", "333333333333", "444444444444", "555555555555", "666666666666", "777777777777", "999999999999"];
/** A role everywhere, and a second policy for it in the administrator. */
export const template = `
AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Administrator: { Type: String }
  Short: { Type: String, Default: "no" }
Conditions:
  IsAdministrator: !Equals [!Ref AWS::AccountId, !Ref Administrator]
  IsShort: !Not [!Equals [!Ref Short, "no"]]
Resources:
  Audit:
    Type: AWS::IAM::Role
    Properties:
      RoleName: audit
      Path: /org/
      Description: !If [IsAdministrator, here, !Ref "AWS::NoValue"]
      MaxSessionDuration: !If [IsShort, 3600, 7200]
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { AWS: !Sub "arn:\${AWS::Partition}:iam::\${Administrator}:root" }
            Action: sts:AssumeRole
      Policies:
        - PolicyName: own
          PolicyDocument:
            Version: "2012-10-17"
            Statement: { Effect: Allow, Action: "access-analyzer:ListAnalyzers", Resource: "*" }
  Extra:
    Type: AWS::IAM::RolePolicy
    Condition: IsAdministrator
    Properties:
      RoleName: !Ref Audit
      PolicyName: extra
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: sts:AssumeRole
            Resource: [!GetAtt Audit.Arn, !Join [":", ["arn", !Ref "AWS::Partition", "iam:", "*", "role/org/audit"]]]
`;
export const stackSet: CreateStackSetCommandInput = {
  StackSetName: "roles",
  TemplateBody: template,
  Parameters: [{ ParameterKey: "Administrator", ParameterValue: "222222222222" }],
  Capabilities: ["CAPABILITY_NAMED_IAM"],
  PermissionModel: "SERVICE_MANAGED",
  AutoDeployment: { Enabled: true, RetainStacksOnAccountRemoval: false },
};
export const everywhere = {
  StackSetName: "roles",
  DeploymentTargets: { OrganizationalUnitIds: [root] },
  Regions: ["eu-central-1"],
  OperationPreferences: { MaxConcurrentCount: 10, FailureToleranceCount: 9 },
};

/** One account of the root, in the home Region. */
export const only = (...accounts: string[]) => ({
  ...everywhere,
  DeploymentTargets: { OrganizationalUnitIds: [root], Accounts: accounts, AccountFilterType: "INTERSECTION" as const },
});

/** What the stack set tests of one sandbox do again and again, as the management account's administrator. */
export function stackSetActions(sandbox: Sandbox, region = "eu-central-1") {
  const admin = clients(sandbox, sandbox.adminCredentials, region);
  const activate = () => admin.cloudFormation.send(new ActivateOrganizationsAccessCommand({}));
  const over = (OperationId: string | undefined, StackSetName = "roles") =>
    eventually(
      () => admin.cloudFormation.send(new DescribeStackSetOperationCommand({ StackSetName, OperationId })),
      ({ StackSetOperation }) => !["RUNNING", "STOPPING"].includes(StackSetOperation?.Status ?? "RUNNING"),
    ).then(({ StackSetOperation }) => StackSetOperation?.Status);
  const instances = async (): Promise<StackInstanceSummary[]> => {
    const all: StackInstanceSummary[] = [];
    for await (const { Summaries } of paginateListStackInstances({ client: admin.cloudFormation }, { StackSetName: "roles" }))
      all.push(...(Summaries ?? []));
    return all.sort((a, b) => ((a.Account ?? "") < (b.Account ?? "") ? -1 : 1));
  };
  const results = async (OperationId: string | undefined) => {
    const all: Record<string, string> = {};
    for await (const { Summaries } of paginateListStackSetOperationResults(
      { client: admin.cloudFormation },
      { StackSetName: "roles", OperationId },
    )) {
      for (const { Account, Status, StatusReason } of Summaries ?? []) all[Account ?? ""] = `${Status} ${StatusReason ?? ""}`.trim();
    }
    return all;
  };
  const roleIn = async (account: string, RoleName = "audit"): Promise<Role | undefined> => {
    const { iam } = clients(sandbox, await sessionIn(sandbox, account));
    return iam.send(new GetRoleCommand({ RoleName })).then(
      ({ Role }) => Role,
      (error: Error) => {
        assert.equal(error.name, "NoSuchEntityException");
        return undefined;
      },
    );
  };
  const deploy = async () => {
    await activate();
    await admin.cloudFormation.send(new CreateStackSetCommand(stackSet));
    const { OperationId } = await admin.cloudFormation.send(new CreateStackInstancesCommand(everywhere));
    assert.equal(await over(OperationId), "SUCCEEDED");
    return OperationId;
  };

  /** How an operation ends, and what it says of each account. */
  const outcome = async (started: Promise<{ OperationId?: string | undefined }>) => {
    const { OperationId } = await started;
    return { status: await over(OperationId), results: await results(OperationId) };
  };
  const instanceIn = async (account: string) => {
    const found = (await instances()).find(({ Account }) => Account === account);
    return found && { status: found.Status, detail: found.StackInstanceStatus?.DetailedStatus, reason: found.StatusReason };
  };
  /** A service control policy that denies one action in one account; the returned function takes it away. */
  const deny = (action: string, account: string) => {
    const { policies } = sandbox.world.organization;
    const id = `p-deny${account.slice(0, 4)}`;
    policies.set(id, {
      id,
      name: id,
      description: "",
      content: JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Deny", Action: action, Resource: "*" }] }),
      targets: new Set([account]),
    });
    return () => policies.delete(id);
  };

  return { admin, activate, over, instances, instanceIn, results, outcome, roleIn, deploy, deny };
}
